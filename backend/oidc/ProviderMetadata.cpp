#include "oidc/ProviderMetadata.h"

#include "core/Json.h"
#include "core/Text.h"
#include "core/Url.h"
#include "crypto/Jwk.h"
#include "oidc/PeerText.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace meshsso::oidc {
namespace {

constexpr std::size_t maxDocumentBytes = std::size_t{256} * 1024;

bool isListed(const std::vector<std::string>& hosts, std::string_view host)
{
    return std::any_of(hosts.begin(), hosts.end(), [&](const auto& h) { return equalsIgnoreCase(h, host); });
}

/// Reads the members of one discovery document.
class MetadataReader
{
public:
    MetadataReader(const json::object& document, const DiscoveryPolicy& policy)
        : m_document(document), m_policy(policy)
    {
    }

    Result<ProviderMetadata> read(std::string_view expectedIssuer);

private:
    Result<void> readIssuer(std::string_view expected);
    Result<std::string> endpoint(std::string_view name, bool isRequired) const;
    Result<std::vector<std::string>> strings(std::string_view name) const;
    Result<void> readEndpoints();
    Result<void> readCapabilities();
    Result<void> readFlags();
    Result<void> requireSafe(const Url& url, std::string_view what) const;

    const json::object& m_document;
    const DiscoveryPolicy& m_policy;
    ProviderMetadata m_result;
    bool m_issuerMayUseHttp = false;
};

tl::unexpected<Error> missing(std::string_view name)
{
    return fail(ErrorCode::MissingClaim, "the discovery document lacks " + std::string(name));
}

Result<ProviderMetadata> MetadataReader::read(std::string_view expectedIssuer)
{
    if (auto done = readIssuer(expectedIssuer); !done)
        return fail(std::move(done).error());
    if (auto done = readEndpoints(); !done)
        return fail(std::move(done).error());
    if (auto done = readCapabilities(); !done)
        return fail(std::move(done).error());
    return std::move(m_result);
}

Result<void> MetadataReader::readIssuer(std::string_view expected)
{
    const auto* member = m_document.if_contains("issuer");
    if (!member)
        return missing("issuer");
    if (!member->is_string())
        return fail(ErrorCode::ParseError, "the discovery document's issuer is not a string");
    m_result.issuer = member->as_string();
    if (m_result.issuer != expected)
        return fail(ErrorCode::WrongIssuer, "the identity provider calls itself '" +
                                                cleanText(m_result.issuer) +
                                                "', but the configured issuer is '" + cleanText(expected) +
                                                "'; they must be equal to the character");
    const auto url = Url::parse(expected);
    if (!url)
        return fail(ErrorCode::InvalidArgument, "the issuer is not a URL: " + url.error().message);
    if (url->hasQuery || expected.find('#') != std::string_view::npos)
        return fail(ErrorCode::InvalidArgument, "an issuer has no query and no fragment");
    m_issuerMayUseHttp = isListed(m_policy.httpAllowedHosts, url->host);
    return requireSafe(*url, "the issuer");
}

Result<void> MetadataReader::requireSafe(const Url& url, std::string_view what) const
{
    if (url.isHttps() || (m_issuerMayUseHttp && isListed(m_policy.httpAllowedHosts, url.host)))
        return {};
    return fail(
        ErrorCode::InvalidArgument,
        std::string(what) + " (" + cleanText(url.origin()) +
            ") is plain http, where passwords and tokens can be read on the way. Put the identity provider"
            " behind TLS and let it know its public address, or allow this host by name");
}

Result<std::string> MetadataReader::endpoint(std::string_view name, bool isRequired) const
{
    const auto* member = m_document.if_contains(name);
    if (!member) {
        if (isRequired)
            return missing(name);
        return std::string();
    }
    if (!member->is_string())
        return fail(ErrorCode::ParseError,
                    "the discovery document's " + std::string(name) + " is not a string");
    const std::string_view text = member->as_string();
    const auto url = Url::parse(text);
    if (!url)
        return fail(ErrorCode::ParseError,
                    "the discovery document's " + std::string(name) + ": " + url.error().message);
    if (text.find('#') != std::string_view::npos)
        return fail(ErrorCode::ParseError,
                    "the discovery document's " + std::string(name) + " has a fragment");
    if (auto safe = requireSafe(*url, name); !safe)
        return fail(std::move(safe).error());
    return std::string(text);
}

Result<void> MetadataReader::readEndpoints()
{
    struct Member
    {
        std::string_view name;
        std::string ProviderMetadata::*field;
        bool isRequired;
    };
    const std::array members{
        Member{"authorization_endpoint", &ProviderMetadata::authorizationEndpoint, true},
        Member{"token_endpoint", &ProviderMetadata::tokenEndpoint, true},
        Member{"jwks_uri", &ProviderMetadata::jwksUri, true},
        Member{"userinfo_endpoint", &ProviderMetadata::userinfoEndpoint, false},
        Member{"end_session_endpoint", &ProviderMetadata::endSessionEndpoint, false},
        Member{"revocation_endpoint", &ProviderMetadata::revocationEndpoint, false},
    };
    for (const auto& member : members) {
        auto url = endpoint(member.name, member.isRequired);
        if (!url)
            return fail(std::move(url).error());
        m_result.*member.field = std::move(*url);
    }
    return {};
}

Result<std::vector<std::string>> MetadataReader::strings(std::string_view name) const
{
    const auto* member = m_document.if_contains(name);
    if (!member)
        return missing(name);
    const auto* array = member->if_array();
    std::vector<std::string> out;
    bool isGood = array != nullptr;
    for (std::size_t i = 0; isGood && i < array->size(); ++i) {
        const auto* text = (*array)[i].if_string();
        isGood = text != nullptr;
        if (text)
            out.emplace_back(*text);
    }
    if (!isGood)
        return fail(ErrorCode::ParseError,
                    "the discovery document's " + std::string(name) + " is not an array of strings");
    return out;
}

Result<void> MetadataReader::readCapabilities()
{
    const auto contains = [](const std::vector<std::string>& list, std::string_view text) {
        return std::find(list.begin(), list.end(), text) != list.end();
    };
    const auto responseTypes = strings("response_types_supported");
    if (!responseTypes)
        return fail(responseTypes.error());
    if (!contains(*responseTypes, "code"))
        return fail(ErrorCode::Unsupported,
                    "the identity provider does not offer the authorization code flow");
    const auto algorithms = strings("id_token_signing_alg_values_supported");
    if (!algorithms)
        return fail(algorithms.error());
    std::copy_if(algorithms->begin(), algorithms->end(),
                 std::back_inserter(m_result.idTokenSigningAlgorithms),
                 [](const std::string& name) { return crypto::parseJwsAlgorithm(name).has_value(); });
    if (m_result.idTokenSigningAlgorithms.empty())
        return fail(ErrorCode::Unsupported,
                    "the identity provider signs ID tokens with no algorithm that we verify;"
                    " enable RS256 or ES256 in its key settings");
    auto methods = strings("code_challenge_methods_supported");
    // RFC 8414: left out means no PKCE at all.
    if (!methods && methods.error().code != ErrorCode::MissingClaim)
        return fail(std::move(methods).error());
    if (!methods || !contains(*methods, "S256"))
        return fail(ErrorCode::Unsupported, "the identity provider does not offer PKCE with S256");
    m_result.codeChallengeMethods = std::move(*methods);
    return readFlags();
}

Result<void> MetadataReader::readFlags()
{
    struct Member
    {
        std::string_view name;
        bool ProviderMetadata::*field;
    };
    const std::array members{
        Member{"authorization_response_iss_parameter_supported", &ProviderMetadata::issParameterSupported},
        Member{"backchannel_logout_supported", &ProviderMetadata::backChannelLogoutSupported},
        Member{"backchannel_logout_session_supported", &ProviderMetadata::backChannelLogoutSessionSupported},
        Member{"frontchannel_logout_supported", &ProviderMetadata::frontChannelLogoutSupported},
        Member{"frontchannel_logout_session_supported",
               &ProviderMetadata::frontChannelLogoutSessionSupported},
    };
    for (const auto& member : members) {
        const auto* flag = m_document.if_contains(member.name);
        if (!flag)
            continue;
        if (!flag->is_bool())
            return fail(ErrorCode::ParseError,
                        "the discovery document's " + std::string(member.name) + " is not a boolean");
        m_result.*member.field = flag->as_bool();
    }
    return {};
}

} // namespace

std::string discoveryUrl(std::string_view issuer)
{
    if (issuer.ends_with('/'))
        issuer.remove_suffix(1);
    return std::string(issuer) + "/.well-known/openid-configuration";
}

Result<ProviderMetadata> parseProviderMetadata(std::string_view text, std::string_view expectedIssuer,
                                               const DiscoveryPolicy& policy)
{
    const auto document = parseJsonObject(text, maxDocumentBytes);
    if (!document)
        return fail(ErrorCode::ParseError, "the discovery document: " + document.error().message);
    return MetadataReader(*document, policy).read(expectedIssuer);
}

} // namespace meshsso::oidc
