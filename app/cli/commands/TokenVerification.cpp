#include "cli/commands/TokenVerification.h"

#include "cli/TokenView.h"
#include "crypto/JwsVerifier.h"
#include "login/TokenInspection.h"
#include "oidc/TokenValidation.h"

namespace meshsso::cli {

namespace {

using crypto::JwsAlgorithm;

const std::vector<JwsAlgorithm>& everyAlgorithm()
{
    static const std::vector<JwsAlgorithm> all{JwsAlgorithm::RS256, JwsAlgorithm::RS384, JwsAlgorithm::RS512,
                                               JwsAlgorithm::PS256, JwsAlgorithm::PS384, JwsAlgorithm::PS512,
                                               JwsAlgorithm::ES256, JwsAlgorithm::ES384, JwsAlgorithm::ES512,
                                               JwsAlgorithm::EdDSA};
    return all;
}

/// What an operator can do about a refusal.
std::string_view adviceFor(ErrorCode code)
{
    switch (code) {
    case ErrorCode::UnknownKey:
        return "the keys are another issuer's, or the issuer has rotated them: fetch them anew";
    case ErrorCode::BadSignature:
        return "the token was changed after it was signed, or signed by somebody else";
    case ErrorCode::AlgorithmNotAllowed:
        return "only asymmetric algorithms are accepted, none and HMAC never are";
    case ErrorCode::WrongIssuer:
        return "the token comes from another realm or address than identityProvider names; inside and "
               "outside the "
               "cluster the issuer must be the same text";
    case ErrorCode::WrongAudience:
        return "the audience mapper is missing from the client's scopes: run plan, then apply";
    case ErrorCode::Expired:
        return "get a fresh one; if it is fresh, compare the clocks";
    case ErrorCode::NotYetValid:
        return "compare the clocks of this machine and the issuer";
    case ErrorCode::WrongType:
        return "this kind of token is not meant for applications";
    default:
        return {};
    }
}

TokenVerification refused(const Error& error, std::string checked)
{
    TokenVerification result;
    result.outcome = TokenVerification::Outcome::Refused;
    result.code = error.code;
    result.checked = std::move(checked);
    result.explanation = error.toString();
    if (const auto advice = adviceFor(error.code); !advice.empty())
        result.explanation += " (" + std::string(advice) + ")";
    return result;
}

TokenVerification verifySignatureOnly(std::string_view token, const json::object& claims,
                                      const crypto::JwkSet& keys, TimePoint now)
{
    const std::string checked = "signature, times";
    const auto verified = crypto::JwsVerifier(everyAlgorithm()).verify(token, keys);
    if (!verified)
        return refused(verified.error(), checked);
    const auto* expiry = claims.if_contains("exp");
    if (expiry != nullptr && expiry->is_int64() && fromUnixSeconds(expiry->get_int64()) <= now) {
        return refused(Error{ErrorCode::Expired,
                             "the signature is good, but the token expired " +
                                 relativeTime(fromUnixSeconds(expiry->get_int64()), now),
                             {}},
                       checked);
    }
    TokenVerification result;
    result.outcome = TokenVerification::Outcome::Good;
    result.checked = checked;
    result.explanation = "the signature is good (key " + verified->keyId + ", " +
                         std::string(crypto::jwsAlgorithmName(verified->algorithm)) +
                         "). Issuer and audience were not compared: use --issuer-from-project for that";
    return result;
}

TokenVerification verifyFully(std::string_view token, const json::object& claims, const crypto::JwkSet& keys,
                              const project::SsoProject& project, TimePoint now)
{
    const std::string checked = "signature, type, issuer, audience, times";
    oidc::TokenPolicy policy;
    policy.issuer = project.identityProvider.issuer();
    policy.clientId = project.client.id;
    policy.algorithms = everyAlgorithm();
    const bool isIdToken = stringOr(claims, "typ") == "ID";
    const auto validated =
        isIdToken
            ? oidc::validateIdToken(token, keys, policy, {}, now)
            : oidc::validateAccessToken(token, keys, policy, oidc::AccessTokenProfile::Keycloak, false, now);
    if (!validated)
        return refused(validated.error(), checked);
    TokenVerification result;
    result.outcome = TokenVerification::Outcome::Good;
    result.checked = checked;
    result.explanation = std::string(isIdToken ? "an ID token" : "an access token") + " of " +
                         validated->issuer + " for client " + project.client.id + ", signed with key " +
                         validated->keyId + ", expires " + relativeTime(validated->expires, now);
    return result;
}

} // namespace

TokenVerification verifyToken(std::string_view token, const json::object& claims,
                              const std::optional<crypto::JwkSet>& keys, const project::SsoProject* project,
                              TimePoint now)
{
    if (keys)
        return project == nullptr ? verifySignatureOnly(token, claims, *keys, now)
                                  : verifyFully(token, claims, *keys, *project, now);
    TokenVerification result;
    result.explanation =
        "no keys were given, so anybody may have written this. Use --jwks FILE or --fetch-jwks";
    if (project != nullptr) {
        const std::string issuer = project->identityProvider.issuer();
        if (stringOr(claims, "iss") != issuer)
            result.explanation += ". Its issuer is not the project's, which is " + issuer;
    }
    return result;
}

Task<Result<std::string>> fetchJwks(Context& context, const OpenProject& project)
{
    const auto& provider = project.project.identityProvider;
    net::HttpClientOptions options;
    options.caFile = project.resolve(provider.caFile).string();
    options.verifyTls = provider.verifyTls;
    const auto http = context.httpClient(std::move(options));

    oidc::DiscoveryPolicy policy;
    if (const auto host = provider.httpAllowedHost(); !host.empty())
        policy.httpAllowedHosts.push_back(host);
    std::string issuer = provider.issuer();
    auto fetching = login::fetchIssuerKeyText(*http, std::move(issuer), std::move(policy));
    auto text = co_await std::move(fetching);
    co_return text;
}

} // namespace meshsso::cli
