#pragma once

#include "core/Json.h"

#include <string>

namespace meshsso::yaml {

/// Writes a JSON value as block-style YAML, deterministically: members in their order, two-space indent,
/// every string quoted that any YAML 1.1 or 1.2 reader could take for something else (true, on, yes, 123,
/// 0x1f, 2024-01-01, =, <<, ~, empty, ...); text of several lines as a literal block; ends with a line feed.
/// Documents are built as json::value, so that one model serves YAML and JSON.
std::string emitYaml(const json::value& value);

} // namespace meshsso::yaml
