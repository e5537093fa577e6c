#include "oidc/TokenValidation.h"

#include <cstdint>
#include <cstdlib>

namespace {

const meshsso::crypto::JwkSet& keys()
{
    // RFC 8037 appendix A.2: nobody signs for it here, so no input may ever verify.
    static const auto set = meshsso::crypto::JwkSet::parse(
        R"({"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k","use":"sig","alg":"EdDSA",)"
        R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})");
    return *set;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace meshsso;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    oidc::TokenPolicy policy;
    policy.issuer = "https://issuer.example";
    policy.clientId = "client";
    policy.algorithms = {crypto::JwsAlgorithm::EdDSA, crypto::JwsAlgorithm::RS256};
    const auto now = fromUnixSeconds(1'800'000'000);
    if (oidc::validateIdToken(text, keys(), policy, {}, now))
        std::abort();
    if (oidc::validateAccessToken(text, keys(), policy, oidc::AccessTokenProfile::Keycloak, true, now))
        std::abort();
    return 0;
}
