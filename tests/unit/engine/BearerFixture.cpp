#include "BearerFixture.h"

namespace meshsso::test {

const TestSigner& bearerEcSigner()
{
    static const TestSigner signer = TestSigner::ec("ec-1");
    return signer;
}

serverconfig::ServerConfig bearerConfig()
{
    auto config = EngineFixture::defaultConfig();
    config.bearer.enabled = true;
    config.bearer.audiences = {"orders-api"};
    serverconfig::BearerIssuer other;
    other.issuer = "https://other.example.com";
    other.audiences = {"partner-api"};
    other.allowedClients = {"partner"};
    other.rfc9068 = true;
    config.bearer.issuers.push_back(other);
    auto scoped = access::AccessRule{};
    scoped.name = "orders";
    scoped.paths = {{access::PathPattern::Kind::Prefix, "/orders"}};
    scoped.mode = access::AccessMode::Require;
    scoped.requirement.kind = access::Requirement::Kind::Scope;
    scoped.requirement.name = "orders:read";
    config.access.rules.push_back(scoped);
    return config;
}

BearerServer::BearerServer(serverconfig::ServerConfig config) : EngineFixture(std::move(config))
{
    auto state = provider.state();
    state.keys =
        *crypto::JwkSet::parse(TestSigner::jwks({provider.signer.publicJwk(), bearerEcSigner().publicJwk()}));
    store().setProvider(std::make_shared<session::ProviderState>(std::move(state)));
    auto other = bearerIssuer.state();
    other.metadata.issuer = "https://other.example.com";
    other.keys = *crypto::JwkSet::parse(bearerEcSigner().jwks());
    store().setBearerIssuer(0, std::make_shared<session::ProviderState>(std::move(other)));
}

Answer BearerServer::call(const std::string& bearer, const std::string& path, Headers extra)
{
    Headers headers{{"Host", host}, {"Accept", "application/json"}};
    if (!bearer.empty())
        headers.emplace_back("Authorization", "Bearer " + bearer);
    headers.insert(headers.end(), extra.begin(), extra.end());
    return send("GET", "/_check" + path, std::move(headers));
}

MakeToken bentToken(std::function<void(json::object&)> bend, std::string typ)
{
    return [bend = std::move(bend), typ = std::move(typ)](BearerServer& server) {
        auto claims = server.provider.accessClaims();
        bend(claims);
        return server.provider.signer.sign(claims, typ);
    };
}

} // namespace meshsso::test
