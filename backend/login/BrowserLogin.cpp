#include "login/BrowserLogin.h"

#include "crypto/ConstantTime.h"
#include "login/TokenFindings.h"
#include "net/LoopbackListener.h"
#include "net/Masking.h"
#include "oidc/AuthorizationRequest.h"
#include "oidc/ProviderMetadata.h"
#include "oidc/TokenResponse.h"

namespace meshsso::login {
namespace {

constexpr std::chrono::seconds hopTimeout{30};

std::string callbackPath()
{
    return std::string(BrowserLogin::redirectUriPattern.substr(std::string_view("http://127.0.0.1").size()));
}

/// What Keycloak's refusals at the authorization endpoint are about.
std::string fixForRefusal(const std::string& message)
{
    if (message.starts_with("access_denied"))
        return "the user or a policy ended the sign-in; start it again";
    if (message.starts_with("invalid_scope"))
        return "one of the scopes asked for is not among the client's; compare client.scopes with its "
               "default "
               "and optional scopes";
    if (message.starts_with("unauthorized_client"))
        return "switch the standard flow on for this client";
    if (message.starts_with("login_required") || message.starts_with("interaction_required"))
        return "the user must sign in; start again without prompt none";
    if (message.starts_with("temporarily_unavailable"))
        return "Keycloak's sign-in page was open for too long; start again";
    return "look at Keycloak's events of this client, which say more";
}

std::string fixForTokenEndpoint(const Error& error)
{
    if (error.context == "invalid_grant")
        return "the code is spent, too old, or belongs to another redirect URI or verifier; start again, and "
               "compare the clocks of Keycloak's replicas if it stays so";
    if (error.context == "unauthorized_client" || error.context == "invalid_client")
        return "the client for this test must be a public one: client authentication off, standard flow on";
    return "look at Keycloak's log and events for this client";
}

/// One attempt. Lives in the frame of BrowserLogin::run.
class Attempt
{
public:
    Attempt(net::HttpClient& http, Executor& executor, const project::SsoProject& project,
            SecureRandom& random, const Clock& clock, const BrowserLoginOptions& options,
            const BrowserLogin::OpenBrowser& openBrowser, const BrowserLogin::Progress& progress,
            BrowserLoginReport& report)
        : m_http(http), m_executor(executor), m_project(project), m_clock(clock), m_options(options),
          m_openBrowser(openBrowser), m_progress(progress), m_report(report),
          m_issuer(project.identityProvider.issuer())
    {
        m_request.clientId = options.clientId;
        m_request.scopes = options.scopes;
        m_request.prompt = options.prompt;
        m_request.loginHint = options.loginHint;
        m_request.state = random.token(32);
        m_request.nonce = random.token(32);
        m_request.pkceVerifier = oidc::generatePkceVerifier(random);
    }

    Task<bool> run()
    {
        auto discovering = discover();
        if (const bool found = co_await std::move(discovering); !found)
            co_return false;
        auto asking = askBrowser();
        if (const bool answered = co_await std::move(asking); !answered)
            co_return false;
        auto exchanging = exchangeCode();
        if (const bool exchanged = co_await std::move(exchanging); !exchanged)
            co_return false;
        auto verifying = verify();
        const bool verified = co_await std::move(verifying);
        co_return verified;
    }

private:
    Task<bool> discover()
    {
        net::HttpRequest request;
        request.url = oidc::discoveryUrl(m_issuer);
        const std::string where = request.url;
        auto asking = exchange(std::move(request), "Keycloak's discovery document");
        const auto answer = co_await std::move(asking);
        if (!answer)
            co_return false;
        if (answer->status != 200) {
            error("token.discovery", where,
                  "the discovery document answers " + std::to_string(answer->status),
                  "the issuer's URL must reach Keycloak from here: check identityProvider.url and realm");
            co_return false;
        }
        oidc::DiscoveryPolicy policy;
        if (const auto host = m_project.identityProvider.httpAllowedHost(); !host.empty())
            policy.httpAllowedHosts.push_back(host);
        auto metadata = oidc::parseProviderMetadata(answer->body, m_issuer, policy);
        if (!metadata) {
            const auto code = metadata.error().code;
            error(code == ErrorCode::WrongIssuer ? "login.issuer-differs" : "token.discovery", where,
                  metadata.error().message, fixForToken(code, m_project));
            co_return false;
        }
        m_metadata = std::move(*metadata);
        co_return true;
    }

    net::LoopbackOptions loopbackOptions() const
    {
        net::LoopbackOptions options;
        options.port = m_options.port;
        options.path = callbackPath();
        options.deadline = m_options.deadline;
        options.isExpectedState = [expected = m_request.state](std::string_view state) {
            return crypto::constantTimeEquals(state, expected);
        };
        if (!m_options.doneTitle.empty())
            options.doneTitle = m_options.doneTitle;
        if (!m_options.doneText.empty())
            options.doneText = m_options.doneText;
        if (!m_options.failedTitle.empty())
            options.failedTitle = m_options.failedTitle;
        if (!m_options.failedText.empty())
            options.failedText = m_options.failedText;
        options.language = m_options.language;
        return options;
    }

