#include "keycloak/ClaimOrigins.h"

#include "keycloak/AdminQueries.h"
#include "oidc/Claims.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace meshsso::keycloak {
namespace {

constexpr std::string_view clientIdTemplate = "${client_id}";

/// Mappers whose claim their type decides.
struct FixedClaim
{
    std::string_view type;
    std::string_view claim;
};
constexpr std::array<FixedClaim, 8> fixedClaims{{{"oidc-sub-mapper", "sub"},
                                                 {"oidc-sha256-pairwise-sub-mapper", "sub"},
                                                 {"oidc-full-name-mapper", "name"},
                                                 {"oidc-address-mapper", "address"},
                                                 {"oidc-allowed-origins-mapper", "allowed-origins"},
                                                 {"oidc-acr-mapper", "acr"},
                                                 {"oidc-amr-mapper", "amr"},
                                                 {"oidc-nonce-backwards-compatible-mapper", "nonce"}}};

bool isOn(const json::object& config, std::string_view key, bool fallback)
{
    const auto text = stringOr(config, key);
    return text.empty() ? fallback : text == "true";
}

std::string escapedSegment(std::string_view name)
{
    std::string out;
    for (const char c : name) {
        if (c == '.' || c == '\\')
            out += '\\';
        out += c;
    }
    return out;
}

/// "resource_access.${client_id}.roles": the object before the template names the clients.
std::vector<std::string> expandTemplate(const std::string& path, const json::object& claims)
{
    const auto at = path.find(clientIdTemplate);
    if (at == std::string::npos)
        return {path};
    std::vector<std::string> paths;
    const std::string before = path.substr(0, at);
    const std::string after = path.substr(at + clientIdTemplate.size());
    const bool isSegment = before.ends_with('.') && (after.empty() || after.starts_with('.'));
    if (!isSegment)
        return paths;
    const auto* parent = oidc::findClaim(claims, std::string_view(before).substr(0, before.size() - 1));
    if (!parent || !parent->is_object())
        return paths;
    for (const auto& member : parent->get_object())
        paths.emplace_back(before).append(escapedSegment(member.key())).append(after);
    return paths;
}

/// True if an audience mapper put its value there; a resolving one puts there what no other does.
bool filledAudience(const EffectiveMapper& mapper, const json::object& claims)
{
    const auto* audience = oidc::findClaim(claims, "aud");
    for (const std::string_view key : {"included.client.audience", "included.custom.audience"}) {
        const auto value = stringOr(mapper.config, key);
        if (!value.empty())
            return oidc::claimContains(audience, value);
    }
    if (mapper.type != "oidc-audience-resolve-mapper")
        return false;
    const auto& clients = objectOr(claims, "resource_access");
    return std::any_of(clients.begin(), clients.end(),
                       [&](const auto& member) { return oidc::claimContains(audience, member.key()); });
}

void addPlaces(const EffectiveMapper& mapper, const json::object& claims, bool takesPart,
               bool ClaimOrigin::*place, std::vector<ClaimOrigin>& origins)
{
    if (!takesPart)
        return;
    for (const auto& path : claimPathsOf(mapper, claims)) {
        if (!oidc::findClaim(claims, path))
            continue;
        auto found = std::find_if(origins.begin(), origins.end(), [&](const ClaimOrigin& origin) {
            return origin.claim == path && origin.mapper == mapper.name &&
                   origin.container == mapper.container;
        });
        if (found == origins.end()) {
            ClaimOrigin origin;
            origin.claim = path;
            origin.mapper = mapper.name;
            origin.mapperType = mapper.type;
            origin.container = mapper.container;
            origin.isOfClient = mapper.isOfClient;
            origins.push_back(std::move(origin));
            found = std::prev(origins.end());
        }
        (*found).*place = true;
    }
}

/// True if some mapper's claim is this one or lies below it ("realm_access.roles" below "realm_access").
bool isAccountedFor(std::string_view claim, bool ClaimOrigin::*place, const std::vector<ClaimOrigin>& origins)
{
    const std::string segment = escapedSegment(claim);
    return std::any_of(origins.begin(), origins.end(), [&](const ClaimOrigin& origin) {
        return origin.*place &&
               (origin.claim == claim || origin.claim == segment || origin.claim.starts_with(segment + "."));
    });
}

void addKeycloaksOwn(const json::object& claims, bool ClaimOrigin::*place, std::vector<ClaimOrigin>& origins)
{
    for (const auto& member : claims) {
        if (isAccountedFor(member.key(), place, origins))
            continue;
        const std::string path = escapedSegment(member.key());
        auto found = std::find_if(origins.begin(), origins.end(), [&](const ClaimOrigin& origin) {
            return origin.claim == path && origin.mapper.empty();
        });
        if (found == origins.end()) {
            ClaimOrigin origin;
            origin.claim = path;
            origins.push_back(std::move(origin));
            found = std::prev(origins.end());
        }
        (*found).*place = true;
    }
}

} // namespace

