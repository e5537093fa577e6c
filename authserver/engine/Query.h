#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace meshsso::engine {

enum class ParameterState { Absent, Good, Bad };

struct Parameter
{
    ParameterState state = ParameterState::Absent; ///< Bad: given twice, or not decodable
    std::string value;
};

/// The parameter of a query or form body.
Parameter findParameter(std::string_view query, std::string_view name);

} // namespace meshsso::engine
