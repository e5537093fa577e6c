#include "engine/SignOut.h"

#include "core/Encoding.h"
#include "engine/AuthEngine.h"
#include "engine/Pages.h"
#include "engine/Query.h"

#include <algorithm>

namespace meshsso::engine {
namespace {

bool isFromAnotherSite(const CheckRequest& request)
{
    const auto site = request.header("sec-fetch-site");
    return !site.empty() && site != "none" && site != "same-origin" && site != "same-site";
}

/// Where to go after the provider's page: one of the configured URIs, by default the first.
std::string postLogoutUri(const serverconfig::ServerConfig& config, std::string_view wanted)
{
    const auto& uris = config.postLogoutRedirectUris;
    if (std::find(uris.begin(), uris.end(), wanted) != uris.end())
        return std::string(wanted);
    return uris.empty() ? std::string{} : uris.front();
}

/// Asks both the query and a form's body.
Parameter parameterOf(const CheckRequest& request, std::string_view name)
{
    auto found = findParameter(request.query(), name);
    if (found.state == ParameterState::Absent && request.method == "POST")
        found = findParameter(request.body, name);
    return found;
}

/// Only a page of this very origin can have made the browser send this.
bool isFromThisOrigin(const CheckRequest& request, const Settings& settings)
{
    if (const auto site = request.header("sec-fetch-site"); !site.empty())
        return site == "same-origin";
    // Older browsers say at least where a form comes from.
    return request.method == "POST" &&
           request.header("origin") == settings.config().publicScheme + "://" + std::string(request.host);
}

/// Opaque to us; the provider hands it back to the page after the logout.
std::string stateOf(const CheckRequest& request)
{
    constexpr std::size_t maxBytes = 512;
    auto state = parameterOf(request, "state");
    return state.state == ParameterState::Good && state.value.size() <= maxBytes ? std::move(state.value)
                                                                                 : std::string{};
}

/// A link to the same again.
std::string linkFor(const CheckRequest& request, const Settings& settings)
{
    const bool isEverywhere = parameterOf(request, "everywhere").value == "true";
    const auto rd = parameterOf(request, "rd");
    auto target = settings.endpoint("/sign_out");
    if (isEverywhere)
        target += "?everywhere=true";
    if (rd.state == ParameterState::Good && !rd.value.empty())
        target += (isEverywhere ? "&rd=" : "?rd=") + percentEncode(rd.value);
    return target;
}

std::string endSessionUrl(const Snapshot& snapshot, std::string_view idToken, std::string_view wanted,
                          std::string_view state)
{
    const auto& config = snapshot.settings->config();
    auto url = snapshot.provider->metadata.endSessionEndpoint;
    url += url.find('?') == std::string::npos ? '?' : '&';
    url += "client_id=" + percentEncode(config.provider.clientId);
    if (const auto uri = postLogoutUri(config, wanted); !uri.empty())
        url += "&post_logout_redirect_uri=" + percentEncode(uri);
    if (!state.empty())
        url += "&state=" + percentEncode(state);
    if (!idToken.empty())
        url += "&id_token_hint=" + percentEncode(idToken);
    return url;
}

} // namespace

SignOut::Outcome SignOut::handle(const CheckRequest& request, const Snapshot& snapshot,
                                 const session::OpenedSession* opened) const
{
    const auto& settings = *snapshot.settings;
    const auto rd = parameterOf(request, "rd");
    const bool isEverywhere = parameterOf(request, "everywhere").value == "true";
    // Either one of the registered URIs for the provider, or a place of ours; an open redirect otherwise.
    const auto& uris = settings.config().postLogoutRedirectUris;
    const bool isRegistered = std::find(uris.begin(), uris.end(), rd.value) != uris.end();
    const auto returnUrl = rd.value.empty() ? std::optional<std::string>{} : settings.returnUrl(rd.value);
    if (rd.state == ParameterState::Bad || (!rd.value.empty() && !isRegistered && !returnUrl)) {
        m_log.write(LogLevel::Warning, "logout.return_url_refused", {{"request_id", request.requestId}});
        return {settings.pages().render(PageId::LinkNotValid, request, "/"), false};
    }
    // A link rather than a form: the policy against forms of injected markup stays whole, and the browser
    // says of a click on it that it comes from this site.
    const auto confirm = [&] {
        return settings.pages().render(PageId::ConfirmSignOut, request, linkFor(request, settings));
    };
    if (isFromAnotherSite(request)) {
        if (request.method == "POST") {
            m_log.write(LogLevel::Warning, "logout.foreign_post_refused",
                        {{"request_id", request.requestId}});
            return {settings.pages().render(PageId::ForeignSignOut, request, "/"), false};
        }
        return {confirm(), false};
    }
    if (isEverywhere && !isFromThisOrigin(request, settings))
        return {confirm(), false};

    const auto cookies = AuthEngine::cookies(request, settings);
    const bool hasProviderLogout =
        snapshot.provider && !snapshot.provider->metadata.endSessionEndpoint.empty();
    HttpReply reply;
    if (hasProviderLogout && opened) {
        reply = makeRedirect(endSessionUrl(snapshot, opened->session.idToken, rd.value, stateOf(request)));
    } else if (returnUrl) {
        reply = makeRedirect(*returnUrl);
    } else {
        reply = settings.pages().render(PageId::SignedOut, request, settings.endpoint("/sign_in"));
    }
    auto expired = settings.sessionCookies().expire(cookies);
    Outcome outcome;
    outcome.isSignedOut = true;
    outcome.isEverywhere = isEverywhere;
    outcome.isTokenLeft = opened && (isEverywhere || !hasProviderLogout);
    outcome.hadCookies = !expired.empty();
    reply.addCookies(std::move(expired));
    reply.addCookies({settings.loginCookies().expireRounds(cookies)});
    outcome.reply = std::move(reply);
    return outcome;
}

void SignOut::note(const CheckRequest& request, const Outcome& outcome,
                   const session::OpenedSession* opened) const
{
    if (!outcome.hadCookies)
        return;
    m_telemetry.loggedOut();
    AuditLog::Entry entry;
    if (opened) {
        entry.subject = opened->session.subject;
        entry.username = opened->session.username;
    }
    entry.reason = outcome.isEverywhere ? "sign_out_everywhere" : "sign_out";
    m_audit.write(AuditLog::Event::Logout, request, entry);
}

HttpReply SignOut::notDone(const CheckRequest& request, const Settings& settings)
{
    return settings.pages().render(PageId::SignOutUnavailable, request, linkFor(request, settings));
}

} // namespace meshsso::engine
