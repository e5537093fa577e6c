#pragma once

#include "cli/Console.h"
#include "core/Clock.h"
#include "core/Json.h"
#include "login/TokenInspection.h"

#include <string>

namespace meshsso::cli {

/// "2026-01-31 13:00:00 CET": the machine's own time zone.
std::string localTime(TimePoint time);

using login::relativeTime;

/// Each claim with its value, local time where it is one, and what it means. Arrays and objects keep their
/// JSON.
void showClaims(const Console& console, const json::object& claims, TimePoint now);
/// A token's header, whose members are no claims.
void showHeader(const Console& console, const json::object& header);

/// {"name":, "value":, "meaning":, "time":} for each claim.
json::array claimsJson(const json::object& claims, TimePoint now);

} // namespace meshsso::cli
