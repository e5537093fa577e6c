#include "engine/Query.h"

#include "core/Encoding.h"

namespace meshsso::engine {

Parameter findParameter(std::string_view query, std::string_view name)
{
    Parameter found;
    while (!query.empty()) {
        const auto end = query.find('&');
        const auto pair = query.substr(0, end);
        query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
        const auto equals = pair.find('=');
        const auto key = formDecode(pair.substr(0, equals));
        if (!key || *key != name)
            continue;
        auto value =
            formDecode(equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1));
        if (!value || found.state != ParameterState::Absent)
            return {ParameterState::Bad, {}};
        found.state = ParameterState::Good;
        found.value = std::move(*value);
    }
    return found;
}

} // namespace meshsso::engine