    Task<bool> askBrowser()
    {
        auto listener = net::LoopbackListener::listen(m_executor, loopbackOptions());
        if (!listener) {
            const bool isBusy = listener.error().code == ErrorCode::Conflict;
            error(isBusy ? "login.port-busy" : "login.listener", listener.error().context,
                  "this machine cannot take the browser's answer: " + listener.error().message,
                  isBusy ? "choose another port, or end the other program"
                         : "allow programs to listen on 127.0.0.1");
            co_return false;
        }
        m_request.redirectUri = listener->redirectUri();
        const auto url = oidc::authorizationUrl(m_metadata.authorizationEndpoint, m_request);
        const auto masked = net::maskUrl(url);
        if (auto opened = m_openBrowser(url); !opened) {
            error("login.browser", masked, "the browser cannot be opened: " + opened.error().message,
                  "open the address by hand in a browser on this machine");
            co_return false;
        }
        addHop({"GET", masked, 0, {}, {}, "opened in the system browser; waiting for the user to sign in"});
        const auto started = std::chrono::steady_clock::now();
        auto waiting = listener->callback();
        const auto callback = co_await std::move(waiting);
        if (!callback) {
            const bool isLate = callback.error().code == ErrorCode::Timeout;
            error(
                isLate ? "login.abandoned" : "login.listener", m_request.redirectUri,
                "the browser did not come back: " + callback.error().message,
                isLate
                    ? "start again. If Keycloak showed an error: 'Client not found' means that the client " +
                          m_options.clientId +
                          " does not exist; 'Invalid parameter: redirect_uri' that it must allow " +
                          std::string(BrowserLogin::redirectUriPattern)
                    : "start again");
            co_return false;
        }
        const auto elapsed =
            std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started);
        co_return readCallback(callback->query, elapsed);
    }

    bool readCallback(const std::string& query, std::chrono::microseconds elapsed)
    {
        const auto where = net::maskUrl(m_request.redirectUri + "?" + query);
        auto response = oidc::parseAuthorizationResponse(query);
        addHop({"GET",
                where,
                200,
                elapsed,
                {},
                response ? "the browser brings the code back" : "the browser brings a refusal back"});
        if (!response) {
            const auto& problem = response.error();
            const bool isRefusal = problem.code == ErrorCode::AuthorizationError;
            error(isRefusal ? "login.refused" : "login.bad-callback", where,
                  isRefusal ? "Keycloak refused the sign-in: " + problem.message : problem.message,
                  isRefusal ? fixForRefusal(problem.message)
                            : "look for a proxy between browser and Keycloak");
            return false;
        }
        if (auto good = oidc::checkResponseIssuer(*response, m_issuer, m_metadata.issParameterSupported);
            !good) {
            error("login.issuer-differs", where, good.error().message,
                  fixForToken(ErrorCode::WrongIssuer, m_project));
            return false;
        }
        m_code = SecretString(std::move(response->code));
        return true;
    }

    Task<bool> exchangeCode()
    {
        net::HttpRequest request;
        request.method = "POST";
        request.url = m_metadata.tokenEndpoint;
        request.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                           {"Accept", "application/json"}};
        request.body =
            oidc::codeExchangeForm(m_code.reveal(), m_request.redirectUri, m_request.pkceVerifier) + "&" +
            net::formEncode({{"client_id", m_request.clientId}});
        auto asking = exchange(std::move(request), "the code is exchanged for tokens");
        auto answer = co_await std::move(asking);
        if (!answer)
            co_return false;
        auto tokens = oidc::parseTokenResponse(answer->status, answer->body, m_clock.now());
        wipe(answer->body);
        if (!tokens) {
            error("login.code-exchange", m_metadata.tokenEndpoint,
                  "the code gets no tokens: " + tokens.error().message, fixForTokenEndpoint(tokens.error()));
            co_return false;
        }
        m_report.scope = std::move(tokens->scope);
        m_report.rawAccessToken = SecretString(std::move(tokens->accessToken));
        m_report.rawIdToken = SecretString(std::move(tokens->idToken));
        m_report.rawRefreshToken = SecretString(std::move(tokens->refreshToken));
        co_return true;
    }

    Task<bool> verify()
    {
        net::HttpRequest request;
        request.url = m_metadata.jwksUri;
        auto asking = exchange(std::move(request), "Keycloak's signature keys");
        const auto answer = co_await std::move(asking);
        if (!answer)
            co_return false;
        if (answer->status != 200) {
            error("token.keys", m_metadata.jwksUri, "the keys' URL answers " + std::to_string(answer->status),
                  "the discovery document names a keys' URL that is not reachable from here");
            co_return false;
        }
        const auto keys = crypto::JwkSet::parse(answer->body);
        if (!keys) {
            error("token.keys", m_metadata.jwksUri, keys.error().message, "look at the keys of the realm");
            co_return false;
        }
        const bool isIdTokenGood = verifyIdToken(*keys);
        const bool isAccessTokenGood = verifyAccessToken(*keys);
        co_return isIdTokenGood&& isAccessTokenGood;
    }

