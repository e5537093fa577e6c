#include "core/Encoding.h"
#include "engine/Query.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace meshsso;
using namespace meshsso::engine;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

/// A parameter's name, a line break, and a query or form body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto end = text.find('\n');
    if (end == std::string_view::npos || end == 0)
        return 0; // nobody asks for a parameter without a name, and "&&" holds some
    const auto name = text.substr(0, end);
    const auto query = text.substr(end + 1);
    const auto found = findParameter(query, name);
    const auto pair = percentEncode(name) + "=" + percentEncode(found.value);
    require(found.state == ParameterState::Good || found.value.empty());

    // Said once it is read as it is meant; said twice nobody knows which.
    const auto alone = findParameter(pair, name);
    require(alone.state == ParameterState::Good && alone.value == found.value);
    const auto more = findParameter(std::string(query) + "&" + pair, name);
    require(more.state ==
            (found.state == ParameterState::Absent ? ParameterState::Good : ParameterState::Bad));
    const auto before = findParameter(pair + "&" + std::string(query), name);
    require(before.state == more.state && before.value == more.value);
    return 0;
}
