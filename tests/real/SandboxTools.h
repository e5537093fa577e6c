#pragma once

#include <QString>
#include <cstddef>
#include <vector>

namespace meshsso::test {

/// That many different free ports of 127.0.0.1. Throws std::runtime_error.
std::vector<int> freePorts(std::size_t count);
/// The path that packaging/sandbox/fetch.sh prints for a tool; the first time it may take minutes. Throws
/// std::runtime_error.
QString fetchTool(const QString& what);

} // namespace meshsso::test