    bool verifyIdToken(const crypto::JwkSet& keys)
    {
        if (m_report.rawIdToken.empty()) {
            error("token.id-token-missing", m_metadata.tokenEndpoint, "Keycloak sent no ID token",
                  "ask for the scope openid");
            return false;
        }
        auto policy = policyFor(m_request.clientId);
        oidc::IdTokenExpectation expectation;
        expectation.nonce = m_request.nonce;
        expectation.accessToken = std::string(m_report.rawAccessToken.reveal());
        auto token =
            oidc::validateIdToken(m_report.rawIdToken.reveal(), keys, policy, expectation, m_clock.now());
        wipe(*expectation.accessToken);
        if (!token) {
            m_report.findings.push_back(
                explainRefusedToken(token.error(), "the ID token", m_metadata.tokenEndpoint, m_project));
            return false;
        }
        m_report.idToken = std::move(*token);
        return true;
    }

    /// For the project's client, as its authorization service will look at it; only that another client asked
    /// for it is allowed here.
    bool verifyAccessToken(const crypto::JwkSet& keys)
    {
        auto token =
            oidc::validateAccessToken(m_report.rawAccessToken.reveal(), keys, policyFor(m_project.client.id),
                                      oidc::AccessTokenProfile::Keycloak, true, m_clock.now());
        if (!token) {
            auto finding =
                explainRefusedToken(token.error(), "the access token", m_metadata.tokenEndpoint, m_project);
            // Who signed in is known all the same; what the token lacks is a matter of the client's scopes.
            const bool isAudience = token.error().code == ErrorCode::WrongAudience;
            if (isAudience)
                finding.severity = Severity::Warning;
            m_report.findings.push_back(std::move(finding));
            return isAudience;
        }
        if (m_report.idToken && token->subject != m_report.idToken->subject) {
            error("token.wrong-subject", m_metadata.tokenEndpoint,
                  "ID token and access token are of different users", "look at the mappers that write sub");
            return false;
        }
        m_report.accessToken = std::move(*token);
        return true;
    }

    oidc::TokenPolicy policyFor(const std::string& clientId) const
    {
        oidc::TokenPolicy policy;
        policy.issuer = m_issuer;
        policy.clientId = clientId;
        policy.algorithms = usableAlgorithms(m_metadata);
        return policy;
    }

    /// Sends, records the hop, and explains why there is no answer.
    Task<std::optional<net::HttpResponse>> exchange(net::HttpRequest request, std::string meaning)
    {
        request.timeout = hopTimeout;
        Hop hop{request.method, net::maskUrl(request.url), 0, {}, {}, std::move(meaning)};
        auto sending = m_http.send(std::move(request));
        auto response = co_await std::move(sending);
        if (!response) {
            const bool isTls = response.error().code == ErrorCode::TlsError;
            error(isTls ? "login.tls" : "login.unreachable", hop.url, response.error().message,
                  isTls ? "trust Keycloak's certificate authority (identityProvider.caFile), or check the "
                          "certificate's names"
                        : "check the address and port, and that the peer is up");
            hop.meaning += ": no answer";
            addHop(std::move(hop));
            co_return std::nullopt;
        }
        hop.status = response->status;
        hop.elapsed = response->elapsed;
        addHop(std::move(hop));
        co_return std::optional<net::HttpResponse>(std::move(*response));
    }

    void addHop(Hop hop)
    {
        m_report.hops.push_back(std::move(hop));
        if (m_progress)
            m_progress(m_report.hops.back());
    }

    void error(std::string code, std::string where, std::string why, std::string fix)
    {
        m_report.findings.push_back(
            {std::move(code), Severity::Error, std::move(where), std::move(why), std::move(fix)});
    }

    net::HttpClient& m_http;
    Executor& m_executor;
    const project::SsoProject& m_project;
    const Clock& m_clock;
    const BrowserLoginOptions& m_options;
    const BrowserLogin::OpenBrowser& m_openBrowser;
    const BrowserLogin::Progress& m_progress;
    BrowserLoginReport& m_report;
    std::string m_issuer;
    oidc::AuthorizationRequest m_request;
    oidc::ProviderMetadata m_metadata;
    SecretString m_code;
};

} // namespace

BrowserLogin::BrowserLogin(net::HttpClient& http, Executor& executor, const project::SsoProject& project,
                           SecureRandom& random, const Clock& clock)
    : m_http(http), m_executor(executor), m_project(project), m_random(random), m_clock(clock)
{
}

Task<BrowserLoginReport> BrowserLogin::run(BrowserLoginOptions options, OpenBrowser openBrowser,
                                           Progress progress)
{
    BrowserLoginReport report;
    Attempt attempt(m_http, m_executor, m_project, m_random, m_clock, options, openBrowser, progress, report);
    auto running = attempt.run();
    report.signedIn = co_await std::move(running);
    co_return std::move(report);
}

} // namespace meshsso::login
