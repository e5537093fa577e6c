#include "login/TokenFindings.h"

namespace meshsso::login {
namespace {

/// Spelled out, so that each code can be found in the sources and in the catalogue of findings.
std::string_view codeFor(ErrorCode code)
{
    switch (code) {
    case ErrorCode::AlgorithmNotAllowed:
        return "token.algorithm-not-allowed";
    case ErrorCode::UnknownKey:
        return "token.unknown-key";
    case ErrorCode::BadSignature:
        return "token.bad-signature";
    case ErrorCode::UnsupportedHeader:
        return "token.unsupported-header";
    case ErrorCode::WrongType:
        return "token.wrong-type";
    case ErrorCode::WrongIssuer:
        return "token.wrong-issuer";
    case ErrorCode::WrongAudience:
        return "token.wrong-audience";
    case ErrorCode::WrongAuthorizedParty:
        return "token.wrong-authorized-party";
    case ErrorCode::WrongSubject:
        return "token.wrong-subject";
    case ErrorCode::WrongNonce:
        return "token.wrong-nonce";
    case ErrorCode::WrongHash:
        return "token.wrong-hash";
    case ErrorCode::Expired:
        return "token.expired";
    case ErrorCode::NotYetValid:
        return "token.not-yet-valid";
    case ErrorCode::MissingClaim:
        return "token.missing-claim";
    case ErrorCode::TooLarge:
        return "token.too-large";
    case ErrorCode::InvalidArgument:
        return "token.invalid-argument";
    default:
        return "token.malformed-token";
    }
}

} // namespace

Finding explainRefusedToken(const Error& error, const std::string& what, std::string where,
                            const project::SsoProject& project)
{
    return {std::string(codeFor(error.code)), Severity::Error, std::move(where),
            what + " is not acceptable: " + error.message, fixForToken(error.code, project)};
}

std::string fixForToken(ErrorCode code, const project::SsoProject& project)
{
    switch (code) {
    case ErrorCode::WrongAudience:
        return "run apply: the scope " + project.claims.audienceScopeName +
               " with its audience mapper must be a default scope of the client";
    case ErrorCode::WrongIssuer:
        return "Keycloak must call itself what browsers call it: check KC_HOSTNAME and KC_PROXY_HEADERS, and "
               "identityProvider.url";
    case ErrorCode::Expired:
    case ErrorCode::NotYetValid:
        return "set the clocks of this machine and of Keycloak by NTP";
    case ErrorCode::UnknownKey:
    case ErrorCode::BadSignature:
        return "the token comes from another Keycloak or realm than the issuer's; check what the server's "
               "provider URL "
               "points to";
    case ErrorCode::MissingClaim:
        return "give the client Keycloak's default scope basic, which holds the claim sub";
    default:
        return "decode the token with `meshssoctl token decode`, which explains each claim";
    }
}

std::vector<crypto::JwsAlgorithm> usableAlgorithms(const oidc::ProviderMetadata& metadata)
{
    std::vector<crypto::JwsAlgorithm> algorithms;
    for (const auto& name : metadata.idTokenSigningAlgorithms) {
        if (const auto algorithm = crypto::parseJwsAlgorithm(name))
            algorithms.push_back(*algorithm);
    }
    return algorithms;
}

} // namespace meshsso::login
