#include "core/Url.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto url = meshsso::Url::parse(text);
    if (!url)
        return 0;
    // What was accepted must mean the same when it is read again.
    const auto again = meshsso::Url::parse(url->toString());
    if (!again || again->host != url->host || again->port != url->port || again->target() != url->target())
        std::abort();
    return 0;
}
