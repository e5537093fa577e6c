#pragma once

#include <cstdint>

namespace meshsso::telemetry {

/// What the kernel says of this process; 0 for what it does not say.
struct ProcessFigures
{
    double cpuSeconds = 0;
    std::uint64_t residentBytes = 0;
    std::uint64_t openDescriptors = 0;
    std::uint64_t maxDescriptors = 0;
};

ProcessFigures readProcessFigures();

} // namespace meshsso::telemetry
