#pragma once

#include "core/Clock.h"
#include "login/TokenInspection.h"

#include <QString>

namespace meshsso::desktop {

/// "24 Nov 2026, 16:40:12" in local time.
QString localTime(TimePoint time);
/// "in 4 min 10 s", "2 h 3 min ago", "now".
QString relativeTimeText(TimePoint time, TimePoint now);
/// "access token", "ID token", ...
QString tokenKindText(login::TokenKind kind);
/// "Signature", "Audience (aud)", ... for the checklist.
QString checkTitle(const std::string& name);
/// "passed", "failed", "warning", "not checked".
QString checkStateText(login::CheckState state);
/// "access token of alice, found as access_token": for the chooser of several tokens.
QString tokenTitle(const login::TokenInspection& token);
/// The date claim of that name of the payload, if it is one.
std::optional<TimePoint> dateOf(const login::TokenInspection& token, std::string_view name);
QString comparisonText(login::ClaimComparison comparison);

} // namespace meshsso::desktop
