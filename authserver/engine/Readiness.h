#pragma once

#include <atomic>

namespace meshsso::engine {

/// What /ready and draining need to know of the process. Thread-safe.
struct Readiness
{
    std::atomic<bool> isDraining{false};
};

} // namespace meshsso::engine
