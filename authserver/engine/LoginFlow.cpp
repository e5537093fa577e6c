#include "engine/LoginFlow.h"

#include "core/Encoding.h"
#include "engine/CookieNote.h"
#include "engine/LoginLoop.h"
#include "engine/Pages.h"
#include "engine/Query.h"
#include "engine/TraceContext.h"
#include "oidc/AuthorizationRequest.h"
#include "oidc/PeerText.h"

#include <algorithm>
#include <array>

namespace meshsso::engine {
namespace {

/// What a user can do about it.
PageId pageFor(const Error& error)
{
    switch (error.code) {
    case ErrorCode::AuthorizationError:
        if (oidc::oauthErrorOf(error.message) == "access_denied")
            return PageId::SignInCancelled;
        return oidc::oauthErrorOf(error.message) == "invalid_grant" ? PageId::SignInExpired
                                                                    : PageId::SignInNotAccepted;
    case ErrorCode::Unreachable:
    case ErrorCode::Timeout:
    case ErrorCode::TlsError:
    case ErrorCode::PeerError:
        return PageId::SignInUnavailable;
    case ErrorCode::TooLarge:
        return PageId::SignInTooLarge;
    default:
        return PageId::SignInRefused;
    }
}

/// What users bring about: they cancel, take too long, or load a page twice. Whatever else the provider does
/// not accept concerns our client, and thus everybody's login.
bool isUsersDoing(const Error& error)
{
    constexpr std::array<std::string_view, 6> codes{"access_denied",    "account_selection_required",
                                                    "consent_required", "interaction_required",
                                                    "invalid_grant",    "login_required"};
    return error.code == ErrorCode::AuthorizationError &&
           std::find(codes.begin(), codes.end(), oidc::oauthErrorOf(error.message)) != codes.end();
}

/// How often the login was started before and came back without its cookie: only the URL can tell.
int retriesOf(const CheckRequest& request)
{
    const auto retry = findParameter(request.query(), "retry").value;
    return retry.size() == 1 && retry[0] > '0' && retry[0] < '0' + maxLoginRounds ? retry[0] - '0' : 0;
}

/// When the check was made that began this login, if one did that saw no session at all; else the epoch.
TimePoint checkedAt(const CheckRequest& request, TimePoint now)
{
    const auto time =
        session::LoginCookies::momentOf(findParameter(request.query(), checkMarkParameter).value);
    constexpr std::chrono::minutes maxSkew{1};
    return time <= now + maxSkew ? time : TimePoint{};
}

} // namespace

LoginFlow::LoginFlow(const AuthEngine& engine, TokenService& tokens, SessionKeeper& keeper,
                     SecureRandom& random, const Clock& clock, const Log& log, const AuditLog& audit,
                     Telemetry& telemetry)
    : m_engine(engine), m_tokens(tokens), m_keeper(keeper), m_random(random), m_clock(clock), m_log(log),
      m_audit(audit), m_telemetry(telemetry)
{
}

LoginFlow::ReturnTarget LoginFlow::returnTarget(const CheckRequest& request, const Snapshot& snapshot)
{
    auto rd = findParameter(request.query(), "rd");
    if (rd.state == ParameterState::Absent || (rd.state == ParameterState::Good && rd.value.empty()))
        return {true, "/"};
    if (rd.state == ParameterState::Bad)
        return {};
    auto url = snapshot.settings->returnUrl(rd.value);
    return url ? ReturnTarget{true, std::move(*url)} : ReturnTarget{};
}

HttpReply LoginFlow::refuseReturnUrl(const CheckRequest& request, const Snapshot& snapshot) const
{
    m_log.write(LogLevel::Warning, "login.return_url_refused",
                {{"request_id", request.requestId},
                 {"host", request.host},
                 {"query", request.query().substr(0, 512)}});
    noteFailure(request, "return_url_refused");
    return snapshot.settings->pages().render(PageId::LinkNotValid, request, "/");
}

HttpReply LoginFlow::refuseHost(const CheckRequest& request, const Snapshot& snapshot) const
{
    m_log.write(LogLevel::Warning, "login.host_refused",
                {{"request_id", request.requestId},
                 {"host", request.host},
                 {"advice", "add the host to allowedHosts, and its callback to the client's redirect URIs"}});
    noteFailure(request, "host_not_allowed");
    return snapshot.settings->pages().render(PageId::HostNotServed, request);
}

HttpReply LoginFlow::signInPage(const CheckRequest& request, const Snapshot& snapshot) const
{
    if (!snapshot.settings->isAllowedAuthority(request.host))
        return refuseHost(request, snapshot);
    const auto target = returnTarget(request, snapshot);
    if (!target.isGood)
        return refuseReturnUrl(request, snapshot);
    auto start = snapshot.settings->endpoint("/start?rd=") + percentEncode(target.url);
    if (const int retries = retriesOf(request); retries > 0)
        start += "&retry=" + std::to_string(retries);
    if (const auto checked = checkedAt(request, m_clock.now()); checked != TimePoint{})
        start += checkMark(checked);
    return snapshot.settings->pages().render(PageId::SignIn, request, start);
}

HttpReply LoginFlow::start(const CheckRequest& request, const Snapshot& snapshot) const
{
    const auto& settings = *snapshot.settings;
    if (!settings.isAllowedAuthority(request.host))
        return refuseHost(request, snapshot);
    auto target = returnTarget(request, snapshot);
    if (!target.isGood)
        return refuseReturnUrl(request, snapshot);
    if (!snapshot.provider) {
        m_log.write(LogLevel::Warning, "login.provider_unknown", {{"request_id", request.requestId}});
        noteFailure(request, "provider_unknown");
        return settings.pages().render(PageId::SignInUnavailable, request,
                                       settings.endpoint("/sign_in?rd=") + percentEncode(target.url));
    }
    const auto cookies = AuthEngine::cookies(request, settings);
    auto attempt = session::LoginCookies::create(m_random, m_clock.now(), std::move(target.url),
                                                 settings.redirectUri(request.host));
    const auto rounds = settings.loginCookies().rounds(cookies);
    attempt.rounds = rounds.count;
    // A check made before that session, in another tab, says nothing of it.
    attempt.isSentBack =
        rounds.lastSession != TimePoint{} && checkedAt(request, m_clock.now()) > rounds.lastSession;
    attempt.retries = retriesOf(request);
    oidc::AuthorizationRequest authorization;
    authorization.clientId = settings.config().provider.clientId;
    authorization.redirectUri = attempt.redirectUri;
    authorization.scopes = settings.config().provider.scopes;
    authorization.state = attempt.state();
    authorization.nonce = attempt.nonce;
    authorization.pkceVerifier = attempt.pkceVerifier;
    auto reply = makeRedirect(
        oidc::authorizationUrl(snapshot.provider->metadata.authorizationEndpoint, authorization));
    reply.addCookies(settings.loginCookies().set(attempt, cookies));
    m_telemetry.loginStarted();
    m_log.write(LogLevel::Info, "login.started",
                {{"request_id", request.requestId}, {"host", request.host}, {"attempt", attempt.id}});
    return reply;
}

Task<HttpReply> LoginFlow::callback(CheckRequest request, std::shared_ptr<const Snapshot> snapshot)
{
    const auto& settings = *snapshot->settings;
    auto response = oidc::parseAuthorizationResponse(request.query());
    const auto state = response ? response->state : response.error().context;
    if (!response && response.error().code != ErrorCode::AuthorizationError)
        co_return failed(request, *snapshot, response.error(), nullptr);
    const auto cookies = AuthEngine::cookies(request, *snapshot->settings);
    auto attempt = settings.loginCookies().find(state, cookies, m_clock.now());
    if (!attempt) {
        // A second click on "back" or a reload of the callback: the login is done, so that home is the right
        // place.
        const bool isDone = co_await isSignedIn(request, snapshot);
        if (isDone)
            co_return makeRedirect("/");
        co_return unknownAttempt(request, *snapshot, state, attempt.error());
    }

    Result<session::Session> session = fail(ErrorCode::Internal, "");
    if (!response) {
        session = fail(std::move(response).error());
    } else if (!snapshot->provider) {
        session = fail(ErrorCode::Unreachable, "the identity provider has not been reached yet");
    } else if (auto issuer = oidc::checkResponseIssuer(*response, settings.config().provider.issuer,
                                                       snapshot->provider->metadata.issParameterSupported);
               !issuer) {
        session = fail(std::move(issuer).error());
    } else if (attempt->redirectUri != settings.redirectUri(request.host)) {
        session = fail(ErrorCode::WrongState, "the callback came to another host than the login was sent to");
    } else {
        auto code = std::move(response->code);
        auto copy = *attempt;
        auto trace = childTraceparent(request.header("traceparent"), m_random);
        session = co_await m_tokens.signIn(std::move(copy), std::move(code), std::move(trace));
    }
    HttpReply reply;
    if (session) {
        auto copy = *attempt;
        reply = co_await completed(request, snapshot, std::move(*session), std::move(copy));
    } else {
        reply = failed(request, *snapshot, session.error(), &*attempt);
    }
    // Whatever came of it, an attempt is good for one callback.
    reply.add("set-cookie", settings.loginCookies().expire(state));
    co_return reply;
}

Task<HttpReply> LoginFlow::completed(CheckRequest request, std::shared_ptr<const Snapshot> snapshot,
                                     session::Session session, session::LoginAttempt attempt) const
{
    const auto& loginCookies = snapshot->settings->loginCookies();
    const auto cookies = AuthEngine::cookies(request, *snapshot->settings);
    int rounds = attempt.rounds + 1;
    auto cause = LoopCause::SessionCookieMissing;
    if (rounds > 1) {
        // This browser kept the number of the login before; if it kept its session too, all is well, unless
        // checks do not see it.
        const bool isRecognised = co_await isSignedIn(request, snapshot);
        if (isRecognised && !attempt.isSentBack)
            rounds = 1;
        cause = isRecognised
                    ? LoopCause::SessionNotInChecks
                    : causeOf(m_engine.finder().find(cookies, *snapshot->settings, m_clock.now()).status);
    }
    auto copy = session;
    auto begun = co_await m_keeper.begin(std::move(copy), request, snapshot);
    if (!begun)
        co_return failed(request, *snapshot, begun.error(), &attempt);
    m_telemetry.loginCompleted();
    m_telemetry.sessionCookieSet(begun->cookieBytes);
    const bool isLarge = begun->cookieBytes > session::SessionCookies::maxCookieBytes;
    m_log.write(LogLevel::Info, "login.completed",
                {{"request_id", request.requestId},
                 {"host", request.host},
                 {"attempt", attempt.id},
                 {"subject", session.subject},
                 {"username", session.username},
                 {"cookie_bytes", static_cast<std::int64_t>(begun->cookieBytes)},
                 {"cookie_split", isLarge},
                 {"trace_id", traceIdOf(request.header("traceparent"))}});
    m_audit.write(AuditLog::Event::Login, request, {session.subject, session.username, "signed_in"});
    noteLargeCookies(m_log, begun->cookieBytes, request.requestId);
    const auto target = attempt.returnUrl.empty() ? std::string("/") : attempt.returnUrl;
    HttpReply reply;
    if (rounds < maxLoginRounds) {
        reply = makeRedirect(target);
        reply.addCookies({loginCookies.setRounds({rounds, m_clock.now()})});
    } else {
        // The session is set nevertheless: if what was wrong has been put right, the link leads in.
        LoginLoop loop{rounds, request, *snapshot->settings};
        loop.cause = cause;
        loop.attempt = attempt.id;
        loop.session = &session;
        loop.sessionCookieBytes = begun->cookieBytes;
        loop.sessionCookies = begun->setCookies.size();
        logLoginLoop(loop, m_log, m_clock.now());
        noteFailure(request, "loop", loopCauseName(cause), &session);
        const auto page =
            cause == LoopCause::SessionNotInChecks ? PageId::SignInNotInChecks : PageId::SignInLoop;
        reply = snapshot->settings->pages().render(page, request, target);
        reply.addCookies({loginCookies.expireRounds(cookies)});
    }
    reply.addCookies(std::move(begun->setCookies));
    co_return reply;
}

Task<bool> LoginFlow::isSignedIn(CheckRequest request, std::shared_ptr<const Snapshot> snapshot) const
{
    auto current = co_await m_keeper.find(request, snapshot);
    co_return current && current->opened&& m_engine.isFresh(*current->opened, *snapshot, m_clock.now());
}

HttpReply LoginFlow::unknownAttempt(const CheckRequest& request, const Snapshot& snapshot,
                                    std::string_view state, const Error& error) const
{
    const auto& settings = *snapshot.settings;
    const auto code = errorCodeName(error.code);
    const auto attempts =
        static_cast<std::int64_t>(settings.loginCookies().countIn(AuthEngine::cookies(request, settings)));
    m_log.write(LogLevel::Warning, "login.attempt_unknown",
                {{"request_id", request.requestId},
                 {"host", request.host},
                 {"attempt", session::LoginCookies::idIn(state)},
                 {"code", code},
                 {"error", error.message},
                 {"attempt_cookies", attempts}});
    noteFailure(request, error.code == ErrorCode::NotFound ? "state_unknown" : code, error.message);
    const int retries = attempts == 0 ? session::LoginCookies::retriesIn(state) + 1 : 0;
    if (retries < maxLoginRounds)
        return settings.pages().render(PageId::SignInAgain, request,
                                       settings.endpoint("/sign_in?retry=") + std::to_string(retries));
    LoginLoop loop{retries, request, settings};
    loop.cause = LoopCause::AttemptCookieMissing;
    loop.attempt = session::LoginCookies::idIn(state);
    logLoginLoop(loop, m_log, m_clock.now());
    noteFailure(request, "loop", loopCauseName(loop.cause));
    return settings.pages().render(PageId::SignInLoop, request, settings.endpoint("/sign_in"));
}

HttpReply LoginFlow::failed(const CheckRequest& request, const Snapshot& snapshot, const Error& error,
                            const session::LoginAttempt* attempt) const
{
    const auto code = errorCodeName(error.code);
    m_log.write(isUsersDoing(error) ? LogLevel::Info : LogLevel::Error, "login.failed",
                {{"request_id", request.requestId},
                 {"host", request.host},
                 {"attempt", attempt ? std::string_view(attempt->id) : std::string_view{}},
                 {"code", code},
                 {"error", error.message},
                 {"where", error.code == ErrorCode::AuthorizationError ? std::string_view{} : error.context},
                 {"advice", adviceFor(error)},
                 {"trace_id", traceIdOf(request.header("traceparent"))}});
    noteFailure(request, code, error.message);
    const auto returnUrl = attempt ? std::string_view(attempt->returnUrl) : std::string_view("/");
    return snapshot.settings->pages().render(
        pageFor(error), request, snapshot.settings->endpoint("/sign_in?rd=") + percentEncode(returnUrl));
}

void LoginFlow::noteFailure(const CheckRequest& request, std::string_view reason, std::string_view detail,
                            const session::Session* session) const
{
    AuditLog::Entry entry{{}, {}, reason, detail};
    if (session) {
        entry.subject = session->subject;
        entry.username = session->username;
    }
    m_audit.write(AuditLog::Event::LoginFailed, request, entry);
    m_telemetry.loginFailed(reason);
}

} // namespace meshsso::engine
