#include "serverconfig/ServerConfigFile.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto loaded = meshsso::serverconfig::parseServerConfig(text, "input.yaml");
    if (meshsso::hasErrors(loaded.findings))
        return 0;
    const auto written = meshsso::serverconfig::emitServerConfig(loaded.config);
    const auto again = meshsso::serverconfig::parseServerConfig(written, "written.yaml");
    if (meshsso::hasErrors(again.findings) ||
        meshsso::serverconfig::emitServerConfig(again.config) != written)
        std::abort();
    return 0;
}
