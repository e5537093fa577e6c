#include "GrpcFixture.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;

namespace {

constexpr const char* partner = "https://partner.example.com";

/// Takes API clients' tokens of its own provider and of a partner.
serverconfig::ServerConfig configWithPartner()
{
    auto config = EngineFixture::defaultConfig();
    config.bearer.enabled = true;
    serverconfig::BearerIssuer issuer;
    issuer.issuer = partner;
    issuer.audiences = {FakeIdentityProvider::clientId};
    config.bearer.issuers.push_back(issuer);
    return config;
}

std::shared_ptr<const session::ProviderState> partnerState(const EngineFixture& engine)
{
    auto state = engine.bearerIssuer.state();
    state.metadata.issuer = partner;
    return std::make_shared<session::ProviderState>(std::move(state));
}

} // namespace

/// Who it is, as the gateway's log and other filters learn it.
class GrpcIdentityTest : public QObject
{
    Q_OBJECT

private slots:
    void namesTheIssuer_thatTheTokenIsFrom()
    {
        for (const bool needsClaims : {true, false}) {
            auto config = configWithPartner();
            if (!needsClaims)
                config.access.rules.clear();
            GrpcFixture server(config);
            server.engine.store().setBearerIssuer(0, partnerState(server.engine));
            auto claims = server.engine.provider.accessClaims();
            const auto& signer = server.engine.provider.signer;
            QCOMPARE(issuerSaid(server, signer.sign(claims)), std::string(FakeIdentityProvider::issuer));
            claims["iss"] = partner;
            QCOMPARE(issuerSaid(server, server.engine.bearerIssuer.signer.sign(claims)),
                     std::string(partner));
            test::Browser browser(server.engine);
            browser.signIn();
            const auto outcome = server.check(makeCheck("GET", "/app", {{"cookie", browser.cookieHeader()}}));
            QCOMPARE(outcome.response.dynamic_metadata().fields().at("iss").string_value(),
                     std::string(FakeIdentityProvider::issuer));
        }
    }

    void tellsClaims_ofSessionsAndTokens()
    {
        auto config = configWithPartner();
        config.access.rules.clear();
        config.listen.grpcPort = 0;
        for (const bool hasHeaders : {false, true}) {
            if (hasHeaders)
                config.headers.claimHeaders = {{"x-department", "department"},
                                               {"x-realm-roles", "realm_access.roles"}};
            GrpcFixture server(config);
            test::Browser browser(server.engine);
            browser.signIn();
            const auto token = server.engine.provider.signer.sign(server.engine.provider.accessClaims());
            for (const auto& headers : {Headers{{"cookie", browser.cookieHeader()}},
                                        Headers{{"authorization", "Bearer " + token}}}) {
                const auto outcome = server.check(makeCheck("GET", "/app", headers));
                QCOMPARE(outcome.response.status().code(), 0);
                const auto& fields = outcome.response.dynamic_metadata().fields();
                QCOMPARE(fields.at("scope").string_value(), std::string("openid profile email"));
                QCOMPARE(fields.at("azp").string_value(), std::string(FakeIdentityProvider::clientId));
                QCOMPARE(fields.count("claims"), std::size_t(hasHeaders ? 1 : 0));
                if (!hasHeaders)
                    continue;
                const auto& claims = fields.at("claims").struct_value().fields();
                QCOMPARE(claims.at("department").string_value(), std::string("research"));
                QCOMPARE(claims.at("realm_access.roles").list_value().values(0).string_value(),
                         std::string("user"));
            }
        }
    }

private:
    static std::string issuerSaid(GrpcFixture& server, const std::string& token)
    {
        const auto outcome = server.check(makeCheck("GET", "/app", {{"authorization", "Bearer " + token}}));
        if (outcome.response.status().code() != 0)
            return outcome.response.denied_response().body();
        const auto& fields = outcome.response.dynamic_metadata().fields();
        return fields.at("sub").string_value() == server.engine.provider.subject
                   ? fields.at("iss").string_value()
                   : "another subject";
    }
};

QTEST_GUILESS_MAIN(GrpcIdentityTest)
#include "tst_GrpcIdentity.moc"
