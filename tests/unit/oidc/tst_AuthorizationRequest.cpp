#include "oidc/AuthorizationRequest.h"
#include "support/SequenceRandom.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::oidc;

Q_DECLARE_METATYPE(ErrorCode)

class AuthorizationRequestTest : public QObject
{
    Q_OBJECT

private slots:
    void makesTheChallenge_asTheStandardDoes()
    {
        // RFC 7636 appendix B.
        QCOMPARE(pkceChallenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
                 std::string("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
        test::SequenceRandom random;
        const auto verifier = generatePkceVerifier(random);
        QCOMPARE(verifier.size(), std::size_t(43));
        QVERIFY(generatePkceVerifier(random) != verifier);
    }

    void buildsTheUrl()
    {
        AuthorizationRequest request;
        request.clientId = "oauth2proxy";
        request.redirectUri = "https://203.0.113.7/oauth2/callback?a=b&c";
        request.scopes = {"openid", "profile"};
        request.state = "s&t=ate";
        request.nonce = "n once";
        request.pkceVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        const std::string parameters =
            "response_type=code&client_id=oauth2proxy&redirect_uri=https%3A%2F%2F203.0.113.7%2Foauth2%"
            "2Fcallback"
            "%3Fa%3Db%26c&scope=openid%20profile&state=s%26t%3Date&nonce=n%20once&code_challenge="
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
        QCOMPARE(authorizationUrl("https://a.example/auth", request), "https://a.example/auth?" + parameters);
        QCOMPARE(authorizationUrl("https://a.example/auth?", request),
                 "https://a.example/auth?" + parameters);
        QCOMPARE(authorizationUrl("https://a.example/auth?x=1", request),
                 "https://a.example/auth?x=1&" + parameters);
        request.prompt = "login";
        request.loginHint = "a@b";
        QCOMPARE(authorizationUrl("https://a.example/auth", request),
                 "https://a.example/auth?" + parameters + "&prompt=login&login_hint=a%40b");
    }

    void readsAnAnswer()
    {
        const auto response = parseAuthorizationResponse(
            "state=st%20ate&session_state=ses+sion&iss=https%3A%2F%2Fa.example&code=co%2Bde&unknown=1&");
        MESHSSO_VERIFY_OK(response);
        QCOMPARE(response->code, std::string("co+de"));
        QCOMPARE(response->state, std::string("st ate"));
        QCOMPARE(response->issuer, std::string("https://a.example"));
        QCOMPARE(response->sessionState, std::string("ses sion"));
        const auto small = parseAuthorizationResponse("code=c&state=s");
        MESHSSO_VERIFY_OK(small);
        QVERIFY(small->issuer.empty() && small->sessionState.empty());
    }

    void refusesAnAnswer_data()
    {
        QTest::addColumn<std::string>("query");
        const auto row = [](const char* name, const std::string& query) { QTest::newRow(name) << query; };
        row("empty", "");
        row("code missing", "state=s");
        row("state missing", "code=c");
        row("code empty", "code=&state=s");
        row("state empty", "code=c&state=");
        row("code without value", "code&state=s");
        row("code twice", "code=c&state=s&code=c");
        row("state twice", "code=c&state=s&state=t");
        row("iss twice", "code=c&state=s&iss=a&iss=a");
        row("unknown twice", "code=c&state=s&x=1&x=1");
        row("twice under another spelling", "code=c&state=s&c%6fde=d");
        row("error twice", "error=a&error=a&state=s");
        row("code and error", "code=c&state=s&error=access_denied");
        row("bad percent", "code=%zz&state=s");
        row("cut percent", "code=c&state=s%2");
        row("bad UTF-8", "code=c&state=%ff");
        row("NUL in the state", "code=c&state=s%00");
        row("line feed in the code", "code=c%0d%0aSet-Cookie:x&state=s");
        row("line feed in iss", "code=c&state=s&iss=%0a");
        row("line feed in session_state", "code=c&state=s&session_state=%0a");
        row("code too long", "state=s&code=" + std::string(4097, 'c'));
        row("state too long", "code=c&state=" + std::string(513, 's'));
        row("iss too long", "code=c&state=s&iss=" + std::string(2049, 's'));
        row("query too long", "code=c&state=s&x=" + std::string(8 * 1024, 'x'));
        std::string many = "code=c&state=s";
        for (int i = 0; i < 31; ++i)
            many += "&p" + std::to_string(i) + "=";
        row("too many parameters", many);
    }
    void refusesAnAnswer()
    {
        QFETCH(const std::string, query);
        MESHSSO_VERIFY_FAILS(parseAuthorizationResponse(query), ErrorCode::ProtocolError);
    }

    void reportsTheProvidersError_data()
    {
        QTest::addColumn<std::string>("query");
        QTest::addColumn<std::string>("message");
        QTest::addColumn<std::string>("state");
        QTest::newRow("error alone") << std::string("error=access_denied&state=s")
                                     << std::string("access_denied") << std::string("s");
        QTest::newRow("with description")
            << std::string("error=invalid_scope&error_description=Invalid+scopes%3A+x&state=s")
            << std::string("invalid_scope: Invalid scopes: x") << std::string("s");
        QTest::newRow("without state")
            << std::string("error=server_error") << std::string("server_error") << std::string();
        QTest::newRow("control characters")
            << std::string("error=e&error_description=a%0ab%1b[31m%c3%bc&state=s")
            << std::string("e: a?b?[31m??") << std::string("s");
        QTest::newRow("error that is markup") << std::string("error=%3Cscript%3E&state=s")
                                              << std::string("unreadable_error") << std::string("s");
        QTest::newRow("error empty") << std::string("error=&state=s") << std::string("unreadable_error")
                                     << std::string("s");
        QTest::newRow("error long") << "error=" + std::string(65, 'e') + "&state=s"
                                    << std::string("unreadable_error") << std::string("s");
        QTest::newRow("description long") << "error=e&state=s&error_description=" + std::string(300, 'd')
                                          << "e: " + std::string(200, 'd') + "..." << std::string("s");
    }
    void reportsTheProvidersError()
    {
        QFETCH(const std::string, query);
        QFETCH(const std::string, message);
        QFETCH(const std::string, state);
        const auto response = parseAuthorizationResponse(query);
        MESHSSO_VERIFY_FAILS(response, ErrorCode::AuthorizationError);
        QCOMPARE(response.error().message, message);
        QCOMPARE(response.error().context, state);
    }

    void checksTheAnswersIssuer()
    {
        AuthorizationResponse response;
        MESHSSO_VERIFY_OK(checkResponseIssuer(response, "https://a.example", false));
        MESHSSO_VERIFY_FAILS(checkResponseIssuer(response, "https://a.example", true),
                             ErrorCode::MissingClaim);
        response.issuer = "https://a.example";
        MESHSSO_VERIFY_OK(checkResponseIssuer(response, "https://a.example", false));
        MESHSSO_VERIFY_OK(checkResponseIssuer(response, "https://a.example", true));
        for (const char* other :
             {"https://evil.example", "https://a.example/", "https://A.example", "http://a.example"}) {
            response.issuer = other;
            MESHSSO_VERIFY_FAILS(checkResponseIssuer(response, "https://a.example", false),
                                 ErrorCode::WrongIssuer);
            MESHSSO_VERIFY_FAILS(checkResponseIssuer(response, "https://a.example", true),
                                 ErrorCode::WrongIssuer);
        }
    }
};

QTEST_APPLESS_MAIN(AuthorizationRequestTest)
#include "tst_AuthorizationRequest.moc"
