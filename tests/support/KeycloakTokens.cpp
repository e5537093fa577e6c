#include "support/KeycloakTokens.h"

#include "core/Encoding.h"
#include "core/Json.h"

namespace meshsso::test {
namespace {

constexpr std::string_view issuer = "https://sso.corp.example/realms/apps";

std::string uuid(SecureRandom& random)
{
    auto text = hexEncode(random.bytes(16));
    for (const std::size_t at : {8, 13, 18, 23})
        text.insert(at, "-");
    return text;
}

std::string token(SecureRandom& random, std::string_view header, const json::object& claims,
                  std::size_t signatureBytes)
{
    return base64UrlEncode(header) + "." + base64UrlEncode(json::serialize(claims)) + "." +
           base64UrlEncode(random.bytes(signatureBytes));
}

void addUser(json::object& claims, std::string_view username)
{
    claims["email_verified"] = true;
    claims["name"] = "Test User";
    claims["preferred_username"] = username;
    claims["given_name"] = "Test";
    claims["family_name"] = "User";
    claims["email"] = std::string(username) + "@corp.example";
}

json::object accessClaims(SecureRandom& random, const KeycloakTokens& tokens, std::int64_t now,
                          std::string_view username)
{
    json::object claims;
    claims["exp"] = now + 300;
    claims["iat"] = now;
    claims["auth_time"] = now;
    claims["jti"] = "onrtac:" + uuid(random);
    claims["iss"] = issuer;
    claims["aud"] = "account";
    claims["sub"] = tokens.subject;
    claims["typ"] = "Bearer";
    claims["azp"] = "orders-gateway";
    claims["sid"] = tokens.providerSession;
    claims["acr"] = "1";
    claims["allowed-origins"] = json::array{"https://orders.corp.example"};
    claims["realm_access"] = json::object{
        {"roles", json::array{"default-roles-apps", "offline_access", "uma_authorization", "orders-reader"}}};
    claims["resource_access"] = json::object{
        {"account",
         json::object{{"roles", json::array{"manage-account", "manage-account-links", "view-profile"}}}}};
    claims["scope"] = "openid profile email";
    addUser(claims, username);
    return claims;
}

json::object idClaims(SecureRandom& random, const KeycloakTokens& tokens, std::int64_t now,
                      std::string_view username)
{
    json::object claims;
    claims["exp"] = now + 300;
    claims["iat"] = now;
    claims["auth_time"] = now;
    claims["jti"] = uuid(random);
    claims["iss"] = issuer;
    claims["aud"] = "orders-gateway";
    claims["sub"] = tokens.subject;
    claims["typ"] = "ID";
    claims["azp"] = "orders-gateway";
    claims["nonce"] = random.token(16);
    claims["sid"] = tokens.providerSession;
    claims["at_hash"] = random.token(16);
    claims["acr"] = "1";
    addUser(claims, username);
    return claims;
}

json::object refreshClaims(SecureRandom& random, const KeycloakTokens& tokens, std::int64_t now)
{
    json::object claims;
    claims["exp"] = now + 1800;
    claims["iat"] = now;
    claims["jti"] = uuid(random);
    claims["iss"] = issuer;
    claims["aud"] = issuer;
    claims["sub"] = tokens.subject;
    claims["typ"] = "Refresh";
    claims["azp"] = "orders-gateway";
    claims["sid"] = tokens.providerSession;
    claims["scope"] = "openid basic acr web-origins roles profile email";
    return claims;
}

} // namespace

KeycloakTokens KeycloakTokens::make(SecureRandom& random, TimePoint time, std::string_view username)
{
    const auto now = toUnixSeconds(time);
    KeycloakTokens tokens;
    tokens.subject = uuid(random);
    tokens.providerSession = uuid(random);
    const auto rsa = R"({"alg":"RS256","typ" : "JWT","kid" : ")" + random.token(32) + "\"}";
    const auto hmac = R"({"alg":"HS512","typ" : "JWT","kid" : ")" + uuid(random) + "\"}";
    tokens.access = token(random, rsa, accessClaims(random, tokens, now, username), 256);
    tokens.id = token(random, rsa, idClaims(random, tokens, now, username), 256);
    tokens.refresh = token(random, hmac, refreshClaims(random, tokens, now), 64);
    return tokens;
}

} // namespace meshsso::test
