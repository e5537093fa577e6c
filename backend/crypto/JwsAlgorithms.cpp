#include "crypto/Jwk.h"

#include <array>

namespace meshsso::crypto {
namespace {

struct Name
{
    JwsAlgorithm algorithm;
    std::string_view text;
};

constexpr std::array<Name, 10> names{{
    {JwsAlgorithm::RS256, "RS256"},
    {JwsAlgorithm::RS384, "RS384"},
    {JwsAlgorithm::RS512, "RS512"},
    {JwsAlgorithm::PS256, "PS256"},
    {JwsAlgorithm::PS384, "PS384"},
    {JwsAlgorithm::PS512, "PS512"},
    {JwsAlgorithm::ES256, "ES256"},
    {JwsAlgorithm::ES384, "ES384"},
    {JwsAlgorithm::ES512, "ES512"},
    {JwsAlgorithm::EdDSA, "EdDSA"},
}};

} // namespace

std::string_view jwsAlgorithmName(JwsAlgorithm algorithm) noexcept
{
    for (const auto& name : names) {
        if (name.algorithm == algorithm)
            return name.text;
    }
    return {};
}

Result<JwsAlgorithm> parseJwsAlgorithm(std::string_view text)
{
    for (const auto& name : names) {
        if (name.text == text)
            return name.algorithm;
    }
    if (text.starts_with("HS"))
        return fail(
            ErrorCode::AlgorithmNotAllowed,
            "HMAC algorithms (HS*) are not accepted: whoever can check such a signature can also make one");
    if (text == "none")
        return fail(ErrorCode::AlgorithmNotAllowed,
                    "the algorithm 'none' is not accepted: it means no signature");
    return fail(ErrorCode::AlgorithmNotAllowed,
                "not a signature algorithm we verify; known are RS256, RS384, RS512, "
                "PS256, PS384, PS512, ES256, ES384, ES512 and EdDSA");
}

} // namespace meshsso::crypto
