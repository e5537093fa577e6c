#include "engine/BackChannelLogout.h"

#include "crypto/Digest.h"
#include "engine/Query.h"
#include "engine/SessionBuilder.h"
#include "engine/TokenClaims.h"

namespace meshsso::engine {
namespace {

using session::Revocation;

constexpr std::string_view formType = "application/x-www-form-urlencoded";

bool isForm(const CheckRequest& request)
{
    const auto type = request.header("content-type");
    return equalsIgnoreCase(trim(type.substr(0, type.find(';'))), formType);
}

Parameter logoutTokenIn(const CheckRequest& request)
{
    if (request.body.size() > BackChannelLogout::maxBodyBytes || !isForm(request))
        return {};
    return findParameter(request.body, "logout_token");
}

} // namespace

std::optional<json::object> BackChannelLogout::unverifiedClaims(const CheckRequest& request)
{
    const auto token = logoutTokenIn(request);
    if (token.state != ParameterState::Good)
        return std::nullopt;
    auto claims = engine::unverifiedClaims(token.value);
    if (!claims)
        return std::nullopt;
    return std::move(*claims);
}

BackChannelLogout::BackChannelLogout(KeyFetcher& keys, Revoker& revoker, SnapshotStore& store, Timers& timers,
                                     const Clock& clock, const Log& log, const AuditLog& audit,
                                     Telemetry& telemetry)
    : m_keys(keys), m_revoker(revoker), m_store(store), m_timers(timers), m_clock(clock), m_log(log),
      m_audit(audit), m_telemetry(telemetry)
{
}

HttpReply BackChannelLogout::refuse(const CheckRequest& request, std::string_view error,
                                    std::string_view description, const Error& why) const
{
    m_log.write(LogLevel::Warning, "logout.token_refused",
                {{"request_id", request.requestId},
                 {"code", errorCodeName(why.code)},
                 {"error", why.message},
                 {"advice", adviceFor(why)},
                 {"peer", request.peerAddress}});
    json::object object;
    object["error"] = error;
    object["error_description"] = description;
    HttpReply reply;
    reply.status = 400;
    reply.contentType = "application/json";
    reply.body = json::serialize(object);
    reply.add("cache-control", "no-store");
    return reply;
}

Task<Result<oidc::LogoutToken>> BackChannelLogout::validate(std::string token,
                                                            std::shared_ptr<const Snapshot> snapshot)
{
    if (!snapshot->provider)
        co_return fail(ErrorCode::Unreachable, "the identity provider has not been reached yet");
    auto policy = tokenPolicy(*snapshot, std::nullopt);
    auto logout = oidc::validateLogoutToken(token, snapshot->provider->keys, policy, m_clock.now());
    if (logout || logout.error().code != ErrorCode::UnknownKey)
        co_return logout;
    const auto maxWait = snapshot->settings->config().checkTimeout;
    auto fetching = m_keys.fetchWithin(std::nullopt, m_timers, maxWait);
    const auto outcome = co_await fetching;
    const auto current = m_store.current();
    if (!current->provider)
        co_return logout;
    // Even when it was too soon: others may have brought the keys meanwhile.
    logout = oidc::validateLogoutToken(token, current->provider->keys, policy, m_clock.now());
    if (!logout && logout.error().code == ErrorCode::UnknownKey && outcome != KeyFetcher::Outcome::Fetched)
        co_return fail(ErrorCode::Unreachable, "the token's key is not known, and cannot be asked for now");
    co_return logout;
}

Task<HttpReply> BackChannelLogout::handle(CheckRequest request, std::shared_ptr<const Snapshot> snapshot)
{
    auto parameter = logoutTokenIn(request);
    if (parameter.state != ParameterState::Good)
        co_return refuse(
            request, "invalid_request", "A form with one logout_token is needed.",
            {ErrorCode::InvalidArgument, "the request is no form with one logout_token, or too large", ""});
    auto validating = validate(std::move(parameter.value), snapshot);
    auto logout = co_await validating;
    if (!logout) {
        if (logout.error().code == ErrorCode::Unreachable)
            co_return refuse(request, "temporarily_unavailable", "The logout token cannot be checked now.",
                             logout.error());
        co_return refuse(request, "invalid_request", "The logout token is not valid.", logout.error());
    }
    const auto& settings = *snapshot->settings;
    const auto once = "logout " + crypto::sha256(logout->issuer + "\n" + settings.config().provider.clientId +
                                                 "\n" + logout->id);
    auto beginning = m_revoker.beginOnce(once, logout->expires);
    auto isFirst = co_await beginning;
    if (isFirst && !*isFirst)
        co_return refuse(request, "invalid_request", "The logout token has been used.",
                         {ErrorCode::Conflict, "the logout token was received before (jti)", ""});
    const bool isBySession = !logout->providerSession.empty();
    auto revocation = isBySession ? m_revoker.make(Revocation::Kind::ProviderSession,
                                                   std::move(logout->providerSession), settings)
                                  : m_revoker.make(Revocation::Kind::Subject, logout->subject, settings);
    auto revoking = m_revoker.revoke(std::move(revocation), "back_channel", std::string(request.requestId));
    const bool isTold = co_await revoking;
    AuditLog::Entry entry;
    entry.subject = logout->subject;
    entry.reason = "back_channel";
    entry.detail = isTold ? "" : "other replicas could not be told";
    m_audit.write(AuditLog::Event::Revoked, request, entry);
    Result<bool> isDone = fail(ErrorCode::Unreachable, "the other replicas could not be told");
    if (!isFirst) {
        isDone = fail(isFirst.error());
    } else if (isTold) {
        auto finishing = m_revoker.finishOnce(once, logout->expires);
        isDone = co_await finishing;
    }
    if (!isDone) {
        m_revoker.giveBack(once);
        co_return refuse(request, "temporarily_unavailable", "Not every replica could be told.",
                         isDone.error());
    }
    m_telemetry.loggedOut();
    HttpReply reply;
    reply.add("cache-control", "no-store");
    co_return reply;
}

} // namespace meshsso::engine
