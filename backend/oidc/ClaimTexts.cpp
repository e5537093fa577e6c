#include "oidc/Claims.h"

#include <algorithm>
#include <array>

namespace meshsso::oidc {
namespace {

struct ClaimText
{
    std::string_view path;
    std::string_view text;
};

// Sorted by path. One sentence each: what the claim says, then what an operator should
// know.
constexpr std::array claimTexts{
    ClaimText{
        "acr",
        "How strongly the user was authenticated. Keycloak: 0 means by an existing session, 1 by a fresh "
        "sign-in, unless levels are mapped."},
    ClaimText{"address", "The user's postal address."},
    ClaimText{"address.country", "Country of the user's address."},
    ClaimText{"address.formatted", "The user's whole address as text for display or mailing."},
    ClaimText{"address.locality", "City of the user's address."},
    ClaimText{"address.postal_code", "Postal code of the user's address."},
    ClaimText{"address.region", "State, province or region of the user's address."},
    ClaimText{"address.street_address", "Street and number of the user's address."},
    ClaimText{"allowed-origins", "Keycloak: the web origins from which browsers may use this token (CORS)."},
    ClaimText{"amr", "The methods the user was authenticated with, such as pwd or otp."},
    ClaimText{"at_hash", "Ties an ID token to the access token issued with it: half of that token's hash."},
    ClaimText{
        "aud",
        "Who the token is for: a service must refuse a token that does not name it. Keycloak names only "
        "'account' unless an audience mapper adds the client."},
    ClaimText{"auth_time", "When the user last signed in with credentials."},
    ClaimText{"authorization", "Keycloak: permissions granted by its authorization services."},
    ClaimText{"authorization.permissions",
              "Keycloak: the resources and scopes granted (a requesting party token)."},
    ClaimText{"azp", "The client the token was issued to. It may differ from who the token is for (aud)."},
    ClaimText{"birthdate", "The user's birthday, YYYY-MM-DD or YYYY."},
    ClaimText{"c_hash",
              "Ties an ID token to the authorization code issued with it: half of that code's hash."},
    ClaimText{"clientAddress", "Keycloak: the address from which a service account asked for the token."},
    ClaimText{"clientHost", "Keycloak: the host from which a service account asked for the token."},
    ClaimText{"client_id",
              "The client that asked for the token (RFC 9068; Keycloak: also for service accounts)."},
    ClaimText{"cnf", "The key that a sender must prove to hold for the token to count (RFC 7800)."},
    ClaimText{"email", "The user's e-mail address. Trust it only if email_verified is true."},
    ClaimText{"email_verified",
              "Whether the identity provider has checked that the e-mail address is the user's."},
    ClaimText{"entitlements", "What the user may use, as SCIM has it (RFC 9068)."},
    ClaimText{"events",
              "What happened, in a security event token; a logout token carries the logout event here."},
    ClaimText{"exp", "When the token ends: from this second on it must be refused."},
    ClaimText{"family_name", "The user's last name."},
    ClaimText{"gender", "The user's gender."},
    ClaimText{"given_name", "The user's first name."},
    ClaimText{"groups",
              "The groups the user is in. Keycloak: only with a group membership mapper; with full path on, "
              "names start with '/'."},
    ClaimText{"iat", "When the token was issued."},
    ClaimText{"iss", "Who issued the token. It must equal the configured issuer to the character."},
    ClaimText{"jti", "The token's own identifier, to tell it from others and to notice a replay."},
    ClaimText{"locale", "The user's language, such as en or de-AT."},
    ClaimText{"middle_name", "The user's middle name."},
    ClaimText{"name", "The user's full name, for display."},
    ClaimText{"nbf", "The token is not valid before this time."},
    ClaimText{"nickname", "What the user is called casually."},
    ClaimText{
        "nonce",
        "The value the client sent with its sign-in request; it ties the ID token to that one attempt."},
    ClaimText{"organization", "Keycloak: the organizations the user is a member of."},
    ClaimText{"phone_number", "The user's phone number. Trust it only if phone_number_verified is true."},
    ClaimText{"phone_number_verified",
              "Whether the identity provider has checked that the phone number is the user's."},
    ClaimText{"picture", "URL of the user's picture."},
    ClaimText{"preferred_username",
              "The name the user signs in with. It may change or be given to another; sub does "
              "not."},
    ClaimText{"profile", "URL of the user's profile page."},
    ClaimText{"realm_access", "Keycloak: the user's realm roles, under roles."},
    ClaimText{"realm_access.roles", "Keycloak: the user's realm roles, limited to the client's scope unless "
                                    "fullScopeAllowed is on."},
    ClaimText{"resource_access", "Keycloak: the user's client roles, by client."},
    ClaimText{"roles",
              "The user's roles, as SCIM has them (RFC 9068), or as a mapper of the identity provider writes "
              "them."},
    ClaimText{"s_hash", "Ties an ID token to the state of the request: half of its hash."},
    ClaimText{"scope", "The scopes granted, separated by blanks. openid makes it an OpenID Connect sign-in."},
    ClaimText{"session_state",
              "Keycloak: the single sign-on session, as older clients know it; the same as sid."},
    ClaimText{"sid", "The identity provider's session of this sign-in; back-channel logout names it."},
    ClaimText{"sub",
              "The user's permanent identifier at this issuer. Keycloak 25 and later: only with the client "
              "scope 'basic'."},
    ClaimText{
        "typ",
        "Keycloak: the kind of token. Bearer is an access token, ID an ID token, Refresh and Offline are "
        "refresh tokens, Logout a logout token."},
    ClaimText{"updated_at", "When the user's details last changed."},
    ClaimText{"upn", "The user's principal name (MicroProfile JWT), usually the user name."},
    ClaimText{"website", "URL of the user's web page or blog."},
    ClaimText{"zoneinfo", "The user's time zone, such as Europe/Vienna."},
};

static_assert(std::is_sorted(claimTexts.begin(), claimTexts.end(),
                             [](const ClaimText& a, const ClaimText& b) { return a.path < b.path; }));

} // namespace

std::string_view explainClaim(std::string_view path)
{
    const auto found =
        std::lower_bound(claimTexts.begin(), claimTexts.end(), path,
                         [](const ClaimText& entry, std::string_view p) { return entry.path < p; });
    if (found != claimTexts.end() && found->path == path)
        return found->text;
    // The client's name stands in the middle of the path.
    if (path.starts_with("resource_access."))
        return "Keycloak: the user's roles of this client (its name is the middle of the path).";
    return {};
}

} // namespace meshsso::oidc
