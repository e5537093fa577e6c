#include "core/Text.h"
#include "login/TokenInspection.h"

namespace meshsso::login {

Task<Result<std::string>> fetchIssuerKeyText(net::HttpClient& http, std::string issuer,
                                             oidc::DiscoveryPolicy policy)
{
    net::HttpRequest discovery;
    discovery.url = oidc::discoveryUrl(issuer);
    const std::string discoveryAddress = discovery.url;
    auto asking = http.send(std::move(discovery));
    auto document = co_await std::move(asking);
    if (!document)
        co_return fail(std::move(document).error());
    if (document->status != 200) {
        co_return fail(document->status >= 500 ? ErrorCode::PeerError : ErrorCode::NotFound,
                       "the issuer's discovery document answered " + std::to_string(document->status) +
                           ". Fix: check identityProvider.url and realm",
                       discoveryAddress);
    }
    auto metadata = oidc::parseProviderMetadata(document->body, issuer, policy);
    if (!metadata)
        co_return fail(std::move(metadata).error());

    net::HttpRequest request;
    request.url = metadata->jwksUri;
    auto fetching = http.send(std::move(request));
    auto keys = co_await std::move(fetching);
    if (!keys)
        co_return fail(std::move(keys).error());
    if (keys->status != 200)
        co_return fail(ErrorCode::PeerError, "the issuer's keys answered " + std::to_string(keys->status),
                       metadata->jwksUri);
    co_return std::move(keys->body);
}

Task<Result<crypto::JwkSet>> fetchIssuerKeys(net::HttpClient& http, std::string issuer,
                                             oidc::DiscoveryPolicy policy)
{
    auto fetching = fetchIssuerKeyText(http, std::move(issuer), std::move(policy));
    const auto text = co_await std::move(fetching);
    if (!text)
        co_return fail(text.error());
    co_return crypto::JwkSet::parse(*text);
}

Result<crypto::JwkSet> parseVerificationKey(std::string_view text)
{
    constexpr std::size_t maxBytes = std::size_t{256} * 1024;
    text = trim(text);
    if (text.size() > maxBytes)
        return fail(ErrorCode::TooLarge, "keys of more than 256 KiB are not read");
    if (text.starts_with("-----BEGIN ")) {
        auto key = crypto::Jwk::fromPem(text);
        if (!key)
            return fail(std::move(key).error());
        return crypto::JwkSet({std::move(*key)});
    }
    if (!text.starts_with('{'))
        return fail(ErrorCode::ParseError,
                    "these are no keys. Fix: paste a JWKS, a JWK, or a PEM public key or "
                    "certificate");
    const auto document = parseJsonObject(text, maxBytes);
    if (!document)
        return fail(document.error());
    if (!document->contains("keys")) {
        auto key = crypto::Jwk::fromJson(*document);
        if (!key)
            return fail(std::move(key).error());
        return crypto::JwkSet({std::move(*key)});
    }
    Findings findings;
    auto keys = crypto::JwkSet::parse(text, &findings);
    if (keys && keys->empty())
        return fail(ErrorCode::ParseError, findings.front().why);
    return keys;
}

} // namespace meshsso::login
