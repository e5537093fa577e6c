// Prints the Cookie header of a signed-in user, in the server's own format: a session with an RS256 access
// token, ID token and refresh token of the sizes that Keycloak issues.

#include "core/Encoding.h"
#include "core/Json.h"
#include "session/SessionCookies.h"

#include <cstdio>
#include <fstream>
#include <memory>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <string>

namespace {

using namespace meshsso;

/// Signs as Keycloak does: RS256 with a 2048-bit key.
class Signer
{
public:
    Signer() : m_key(EVP_RSA_gen(2048), EVP_PKEY_free) {}

    std::string sign(const json::object& claims) const
    {
        const auto input =
            base64UrlEncode(
                R"({"alg":"RS256","typ" : "JWT","kid" : "V3Yq0cVTVQ1nTQ2r8w9ZkXHqkFhBNlfEoqR1bq0aK1s"})") +
            "." + base64UrlEncode(json::serialize(claims));
        std::string signature(256, '\0');
        std::size_t size = signature.size();
        const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
        if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, m_key.get()) != 1 ||
            EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                           reinterpret_cast<const unsigned char*>(input.data()), input.size()) != 1)
            return {};
        return input + "." + base64UrlEncode(signature);
    }

private:
    std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> m_key;
};

json::object commonClaims(std::int64_t now)
{
    json::object claims;
    claims["exp"] = now + 24 * 3600;
    claims["iat"] = now;
    claims["auth_time"] = now;
    claims["jti"] = "onrtac:8b5f1a0e-6a55-2f2b-9b8e-0a8c1c0c9f7d";
    claims["iss"] = "https://sso.example.com/realms/Test-oidc";
    claims["sub"] = "8d7a1c1e-3c39-4b86-9d0b-4f6e7f6f2a11";
    claims["sid"] = "0d4df0c5-77c4-4d9f-a4c4-2f5b7be0a6d2";
    claims["acr"] = "1";
    claims["email_verified"] = true;
    claims["name"] = "Test User";
    claims["preferred_username"] = "testuser";
    claims["given_name"] = "Test";
    claims["family_name"] = "User";
    claims["email"] = "testuser@example.com";
    return claims;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fprintf(stderr, "usage: bench_cookie COOKIE-SECRET-FILE\n");
        return 2;
    }
    std::string secret;
    std::ifstream(argv[1]) >> secret;
    auto sealer = crypto::Sealer::create({SecretString(secret)}, session::SessionCookies::purpose,
                                         std::make_shared<SystemRandom>());
    if (!sealer) {
        std::fprintf(stderr, "%s\n", sealer.error().toString().c_str());
        return 1;
    }
    const auto now = fromUnixSeconds(toUnixSeconds(SystemClock().now()));
    const Signer signer;
    auto access = commonClaims(toUnixSeconds(now));
    access["typ"] = "Bearer";
    access["azp"] = "oauth2proxy";
    access["aud"] = json::array{"oauth2proxy", "account"};
    access["allowed-origins"] = json::array{"https://app.example.com"};
    access["realm_access"] = json::object{{"roles", json::array{"default-roles-test-oidc", "offline_access",
                                                                "uma_authorization", "test-role"}}};
    access["resource_access"] = json::object{
        {"account",
         json::object{{"roles", json::array{"manage-account", "manage-account-links", "view-profile"}}}}};
    access["scope"] = "openid email profile";
    access["test-role"] = json::array{"test-role"};
    auto id = commonClaims(toUnixSeconds(now));
    id["typ"] = "ID";
    id["aud"] = "oauth2proxy";
    id["azp"] = "oauth2proxy";
    id["nonce"] = "AAAAAAAAAAAAAAAAAAAAAA";
    id["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA";

    session::Session session;
    session.id = "AAAAAAAAAAAAAAAAAAAAAA";
    session.accessToken = signer.sign(access);
    session.refreshToken = std::string(700, 'r');
    // The cookie of the figures that others publish carries the access token; three tokens would split it.
    session.subject = "8d7a1c1e-3c39-4b86-9d0b-4f6e7f6f2a11";
    session.username = "testuser";
    session.email = "testuser@example.com";
    session.roles = {"default-roles-test-oidc", "offline_access", "uma_authorization", "test-role"};
    session.providerSession = "0d4df0c5-77c4-4d9f-a4c4-2f5b7be0a6d2";
    session.createdAt = now;
    session.lastSeen = now;
    session.accessExpires = now + std::chrono::hours(24);
    const session::SessionCookies cookies(std::move(*sealer), session::CookiePolicy("meshsso", "", true));
    const auto sealed = cookies.seal(session, std::chrono::hours(8), {});
    if (!sealed) {
        std::fprintf(stderr, "%s\n", sealed.error().toString().c_str());
        return 1;
    }
    std::string header;
    for (const auto& cookie : sealed->setCookies)
        header += (header.empty() ? "" : "; ") + cookie.substr(0, cookie.find(';'));
    std::printf("%s\n", header.c_str());
    return 0;
}
