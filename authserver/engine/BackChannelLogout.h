#pragma once

#include "engine/AuditLog.h"
#include "engine/CheckRequest.h"
#include "engine/HttpReply.h"
#include "engine/KeyFetcher.h"
#include "engine/Revoker.h"
#include "engine/Telemetry.h"
#include "oidc/TokenValidation.h"

#include <memory>
#include <optional>
#include <string_view>

namespace meshsso::engine {

/// Where the identity provider tells that it has ended sessions (OIDC Back-Channel Logout 1.0): a POST with a
/// logout token, which speaks for itself and counts once. All sessions of its sid end, or, where it names
/// none, all that its sub has now. Bound to one executor.
class BackChannelLogout
{
public:
    /// Of our page for it, under the endpoint prefix.
    static constexpr std::string_view page = "/backchannel-logout";
    /// Of a request's body: more than any token that is taken, with the rest of the form.
    static constexpr std::size_t maxBodyBytes = std::size_t{20} * 1024;

    BackChannelLogout(KeyFetcher& keys, Revoker& revoker, SnapshotStore& store, Timers& timers,
                      const Clock& clock, const Log& log, const AuditLog& audit, Telemetry& telemetry);

    /// What a notice's token says of itself, unverified: good for choosing whose it is to verify, for nothing
    /// else. Nothing where there is no token that can be read.
    static std::optional<json::object> unverifiedClaims(const CheckRequest& request);

    /// 200, or 400 with a JSON error (section 2.8).
    Task<HttpReply> handle(CheckRequest request, std::shared_ptr<const Snapshot> snapshot);

private:
    Task<Result<oidc::LogoutToken>> validate(std::string token, std::shared_ptr<const Snapshot> snapshot);
    HttpReply refuse(const CheckRequest& request, std::string_view error, std::string_view description,
                     const Error& why) const;

    KeyFetcher& m_keys;
    Revoker& m_revoker;
    SnapshotStore& m_store;
    Timers& m_timers;
    const Clock& m_clock;
    const Log& m_log;
    const AuditLog& m_audit;
    Telemetry& m_telemetry;
};

} // namespace meshsso::engine
