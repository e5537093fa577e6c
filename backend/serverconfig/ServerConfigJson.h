#pragma once

#include "core/Json.h"
#include "serverconfig/ServerConfig.h"

#include <chrono>
#include <string>

namespace meshsso::serverconfig {

/// The configuration as the document its file holds: every field that has a value, in schema order.
json::object serverConfigToJson(const ServerConfig& config);

/// "8h", "30m", "45s": the largest unit that divides the duration, as yaml::FieldReader reads it.
std::string durationText(std::chrono::seconds duration);

} // namespace meshsso::serverconfig
