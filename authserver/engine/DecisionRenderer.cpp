#include "engine/DecisionRenderer.h"

#include "engine/Pages.h"

namespace meshsso::engine {
namespace {

void renderAllow(const AuthDecision& decision, CheckProtocol protocol, ResponseWriter& out)
{
    out.start(200);
    auto toRemove = decision.headersToRemove;
    for (const auto& header : decision.headersToSet) {
        // What cannot be written must not reach the application as the client sent it either.
        if (hasControlCharacters(header.value))
            toRemove.push_back(header.name);
        else
            out.header(header.name, header.value);
    }
    if (protocol == CheckProtocol::Envoy && !toRemove.empty()) {
        out.beginHeader("x-envoy-auth-headers-to-remove");
        bool isFirst = true;
        for (const auto& name : toRemove) {
            if (!isFirst)
                out.append(",");
            isFirst = false;
            out.append(name);
        }
        out.endHeader();
    }
    for (const auto& cookie : decision.setCookies)
        out.header("set-cookie", cookie);
    out.finish();
}

HttpReply makeUnauthorized(const AuthDecision& decision, const CheckRequest& request,
                           const Settings& settings)
{
    if (decision.isNavigation)
        return settings.pages().render(PageId::SignInNeeded, request, settings.endpoint("/sign_in"));
    if (decision.reason == DecisionReason::BearerInvalid)
        return makeJsonError(401, "invalid_token", "The access token is not accepted.", request.requestId);
    return makeJsonError(401, "unauthenticated", "Sign in, then repeat the request.", request.requestId);
}

/// What a user could ask an administrator for: "admin", "shop: buyer", "department = research".
std::string nameOf(const access::MissingCondition& missing)
{
    using Kind = access::Requirement::Kind;
    switch (missing.kind) {
    case Kind::ClientRole:
        return missing.client + ": " + missing.name;
    case Kind::ClaimEquals:
    case Kind::ClaimContains:
    case Kind::ClaimMatches:
        return missing.name + " = " + missing.value;
    default:
        return missing.name;
    }
}

HttpReply makeForbidden(const AuthDecision& decision, const CheckRequest& request, const Settings& settings)
{
    std::vector<std::string> missing;
    if (settings.config().pages.showMissingRole) {
        for (const auto& condition : decision.missing)
            missing.push_back(nameOf(condition));
    }
    if (decision.isNavigation)
        return settings.pages().render(PageId::Forbidden, request, settings.endpoint("/sign_out"),
                                       join(missing, ", "));
    return makeJsonError(403, "forbidden", "You are signed in, but you may not do this.", request.requestId,
                         missing);
}

HttpReply makeUnavailable(const AuthDecision& decision, const CheckRequest& request, const Settings& settings)
{
    if (decision.isNavigation) {
        // The link repeats what was asked for, on this host and nowhere else.
        const auto again = request.method == "GET" ? settings.returnUrl(request.target) : std::nullopt;
        return settings.pages().render(PageId::Unavailable, request, again.value_or(std::string{}));
    }
    auto reply = makeJsonError(503, "unavailable",
                               "Whether you are signed in cannot be checked now. Repeat the request later.",
                               request.requestId);
    reply.add("retry-after", "5");
    return reply;
}

HttpReply makeRefused(const AuthDecision& decision, const CheckRequest& request, const Settings& settings)
{
    if (decision.isNavigation)
        return settings.pages().render(PageId::RequestRefused, request, "/");
    return makeJsonError(400, "bad_request", "The request has a form that this site does not accept.",
                         request.requestId);
}

void addCookiesAndChallenge(const AuthDecision& decision, HttpReply& reply)
{
    if (reply.status == 403 && !decision.wwwAuthenticate.empty())
        reply.add("www-authenticate", decision.wwwAuthenticate);
    if (reply.status == 401)
        reply.add("www-authenticate", decision.wwwAuthenticate.empty()
                                          ? std::string("Bearer realm=\"meshsso\"")
                                          : decision.wwwAuthenticate);
    for (const auto& cookie : decision.setCookies)
        reply.add("set-cookie", cookie);
}

HttpReply explain(const AuthDecision& decision, const CheckRequest& request, const Settings& settings)
{
    switch (decision.kind) {
    case DecisionKind::Login:
        return makeRedirect(decision.location);
    case DecisionKind::Unauthorized:
        return makeUnauthorized(decision, request, settings);
    case DecisionKind::Forbidden:
        return makeForbidden(decision, request, settings);
    case DecisionKind::Unavailable:
        return makeUnavailable(decision, request, settings);
    case DecisionKind::Refuse:
        return makeRefused(decision, request, settings);
    case DecisionKind::Allow:
    case DecisionKind::Refresh: // these are decided again before anything is written
    case DecisionKind::Load:
    case DecisionKind::FetchKeys:
        break;
    }
    return makeJsonError(500, "internal", "The request could not be decided.", request.requestId);
}

} // namespace

HttpReply makeDenial(const AuthDecision& decision, const CheckRequest& request, const Settings& settings)
{
    auto reply = explain(decision, request, settings);
    addCookiesAndChallenge(decision, reply);
    return reply;
}

void renderDecision(const AuthDecision& decision, const CheckRequest& request, const Settings& settings,
                    CheckProtocol protocol, ResponseWriter& out)
{
    if (decision.kind == DecisionKind::Allow) {
        renderAllow(decision, protocol, out);
        return;
    }
    // A 401 usually leads to the login, which helps nobody while it is us who cannot tell.
    if (protocol == CheckProtocol::Envoy || decision.kind == DecisionKind::Unavailable) {
        makeDenial(decision, request, settings).writeTo(out);
        return;
    }
    HttpReply reply;
    const bool isForbidden =
        decision.kind == DecisionKind::Forbidden || decision.kind == DecisionKind::Refuse;
    reply.status = isForbidden ? 403 : 401;
    addCookiesAndChallenge(decision, reply);
    reply.writeTo(out);
}

} // namespace meshsso::engine
