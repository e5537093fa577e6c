#include "core/RunLoop.h"
#include "session/OidcIdentityProvider.h"
#include "support/FixedClock.h"
#include "support/TestPrinters.h"
#include "support/TestSigner.h"

#include <QtTest/QtTest>
#include <deque>

using namespace meshsso;
using namespace meshsso::session;

namespace {

constexpr const char* issuer = "https://sso.example.com/realms/test";

/// Answers from a list and notes what was asked.
class ListedHttpClient final : public net::HttpClient
{
public:
    struct Log
    {
        std::vector<net::HttpRequest> requests;
        std::deque<Result<net::HttpResponse>> answers;
    };
    explicit ListedHttpClient(Log& log) : m_log(log) {}

    Task<Result<net::HttpResponse>> send(net::HttpRequest request) override
    {
        m_log.requests.push_back(std::move(request));
        if (m_log.answers.empty())
            co_return fail(ErrorCode::Unreachable, "no answer listed");
        auto answer = std::move(m_log.answers.front());
        m_log.answers.pop_front();
        co_return answer;
    }

private:
    Log& m_log;
};

net::HttpResponse response(int status, std::string body)
{
    net::HttpResponse answer;
    answer.status = status;
    answer.body = std::move(body);
    return answer;
}

std::string discoveryDocument()
{
    json::object document;
    document["issuer"] = issuer;
    document["authorization_endpoint"] = std::string(issuer) + "/auth";
    document["token_endpoint"] = std::string(issuer) + "/token";
    document["jwks_uri"] = std::string(issuer) + "/certs";
    document["end_session_endpoint"] = std::string(issuer) + "/logout";
    document["response_types_supported"] = json::array{"code"};
    document["subject_types_supported"] = json::array{"public"};
    document["id_token_signing_alg_values_supported"] = json::array{"RS256"};
    document["code_challenge_methods_supported"] = json::array{"S256"};
    return json::serialize(document);
}

std::string headerOf(const net::HttpRequest& request, std::string_view name)
{
    for (const auto& header : request.headers) {
        if (header.name == name)
            return header.value;
    }
    return {};
}

} // namespace

class OidcIdentityProviderTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_log = {}; }

    void discovers()
    {
        m_log.answers.emplace_back(response(200, discoveryDocument()));
        m_log.answers.emplace_back(response(200, test::TestSigner::rsa().jwks()));
        auto provider = make();
        RunLoop loop;
        const auto state = loop.runUntilDone(provider->discover());
        MESHSSO_VERIFY_OK(state);
        QCOMPARE(state->metadata.tokenEndpoint, std::string(issuer) + "/token");
        QCOMPARE(state->keys.keys().size(), std::size_t(1));
        QCOMPARE(m_log.requests[0].url, std::string(issuer) + "/.well-known/openid-configuration");
        QCOMPARE(m_log.requests[1].url, std::string(issuer) + "/certs");
    }

    void keepsTheIssuersHost_overAnInternalUrl()
    {
        m_log.answers.emplace_back(response(200, discoveryDocument()));
        m_log.answers.emplace_back(response(200, test::TestSigner::rsa().jwks()));
        auto provider = make("http://keycloak.default.svc:8080");
        RunLoop loop;
        MESHSSO_VERIFY_OK(loop.runUntilDone(provider->discover()));
        QCOMPARE(m_log.requests[1].url, std::string("http://keycloak.default.svc:8080/realms/test/certs"));
        QCOMPARE(headerOf(m_log.requests[1], "Host"), std::string("sso.example.com"));
        QCOMPARE(headerOf(m_log.requests[1], "X-Forwarded-Proto"), std::string("https"));
        QCOMPARE(headerOf(m_log.requests[1], "X-Forwarded-Host"), std::string("sso.example.com"));
        QCOMPARE(headerOf(m_log.requests[1], "X-Forwarded-Port"), std::string("443"));
    }

    void refusesDiscovery_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("body");
        QTest::addColumn<int>("code");
        auto wrong = QString::fromStdString(discoveryDocument());
        QTest::newRow("500") << 500 << "" << static_cast<int>(ErrorCode::PeerError);
        QTest::newRow("404") << 404 << "" << static_cast<int>(ErrorCode::ProtocolError);
        QTest::newRow("redirect") << 302 << "" << static_cast<int>(ErrorCode::ProtocolError);
        QTest::newRow("not JSON") << 200 << "<html>" << static_cast<int>(ErrorCode::ParseError);
        QTest::newRow("another issuer")
            << 200
            << wrong.replace("\"issuer\":\"https://sso.example.com", "\"issuer\":\"https://evil.example.com")
            << static_cast<int>(ErrorCode::WrongIssuer);
    }
    void refusesDiscovery()
    {
        QFETCH(int, status);
        QFETCH(QString, body);
        QFETCH(int, code);
        m_log.answers.emplace_back(response(status, body.toStdString()));
        auto provider = make();
        RunLoop loop;
        const auto state = loop.runUntilDone(provider->discover());
        MESHSSO_VERIFY_FAILS(state, static_cast<ErrorCode>(code));
    }

    void refusesAnEmptyKeySet()
    {
        m_log.answers.emplace_back(response(200, R"({"keys":[]})"));
        auto provider = make();
        RunLoop loop;
        const auto keys = loop.runUntilDone(provider->fetchKeys("https://sso.example.com/certs"));
        MESHSSO_VERIFY_FAILS(keys, ErrorCode::ProtocolError);
    }

    void exchangesACode_withBasicAuthentication()
    {
        m_log.answers.emplace_back(response(
            200,
            R"({"access_token":"a","id_token":"i","refresh_token":"r","token_type":"Bearer","expires_in":300})"));
        auto provider = make();
        RunLoop loop;
        const auto tokens = loop.runUntilDone(provider->exchangeCode(
            "https://sso.example.com/token", "the code", "https://app/cb", "verifier", "00-trace"));
        MESHSSO_VERIFY_OK(tokens);
        QCOMPARE(tokens->refreshToken, std::string("r"));
        const auto& request = m_log.requests.front();
        QCOMPARE(request.method, std::string("POST"));
        QVERIFY(request.body.find("code_verifier=verifier") != std::string::npos);
        QVERIFY(request.body.find("the%20code") != std::string::npos ||
                request.body.find("the+code") != std::string::npos);
        QVERIFY(request.body.find("client_secret") == std::string::npos);
        QCOMPARE(headerOf(request, "Authorization"), net::basicAuthorization("client", "planted-secret"));
        QCOMPARE(headerOf(request, "traceparent"), std::string("00-trace"));
        QCOMPARE(m_observed, 1);
    }

    void tellsAnEndedSession_fromAProviderThatIsDown()
    {
        m_log.answers.emplace_back(
            response(400, R"({"error":"invalid_grant","error_description":"Token is not active"})"));
        m_log.answers.emplace_back(response(503, "down"));
        m_log.answers.emplace_back(fail(ErrorCode::Timeout, "too slow"));
        auto provider = make();
        RunLoop loop;
        const auto refresh = [&] {
            return loop.runUntilDone(provider->refresh("https://sso.example.com/token", "r", "00-trace"));
        };
        const auto ended = refresh();
        MESHSSO_VERIFY_FAILS(ended, ErrorCode::AuthorizationError);
        QCOMPARE(ended.error().context, std::string("invalid_grant"));
        QCOMPARE(headerOf(m_log.requests.front(), "traceparent"), std::string("00-trace"));
        const auto down = refresh();
        MESHSSO_VERIFY_FAILS(down, ErrorCode::PeerError);
        const auto slow = refresh();
        MESHSSO_VERIFY_FAILS(slow, ErrorCode::Timeout);
    }

    void revokesAToken()
    {
        m_log.answers.emplace_back(response(200, ""));
        m_log.answers.emplace_back(response(503, ""));
        m_log.answers.emplace_back(response(400, "{\"error\":\"unsupported_token_type\"}"));
        auto provider = make("http://keycloak.default.svc:8080");
        RunLoop loop;
        const auto revoke = [&] {
            return loop.runUntilDone(
                provider->revoke("https://sso.example.com/revoke", "planted&token", "refresh_token"));
        };
        const auto revoked = revoke();
        MESHSSO_VERIFY_OK(revoked);
        const auto& request = m_log.requests.front();
        QCOMPARE(request.method, std::string("POST"));
        QCOMPARE(request.url, std::string("http://keycloak.default.svc:8080/revoke"));
        QCOMPARE(request.body, std::string("token=planted%26token&token_type_hint=refresh_token"));
        QCOMPARE(headerOf(request, "Authorization"), net::basicAuthorization("client", "planted-secret"));
        QCOMPARE(headerOf(request, "Content-Type"), std::string("application/x-www-form-urlencoded"));
        const auto down = revoke();
        MESHSSO_VERIFY_FAILS(down, ErrorCode::PeerError);
        const auto refused = revoke();
        MESHSSO_VERIFY_FAILS(refused, ErrorCode::AuthorizationError);
        QVERIFY(refused.error().toString().find("planted") == std::string::npos);
        // The token endpoint's metric does not count these.
        QCOMPARE(m_observed, 0);
    }

private:
    std::unique_ptr<OidcIdentityProvider> make(std::string internalUrl = {})
    {
        IdentityProviderOptions options;
        options.issuer = issuer;
        options.internalUrl = std::move(internalUrl);
        options.clientId = "client";
        options.clientSecret = SecretString("planted-secret");
        m_observed = 0;
        return std::make_unique<OidcIdentityProvider>(
            std::make_unique<ListedHttpClient>(m_log), m_clock, std::move(options),
            [this](std::chrono::microseconds, bool) { ++m_observed; });
    }

    test::FixedClock m_clock;
    ListedHttpClient::Log m_log;
    int m_observed = 0;
};

QTEST_APPLESS_MAIN(OidcIdentityProviderTest)
#include "tst_OidcIdentityProvider.moc"
