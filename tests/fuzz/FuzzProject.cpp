#include "project/ProjectFile.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto loaded = meshsso::project::parseProject(text, "input.yaml");
    if (meshsso::hasErrors(loaded.findings))
        return 0;
    // A project without errors survives being written and read again.
    const auto written = meshsso::project::emitProject(loaded.project);
    const auto again = meshsso::project::parseProject(written, "written.yaml");
    if (meshsso::hasErrors(again.findings) || meshsso::project::emitProject(again.project) != written)
        std::abort();
    return 0;
}
