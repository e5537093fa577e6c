#pragma once

#include "core/Clock.h"
#include "desktop/views/widgets/FactList.h"
#include "keycloak/ConnectionCheck.h"

namespace meshsso::desktop {

// A connection report in the operator's words.

/// Version, issuers, realm, sign-in.
std::vector<Fact> connectionFacts(const keycloak::ConnectionReport& report);
/// The requests that the check made.
std::vector<Fact> probeFacts(const keycloak::ConnectionReport& report);
/// "Checked at 14:02:11, in 183 ms".
QString connectionTime(TimePoint when, const keycloak::ConnectionReport& report);

} // namespace meshsso::desktop
