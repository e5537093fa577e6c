#include "PublishedProvider.h"

#include "core/Json.h"

namespace meshsso::test {

void publish(ScriptedHttpServer& server, const TestSigner& signer)
{
    const auto issuer = server.url("/realms/test");
    json::object document;
    document["issuer"] = issuer;
    document["authorization_endpoint"] = issuer + "/auth";
    document["token_endpoint"] = issuer + "/token";
    document["jwks_uri"] = issuer + "/certs";
    document["response_types_supported"] = json::array{"code"};
    document["subject_types_supported"] = json::array{"public"};
    document["id_token_signing_alg_values_supported"] = json::array{"RS256"};
    document["code_challenge_methods_supported"] = json::array{"S256"};
    server.on("/realms/test/certs", answer(200, signer.jwks()));
    server.on("/realms/test/.well-known/openid-configuration", answer(200, json::serialize(document)));
}

} // namespace meshsso::test
