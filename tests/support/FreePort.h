#pragma once

namespace meshsso::test {

/// A port of 127.0.0.1 that nobody listens on, and that neither a connection on its way out nor another test
/// takes as long as this process lives. Throws std::runtime_error.
int freePort();

} // namespace meshsso::test
