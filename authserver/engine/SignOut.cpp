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

std::string endSessionUrl(const Snapshot& snapshot, std::string_view idToken, std::string_view wanted)
{
    const auto& config = snapshot.settings->config();
    auto url = snapshot.provider->metadata.endSessionEndpoint;
    url += url.find('?') == std::string::npos ? '?' : '&';
    url += "client_id=" + percentEncode(config.provider.clientId);
    if (const auto uri = postLogoutUri(config, wanted); !uri.empty())
        url += "&post_logout_redirect_uri=" + percentEncode(uri);
    if (!idToken.empty())
        url += "&id_token_hint=" + percentEncode(idToken);
    return url;
}

} // namespace

SignOut::Outcome SignOut::handle(const CheckRequest& request, const Snapshot& snapshot,
                                 const session::OpenedSession* opened) const
{
    const auto& settings = *snapshot.settings;
    auto rd = findParameter(request.query(), "rd");
    if (rd.state == ParameterState::Absent && request.method == "POST")
        rd = findParameter(request.body, "rd");
    // Either one of the registered URIs for the provider, or a place of ours; an open redirect otherwise.
    const auto& uris = settings.config().postLogoutRedirectUris;
    const bool isRegistered = std::find(uris.begin(), uris.end(), rd.value) != uris.end();
    const auto returnUrl = rd.value.empty() ? std::optional<std::string>{} : settings.returnUrl(rd.value);
    if (rd.state == ParameterState::Bad || (!rd.value.empty() && !isRegistered && !returnUrl)) {
        m_log.write(LogLevel::Warning, "logout.return_url_refused", {{"request_id", request.requestId}});
        return {settings.pages().render(PageId::LinkNotValid, request, "/"), false};
    }
    if (isFromAnotherSite(request)) {
        if (request.method == "POST") {
            m_log.write(LogLevel::Warning, "logout.foreign_post_refused",
                        {{"request_id", request.requestId}});
            return {settings.pages().render(PageId::ForeignSignOut, request, "/"), false};
        }
        // A link rather than a form: the policy against forms of injected markup stays whole, and the
        // browser says of a click on it that it comes from this site.
        auto target = settings.endpoint("/sign_out");
        if (!rd.value.empty())
            target += "?rd=" + percentEncode(rd.value);
        return {settings.pages().render(PageId::ConfirmSignOut, request, target), false};
    }

    const auto cookies = AuthEngine::cookies(request);
    const bool hasProviderLogout =
        snapshot.provider && !snapshot.provider->metadata.endSessionEndpoint.empty();
    HttpReply reply;
    if (hasProviderLogout && opened) {
        reply = makeRedirect(endSessionUrl(snapshot, opened->session.idToken, rd.value));
    } else if (returnUrl) {
        reply = makeRedirect(*returnUrl);
    } else {
        reply = settings.pages().render(PageId::SignedOut, request, settings.endpoint("/sign_in"));
    }
    auto expired = settings.sessionCookies().expire(cookies);
    if (!expired.empty()) {
        m_telemetry.loggedOut();
        const std::string_view subject = opened ? std::string_view(opened->session.subject) : "";
        m_log.write(
            LogLevel::Info, "logout",
            {{"request_id", request.requestId}, {"subject", subject}, {"at_provider", hasProviderLogout}});
    }
    reply.addCookies(std::move(expired));
    reply.addCookies({settings.loginCookies().expireRounds(cookies)});
    return {std::move(reply), true};
}

} // namespace meshsso::engine
