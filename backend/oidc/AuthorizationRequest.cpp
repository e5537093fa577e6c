#include "oidc/AuthorizationRequest.h"

#include "core/Encoding.h"
#include "core/Text.h"
#include "crypto/Digest.h"
#include "oidc/PeerText.h"

#include <algorithm>
#include <map>

namespace meshsso::oidc {
namespace {

constexpr std::size_t pkceVerifierBytes = 32;
constexpr std::size_t maxQueryBytes = std::size_t{8} * 1024;
constexpr std::size_t maxParameters = 32;
constexpr std::size_t maxCodeBytes = std::size_t{4} * 1024;
constexpr std::size_t maxStateBytes = 512;
constexpr std::size_t maxIssuerBytes = std::size_t{2} * 1024;

using Parameters = std::map<std::string, std::string, std::less<>>;

tl::unexpected<Error> notAllowed(std::string message)
{
    return fail(ErrorCode::ProtocolError, std::move(message));
}

Result<Parameters> splitQuery(std::string_view query)
{
    if (query.size() > maxQueryBytes)
        return notAllowed("the identity provider's answer is longer than 8 KiB");
    Parameters parameters;
    for (const auto piece : split(query, '&')) {
        if (piece.empty())
            continue;
        const auto equals = std::min(piece.find('='), piece.size());
        auto name = formDecode(piece.substr(0, equals));
        auto value = formDecode(piece.substr(std::min(equals + 1, piece.size())));
        if (!name || !value || !isValidUtf8(*name) || !isValidUtf8(*value))
            return notAllowed("the identity provider's answer is not form-encoded UTF-8");
        if (parameters.size() == maxParameters)
            return notAllowed("the identity provider's answer has more than 32 parameters");
        if (const auto [entry, isNew] = parameters.emplace(std::move(*name), std::move(*value)); !isNew)
            return notAllowed("the parameter '" + cleanText(entry->first, 40) + "' was given twice");
    }
    return parameters;
}

/// The parameter, or empty if it was not sent; refused if it is oversized or holds control characters.
Result<std::string> parameter(const Parameters& parameters, std::string_view name, std::size_t maxBytes)
{
    const auto found = parameters.find(name);
    if (found == parameters.end())
        return std::string();
    if (found->second.size() > maxBytes || hasControlCharacters(found->second))
        return notAllowed("the parameter '" + std::string(name) +
                          "' is too long or holds control characters");
    return found->second;
}

std::string_view valueOr(const Parameters& parameters, std::string_view name)
{
    const auto found = parameters.find(name);
    return found == parameters.end() ? std::string_view() : std::string_view(found->second);
}

} // namespace

std::string pkceChallenge(std::string_view verifier)
{
    return base64UrlEncode(crypto::sha256(verifier));
}

std::string generatePkceVerifier(SecureRandom& random)
{
    return random.token(pkceVerifierBytes);
}

std::string authorizationUrl(std::string_view authorizationEndpoint, const AuthorizationRequest& request)
{
    std::string url(authorizationEndpoint);
    const auto mark = url.find('?');
    bool needsSeparator = mark != std::string::npos && mark + 1 != url.size() && !url.ends_with('&');
    if (mark == std::string::npos)
        url += '?';
    const auto add = [&](std::string_view name, std::string_view value) {
        if (needsSeparator)
            url += '&';
        needsSeparator = true;
        url.append(name).append("=").append(percentEncode(value));
    };
    add("response_type", "code");
    add("client_id", request.clientId);
    add("redirect_uri", request.redirectUri);
    add("scope", join(request.scopes, " "));
    add("state", request.state);
    add("nonce", request.nonce);
    add("code_challenge", pkceChallenge(request.pkceVerifier));
    add("code_challenge_method", "S256");
    if (!request.prompt.empty())
        add("prompt", request.prompt);
    if (!request.loginHint.empty())
        add("login_hint", request.loginHint);
    return url;
}

Result<AuthorizationResponse> parseAuthorizationResponse(std::string_view query)
{
    const auto parameters = splitQuery(query);
    if (!parameters)
        return fail(parameters.error());
    auto state = parameter(*parameters, "state", maxStateBytes);
    if (!state)
        return fail(std::move(state).error());
    auto code = parameter(*parameters, "code", maxCodeBytes);
    if (!code)
        return fail(std::move(code).error());
    if (parameters->contains("error")) {
        if (!code->empty())
            return notAllowed("the identity provider's answer holds both a code and an error");
        return fail(
            ErrorCode::AuthorizationError,
            describeOAuthError(valueOr(*parameters, "error"), valueOr(*parameters, "error_description")),
            std::move(*state));
    }
    if (code->empty())
        return notAllowed("the identity provider's answer lacks the parameter 'code'");
    if (state->empty())
        return notAllowed("the identity provider's answer lacks the parameter 'state'");
    auto issuer = parameter(*parameters, "iss", maxIssuerBytes);
    if (!issuer)
        return fail(std::move(issuer).error());
    auto sessionState = parameter(*parameters, "session_state", maxStateBytes);
    if (!sessionState)
        return fail(std::move(sessionState).error());
    AuthorizationResponse response;
    response.code = std::move(*code);
    response.state = std::move(*state);
    response.issuer = std::move(*issuer);
    response.sessionState = std::move(*sessionState);
    return response;
}

Result<void> checkResponseIssuer(const AuthorizationResponse& response, std::string_view issuer,
                                 bool promised)
{
    if (response.issuer.empty()) {
        if (promised)
            return fail(ErrorCode::MissingClaim,
                        "the identity provider's answer lacks the parameter 'iss' that its"
                        " discovery document promises");
        return {};
    }
    if (response.issuer != issuer)
        return fail(ErrorCode::WrongIssuer, "the answer comes from the issuer '" +
                                                cleanText(response.issuer) + "', not from '" +
                                                cleanText(issuer) + "'");
    return {};
}

} // namespace meshsso::oidc
