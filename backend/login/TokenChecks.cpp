#include "login/TokenChecks.h"

#include "core/Text.h"
#include "crypto/JwsVerifier.h"
#include "oidc/ClaimChecker.h"
#include "oidc/Claims.h"
#include "oidc/NumericDate.h"
#include "oidc/PeerText.h"

#include <algorithm>

namespace meshsso::login {
namespace {

using crypto::JwsAlgorithm;

std::vector<JwsAlgorithm> everyAlgorithm()
{
    return {JwsAlgorithm::RS256, JwsAlgorithm::RS384, JwsAlgorithm::RS512, JwsAlgorithm::PS256,
            JwsAlgorithm::PS384, JwsAlgorithm::PS512, JwsAlgorithm::ES256, JwsAlgorithm::ES384,
            JwsAlgorithm::ES512, JwsAlgorithm::EdDSA};
}

/// The keys, where those without a name (a pasted PEM key has none) answer to the token's.
crypto::JwkSet keysFor(const crypto::JwkSet& keys, std::string_view keyId)
{
    std::vector<crypto::Jwk> named;
    for (const auto& key : keys.keys())
        named.push_back(key.keyId().empty() ? key.withKeyId(std::string(keyId)) : key);
    return crypto::JwkSet(std::move(named));
}

std::string keyNames(const crypto::JwkSet& keys)
{
    constexpr std::size_t most = 5;
    std::vector<std::string> names;
    for (const auto& key : keys.keys()) {
        if (names.size() == most) {
            names.emplace_back("...");
            break;
        }
        names.push_back(key.keyId().empty() ? "one without kid" : oidc::cleanText(key.keyId(), 64));
    }
    return names.empty() ? "none" : join(names, ", ");
}

bool asksFor(const access::Requirement& requirement, access::Requirement::Kind kind)
{
    return requirement.kind == kind || std::any_of(requirement.parts.begin(), requirement.parts.end(),
                                                   [&](const auto& part) { return asksFor(part, kind); });
}

bool asksFor(const project::SsoProject& project, access::Requirement::Kind kind)
{
    for (const auto& application : project.applications) {
        for (const auto& rule : application.access) {
            if (rule.mode == access::AccessMode::Require && asksFor(rule.requirement, kind))
                return true;
        }
    }
    return false;
}

std::string shownList(const std::vector<std::string>& texts)
{
    return texts.empty() ? "none" : oidc::cleanText(join(texts, ", "));
}

oidc::TokenPolicy policyOf(const InspectionContext& context)
{
    oidc::TokenPolicy policy;
    if (context.project) {
        policy.issuer = context.project->identityProvider.issuer();
        policy.clientId = context.project->client.id;
    }
    policy.leeway = context.leeway;
    return policy;
}

} // namespace

TokenKind kindOf(const json::object& header, const json::object& claims)
{
    const auto type = stringOr(claims, "typ");
    if (claims.contains("events") || type == "Logout")
        return TokenKind::Logout;
    if (type == "Bearer")
        return TokenKind::Access;
    if (type == "ID")
        return TokenKind::Id;
    if (type == "Refresh" || type == "Offline")
        return TokenKind::Refresh;
    auto headerType = toLowerAscii(stringOr(header, "typ"));
    if (headerType.starts_with("application/"))
        headerType.erase(0, std::string_view("application/").size());
    if (headerType == "at+jwt")
        return TokenKind::Access;
    if (headerType == "logout+jwt")
        return TokenKind::Logout;
    if (type.empty() && (claims.contains("nonce") || claims.contains("at_hash")))
        return TokenKind::Id;
    return TokenKind::Unknown;
}

TokenChecks::TokenChecks(std::string_view token, const TokenInspection& inspection,
                         const InspectionContext& context)
    : m_token(token), m_inspection(inspection), m_context(context)
{
}

std::vector<TokenCheck> TokenChecks::run()
{
    add("wellformed", CheckState::Pass, "three parts of base64url, header and claims are JSON objects");
    checkAlgorithm();
    checkSignature();
    checkIssuer();
    checkAudience();
    checkParty();
    checkType();
    checkExpiry();
    checkNotBefore();
    checkSubject();
    checkRoles();
    checkGroups();
    checkEmail();
    return std::move(m_checks);
}

void TokenChecks::add(std::string name, CheckState state, std::string reason)
{
    m_checks.push_back({std::move(name), state, std::move(reason)});
}

bool TokenChecks::isForApplications() const
{
    return m_inspection.kind != TokenKind::Refresh && m_inspection.kind != TokenKind::Logout;
}

bool TokenChecks::isHmac() const
{
    return stringOr(m_inspection.header, "alg").starts_with("HS");
}

bool TokenChecks::isLeftOut(const char* name)
{
    if (!isForApplications())
        add(name, CheckState::NotChecked,
            "a " + std::string(tokenKindName(m_inspection.kind)) +
                " is between Keycloak and the client; applications get none");
    else if (!m_context.project)
        add(name, CheckState::NotChecked, "no project is open to compare with");
    else
        return false;
    return true;
}

void TokenChecks::checkAlgorithm()
{
    const auto name = stringOr(m_inspection.header, "alg");
    const auto shown = oidc::cleanText(name, 40);
    if (crypto::parseJwsAlgorithm(name))
        add("algorithm", CheckState::Pass, shown + " needs the issuer's private key");
    else if (name.empty())
        add("algorithm", CheckState::Fail, "the header does not name an algorithm (alg)");
    else if (toLowerAscii(name) == "none")
        add("algorithm", CheckState::Fail, "'none' means unsigned: anybody may have written this");
    else if (isHmac() && !isForApplications())
        add("algorithm", CheckState::Pass,
            shown + ": Keycloak signs what only Keycloak reads with a key of its own");
    else
        add("algorithm", CheckState::Fail,
            isHmac() ? shown + " needs a shared secret, with which every reader could write tokens too"
                     : shown + " is not accepted; RS, PS, ES and EdDSA are");
}

void TokenChecks::checkSignature()
{
    if (isHmac()) {
        add("signature", isForApplications() ? CheckState::Fail : CheckState::NotChecked,
            "only the issuer can check a signature made with its secret");
        return;
    }
    if (!m_context.keys) {
        add("signature", CheckState::NotChecked,
            "no keys to check with, so anybody may have written this: fetch the issuer's, or paste them");
        return;
    }
    const auto keyId = stringOr(m_inspection.header, "kid");
    const auto verified =
        crypto::JwsVerifier(everyAlgorithm()).verify(m_token, keysFor(*m_context.keys, keyId));
    if (verified) {
        add("signature", CheckState::Pass,
            "made by the key " + (verified->keyId.empty() ? "given" : oidc::cleanText(verified->keyId, 64)) +
                " and nothing changed since");
        return;
    }
    auto reason = verified.error().message;
    if (verified.error().code == ErrorCode::UnknownKey)
        reason = "the token names the key " + (keyId.empty() ? "(none)" : oidc::cleanText(keyId, 64)) +
                 ", the keys at hand are " + keyNames(*m_context.keys) +
                 ": another realm's, or the issuer has changed its keys since";
    add("signature", CheckState::Fail, std::move(reason));
}

void TokenChecks::checkIssuer()
{
    if (!m_context.project) {
        add("issuer", CheckState::NotChecked, "no project is open to compare with");
        return;
    }
    const auto policy = policyOf(m_context);
    const auto good = oidc::ClaimChecker(m_inspection.payload, policy, m_context.now).checkIssuer();
    add("issuer", good ? CheckState::Pass : CheckState::Fail,
        good ? policy.issuer + ", as the project says" : good.error().message);
}

void TokenChecks::checkAudience()
{
    if (isLeftOut("audience"))
        return;
    const auto policy = policyOf(m_context);
    const auto good =
        oidc::ClaimChecker(m_inspection.payload, policy, m_context.now).checkAudience({&policy.clientId, 1});
    add("audience", good ? CheckState::Pass : CheckState::Fail,
        good ? "names " + policy.clientId : good.error().message);
}

void TokenChecks::checkParty()
{
    if (isLeftOut("azp"))
        return;
    const auto& expected = m_context.project->client.id;
    for (const std::string_view name : {"azp", "client_id"}) {
        const auto* claim = m_inspection.payload.if_contains(name);
        if (!claim)
            continue;
        const auto client = stringOr(m_inspection.payload, name);
        if (!claim->is_string() || client.empty()) {
            add("azp", CheckState::Fail, "the claim " + std::string(name) + " is not text");
            return;
        }
        if (client != expected) {
            add("azp", CheckState::Warn,
                "issued to the client '" + oidc::cleanText(client) +
                    "'; the authorization service takes only " + "tokens that were issued to '" + expected +
                    "'");
            return;
        }
        add("azp", CheckState::Pass, "issued to " + expected);
        return;
    }
    add("azp", CheckState::Warn, "the token does not say to which client it was issued");
}

void TokenChecks::checkType()
{
    switch (m_inspection.kind) {
    case TokenKind::Access:
        add("type", CheckState::Pass, "an access token: this is what applications are sent");
        break;
    case TokenKind::Id:
        add("type", CheckState::Warn,
            "an ID token: it tells the client who signed in, and is no permission to be sent with requests");
        break;
    case TokenKind::Refresh:
        add("type", CheckState::Warn,
            "a refresh token: whoever has it can get new access tokens; it belongs "
            "nowhere but between client and Keycloak");
        break;
    case TokenKind::Logout:
        add("type", CheckState::Warn, "a logout token: Keycloak's word to a client that a session has ended");
        break;
    case TokenKind::Unknown:
        add("type", CheckState::Fail,
            m_inspection.payload.contains("typ")
                ? "the claim typ says '" + oidc::cleanText(stringOr(m_inspection.payload, "typ", "?"), 40) +
                      "', which is no kind of token that applications are sent"
                : "the token does not say what kind it is: it has neither the claim typ nor at+jwt in the "
                  "header");
        break;
    }
}

void TokenChecks::checkExpiry()
{
    const auto* claim = m_inspection.payload.if_contains("exp");
    if (!claim) {
        // Keycloak's offline tokens have none.
        const bool isRefresh = m_inspection.kind == TokenKind::Refresh;
        add("expiry", isRefresh ? CheckState::Warn : CheckState::Fail, "the token never ends: it has no exp");
        return;
    }
    const auto seconds = oidc::wholeSeconds(*claim);
    if (!seconds) {
        add("expiry", CheckState::Fail, "exp is not a whole number of seconds since 1970");
        return;
    }
    const auto end = fromUnixSeconds(*seconds);
    if (m_context.now >= end + m_context.leeway)
        add("expiry", CheckState::Fail, "ended " + relativeTime(end, m_context.now));
    else if (m_context.now >= end)
        add("expiry", CheckState::Warn,
            "ended " + relativeTime(end, m_context.now) + "; still taken, since clocks may differ that much");
    else
        add("expiry", CheckState::Pass, "ends " + relativeTime(end, m_context.now));
}

void TokenChecks::checkNotBefore()
{
    bool isDated = false;
    for (const std::string_view name : {"nbf", "iat"}) {
        const auto* claim = m_inspection.payload.if_contains(name);
        if (!claim)
            continue;
        isDated = true;
        const auto seconds = oidc::wholeSeconds(*claim);
        const std::string text(name);
        // Keycloak writes "nbf": 0 for "no limit", which is a date long past.
        if (!seconds) {
            add("not-before", CheckState::Fail, text + " is not a whole number of seconds since 1970");
            return;
        }
        const auto from = fromUnixSeconds(*seconds);
        if (m_context.now + m_context.leeway < from) {
            add("not-before", CheckState::Fail,
                "valid only " + relativeTime(from, m_context.now) + " (" + text +
                    "): compare the clocks of this machine and of Keycloak");
            return;
        }
    }
    if (!m_inspection.payload.contains("iat"))
        add("not-before", CheckState::Warn,
            isDated ? "valid by now, but the token does not say when it was "
                      "issued (iat)"
                    : "the token does not say when it was issued (iat)");
    else
        add("not-before", CheckState::Pass, "issued in the past, and valid by now");
}

void TokenChecks::checkSubject()
{
    const auto subject =
        oidc::ClaimChecker(m_inspection.payload, policyOf(m_context), m_context.now).subject();
    if (subject)
        add("subject", CheckState::Pass, "the user is " + oidc::cleanText(*subject, 80));
    else
        add("subject", m_inspection.kind == TokenKind::Logout ? CheckState::Warn : CheckState::Fail,
            subject.error().message);
}

void TokenChecks::checkRoles()
{
    if (isLeftOut("roles"))
        return;
    const auto& project = *m_context.project;
    const auto& declared = project.claims.roles;
    const auto* claim = oidc::findClaim(m_inspection.payload, declared.claim);
    const auto username = stringOr(m_inspection.payload, "preferred_username");
    std::vector<std::string> absent;
    for (const auto& user : project.users) {
        if (username.empty() || !equalsIgnoreCase(user.username, username))
            continue;
        for (const auto& role : user.roles) {
            const auto& only = declared.restrictToRoles;
            const bool isExpected = only.empty() || std::find(only.begin(), only.end(), role) != only.end();
            if (isExpected && !oidc::claimContains(claim, role))
                absent.push_back(role);
        }
    }
    const std::string fix = ": the mapper of the scope " + declared.scopeName +
                            " is missing, or the scope is not a default one of the client";
    if (!absent.empty())
        add("roles", CheckState::Fail,
            "the claim " + declared.claim + " lacks " + shownList(absent) + ", which the project gives to " +
                oidc::cleanText(username) + fix);
    else if (claim)
        add("roles", CheckState::Pass, declared.claim + ": " + shownList(oidc::claimStrings(claim)));
    else if (!project.roles.empty() || asksFor(project, access::Requirement::Kind::Role))
        add("roles", CheckState::Warn,
            "there is no claim " + declared.claim + ": the user has none of the project's roles, or" +
                fix.substr(1));
    else
        add("roles", CheckState::NotChecked, "the project declares no roles");
}

void TokenChecks::checkGroups()
{
    if (isLeftOut("groups"))
        return;
    const auto& name = m_context.project->claims.groupsClaim;
    if (const auto* claim = oidc::findClaim(m_inspection.payload, name))
        add("groups", CheckState::Pass, name + ": " + shownList(oidc::claimStrings(claim)));
    else if (asksFor(*m_context.project, access::Requirement::Kind::Group))
        add("groups", CheckState::Warn,
            "there is no claim " + name + ", which access rules ask for: add a group membership mapper");
    else
        add("groups", CheckState::NotChecked, "no access rule asks for a group");
}

void TokenChecks::checkEmail()
{
    if (isLeftOut("email"))
        return;
    const auto& scopes = m_context.project->client.scopes;
    const auto email = stringOr(m_inspection.payload, "email");
    const auto* isVerified = m_inspection.payload.if_contains("email_verified");
    if (std::find(scopes.begin(), scopes.end(), "email") == scopes.end())
        add("email", CheckState::NotChecked, "the client does not ask for the scope email");
    else if (email.empty())
        add("email", CheckState::Warn, "the user has no e-mail address, or the scope email was not granted");
    else if (isVerified && isVerified->is_bool() && isVerified->get_bool())
        add("email", CheckState::Pass, oidc::cleanText(email, 254) + ", verified");
    else
        add("email", CheckState::Warn, oidc::cleanText(email, 254) + " is not verified: do not rely on it");
}

} // namespace meshsso::login
