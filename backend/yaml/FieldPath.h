#pragma once

#include "yaml/YamlNode.h"

#include <string>
#include <string_view>

namespace meshsso::yaml {

/// Where a field path ("applications[0].hosts[1]") stands in a document: "file:3:5
/// (applications[0].hosts[1])". Of a path that the document does not hold, the position of its deepest part
/// that it does; the path stays whole.
std::string wherePath(const YamlNode& root, std::string_view path);

} // namespace meshsso::yaml
