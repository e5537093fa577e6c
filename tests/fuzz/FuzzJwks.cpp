#include "crypto/JwkSet.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    meshsso::Findings findings;
    const auto keys = meshsso::crypto::JwkSet::parse(text, &findings);
    (void)keys;
    return 0;
}
