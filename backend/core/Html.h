#pragma once

#include <string>
#include <string_view>

namespace meshsso {

/// The text as it may stand in HTML, between tags or in a quoted attribute: & < > " ' as character
/// references.
std::string escapeHtml(std::string_view text);

} // namespace meshsso