EffectiveMapper toEffectiveMapper(const json::object& representation, std::string container, bool isOfClient)
{
    EffectiveMapper mapper;
    mapper.name = std::string(stringOr(representation, "name"));
    mapper.type = std::string(stringOr(representation, "protocolMapper"));
    mapper.container = std::move(container);
    mapper.isOfClient = isOfClient;
    mapper.config = objectOr(representation, "config");
    // Older mappers say nothing about a token that their type always fills.
    const auto& config = mapper.config;
    const bool saysNothing = !config.contains("access.token.claim") && !config.contains("id.token.claim") &&
                             !config.contains("userinfo.token.claim");
    mapper.inAccessToken = isOn(config, "access.token.claim", saysNothing);
    mapper.inIdToken = isOn(config, "id.token.claim", saysNothing);
    mapper.inUserinfo = isOn(config, "userinfo.token.claim", mapper.inIdToken);
    return mapper;
}

std::vector<std::string> claimPathsOf(const EffectiveMapper& mapper, const json::object& claims)
{
    if (mapper.type == "oidc-audience-mapper" || mapper.type == "oidc-audience-resolve-mapper")
        return filledAudience(mapper, claims) ? std::vector<std::string>{"aud"} : std::vector<std::string>();
    const std::string named(stringOr(mapper.config, "claim.name"));
    if (!named.empty())
        return expandTemplate(named, claims);
    if (mapper.type == "oidc-organization-membership-mapper")
        return {"organization"};
    for (const auto& fixed : fixedClaims) {
        if (fixed.type == mapper.type)
            return {std::string(fixed.claim)};
    }
    return {};
}

std::vector<ClaimOrigin> findClaimOrigins(const Evaluation& evaluation)
{
    std::vector<ClaimOrigin> origins;
    for (const auto& mapper : evaluation.mappers) {
        addPlaces(mapper, evaluation.accessToken, mapper.inAccessToken, &ClaimOrigin::inAccessToken, origins);
        addPlaces(mapper, evaluation.idToken, mapper.inIdToken, &ClaimOrigin::inIdToken, origins);
        addPlaces(mapper, evaluation.userinfo, mapper.inUserinfo, &ClaimOrigin::inUserinfo, origins);
    }
    addKeycloaksOwn(evaluation.accessToken, &ClaimOrigin::inAccessToken, origins);
    addKeycloaksOwn(evaluation.idToken, &ClaimOrigin::inIdToken, origins);
    addKeycloaksOwn(evaluation.userinfo, &ClaimOrigin::inUserinfo, origins);
    std::sort(origins.begin(), origins.end(), [](const ClaimOrigin& a, const ClaimOrigin& b) {
        return std::tie(a.claim, a.container, a.mapper) < std::tie(b.claim, b.container, b.mapper);
    });
    return origins;
}

} // namespace meshsso::keycloak
