#include "access/AccessEvaluator.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto path = meshsso::access::normalisePath(text);
    if (!path)
        return 0;
    // A normal path has no dot segment or empty segment, and no second reading.
    if (path->empty() || path->front() != '/' || path->find("//") != std::string::npos ||
        path->find("/../") != std::string::npos || path->ends_with("/..") ||
        path->find('%') != std::string::npos || path->find('\\') != std::string::npos)
        std::abort();
    return 0;
}
