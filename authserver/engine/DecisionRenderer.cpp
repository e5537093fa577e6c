#include "engine/DecisionRenderer.h"

#include "engine/Pages.h"

namespace meshsso::engine {
namespace {

void renderAllow(const AuthDecision& decision, CheckProtocol protocol, ResponseWriter& out)
{
    out.start(200);
    for (const auto& header : decision.headersToSet)
        out.header(header.name, header.value);
    if (protocol == CheckProtocol::Envoy && !decision.headersToRemove.empty()) {
        out.beginHeader("x-envoy-auth-headers-to-remove");
        bool isFirst = true;
        for (const auto& name : decision.headersToRemove) {
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

HttpReply makeUnauthorized(const AuthDecision& decision, const Settings& settings,
                           const std::string& reference)
{
    if (decision.isNavigation) {
        PageText text;
        text.title = "Please sign in";
        text.message = "You are not signed in, so that this request could not be carried out.";
        text.linkText = "Sign in";
        text.linkTarget = settings.endpoint("/sign_in");
        text.reference = reference;
        return makePage(401, text);
    }
    return makeJsonError(401, "unauthenticated", "Sign in, then repeat the request.", reference);
}

HttpReply makeForbidden(const AuthDecision& decision, const Settings& settings, const std::string& reference)
{
    if (!decision.isNavigation)
        return makeJsonError(403, "forbidden", "You are signed in, but you may not do this.", reference);
    PageText text;
    text.title = "You may not open this page";
    text.message =
        "You are signed in, but your account is not allowed to do this. If it should be, tell your "
        "administrator the reference below.";
    text.linkText = "Sign out";
    text.linkTarget = settings.endpoint("/sign_out");
    text.reference = reference;
    return makePage(403, text);
}

HttpReply makeUnavailable(const AuthDecision& decision, const std::string& reference)
{
    constexpr std::string_view message =
        "The sign-in service cannot be reached at the moment. Please try again in a "
        "minute.";
    HttpReply reply;
    if (decision.isNavigation) {
        PageText text;
        text.title = "Sign-in is not available";
        text.message = message;
        text.reference = reference;
        reply = makePage(503, text);
    } else {
        reply = makeJsonError(503, "unavailable", message, reference);
    }
    reply.add("retry-after", "5");
    return reply;
}

HttpReply makeRefused(const AuthDecision& decision, const std::string& reference)
{
    constexpr std::string_view message = "The request has a form that this site does not accept.";
    if (!decision.isNavigation)
        return makeJsonError(400, "bad_request", message, reference);
    PageText text;
    text.title = "This address is not valid";
    text.message = message;
    text.reference = reference;
    return makePage(400, text);
}

} // namespace

void renderDecision(const AuthDecision& decision, const CheckRequest& request, const Settings& settings,
                    CheckProtocol protocol, ResponseWriter& out)
{
    if (decision.kind == DecisionKind::Allow) {
        renderAllow(decision, protocol, out);
        return;
    }
    const std::string reference(request.requestId);
    HttpReply reply;
    if (protocol == CheckProtocol::Nginx) {
        const bool isForbidden =
            decision.kind == DecisionKind::Forbidden || decision.kind == DecisionKind::Refuse;
        reply.status = isForbidden ? 403 : 401;
    } else {
        switch (decision.kind) {
        case DecisionKind::Login:
            reply = makeRedirect(decision.location);
            break;
        case DecisionKind::Unauthorized:
            reply = makeUnauthorized(decision, settings, reference);
            break;
        case DecisionKind::Forbidden:
            reply = makeForbidden(decision, settings, reference);
            break;
        case DecisionKind::Unavailable:
            reply = makeUnavailable(decision, reference);
            break;
        case DecisionKind::Refuse:
            reply = makeRefused(decision, reference);
            break;
        case DecisionKind::Allow:
        case DecisionKind::Refresh: // these are decided again before anything is written
        case DecisionKind::Load:
        case DecisionKind::FetchKeys:
            reply = makeJsonError(500, "internal", "The request could not be decided.", reference);
            break;
        }
    }
    if (reply.status == 401)
        reply.add("www-authenticate", decision.wwwAuthenticate.empty()
                                          ? std::string("Bearer realm=\"meshsso\"")
                                          : decision.wwwAuthenticate);
    for (const auto& cookie : decision.setCookies)
        reply.add("set-cookie", cookie);
    reply.writeTo(out);
}

} // namespace meshsso::engine
