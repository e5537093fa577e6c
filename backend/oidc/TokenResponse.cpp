#include "oidc/TokenResponse.h"

#include "core/Encoding.h"
#include "core/Json.h"
#include "core/Text.h"
#include "oidc/NumericDate.h"
#include "oidc/PeerText.h"

#include <algorithm>
#include <optional>

namespace meshsso::oidc {
namespace {

constexpr std::size_t maxBodyBytes = std::size_t{256} * 1024;

tl::unexpected<Error> notAllowed(std::string message)
{
    return fail(ErrorCode::ProtocolError, std::move(message));
}

/// The member as text, or empty if it is absent.
Result<std::string> text(const json::object& answer, std::string_view name)
{
    const auto* member = answer.if_contains(name);
    if (!member)
        return std::string();
    if (!member->is_string())
        return notAllowed("the token endpoint's " + std::string(name) + " is not a string");
    return std::string(member->as_string());
}

/// A lifetime in seconds, if it was sent.
Result<std::optional<std::chrono::seconds>> lifetime(const json::object& answer, std::string_view name)
{
    const auto* member = answer.if_contains(name);
    if (!member)
        return std::optional<std::chrono::seconds>();
    const auto seconds = wholeSeconds(*member);
    if (!seconds)
        return notAllowed("the token endpoint's " + std::string(name) + " is not a number of seconds");
    // No session lasts longer than this; what claims to must not overflow the clock.
    constexpr std::int64_t tenYears = 315'360'000;
    return std::optional(std::chrono::seconds(std::min(*seconds, tenYears)));
}

Result<TokenResponse> refusal(int status, std::string_view body)
{
    const auto answer = parseJsonObject(body, maxBodyBytes);
    if (!answer || stringOr(*answer, "error").empty())
        return notAllowed("the token endpoint answered " + std::to_string(status) +
                          " without an OAuth error");
    const auto error = stringOr(*answer, "error");
    return fail(ErrorCode::AuthorizationError,
                describeOAuthError(error, stringOr(*answer, "error_description")), cleanErrorCode(error));
}

Result<void> readTokens(const json::object& answer, TokenResponse& response)
{
    struct Member
    {
        std::string_view name;
        std::string TokenResponse::*field;
    };
    for (const auto& member :
         {Member{"access_token", &TokenResponse::accessToken}, Member{"id_token", &TokenResponse::idToken},
          Member{"refresh_token", &TokenResponse::refreshToken}, Member{"scope", &TokenResponse::scope}}) {
        auto value = text(answer, member.name);
        if (!value)
            return fail(std::move(value).error());
        response.*member.field = std::move(*value);
    }
    if (response.accessToken.empty())
        return notAllowed("the token endpoint's answer lacks access_token");
    const auto type = text(answer, "token_type");
    if (!type)
        return fail(type.error());
    if (!equalsIgnoreCase(*type, "Bearer"))
        return notAllowed("the token endpoint's token_type is not Bearer");
    return {};
}

} // namespace

Result<TokenResponse> parseTokenResponse(int status, std::string_view body, TimePoint now)
{
    if (status >= 500 || status == 429)
        return fail(ErrorCode::PeerError, "the token endpoint answered " + std::to_string(status));
    if (status >= 400)
        return refusal(status, body);
    if (status != 200)
        return notAllowed("the token endpoint answered " + std::to_string(status) + " instead of 200");
    const auto answer = parseJsonObject(body, maxBodyBytes);
    if (!answer)
        return fail(ErrorCode::ParseError, "the token endpoint's answer: " + answer.error().message);
    TokenResponse response;
    if (auto tokens = readTokens(*answer, response); !tokens)
        return fail(std::move(tokens).error());
    const auto expiresIn = lifetime(*answer, "expires_in");
    if (!expiresIn)
        return fail(expiresIn.error());
    if (!*expiresIn || expiresIn->value() == std::chrono::seconds(0))
        return notAllowed("the token endpoint's answer lacks expires_in, or it is zero");
    response.accessExpires = now + **expiresIn;
    const auto refreshExpiresIn = lifetime(*answer, "refresh_expires_in");
    if (!refreshExpiresIn)
        return fail(refreshExpiresIn.error());
    // Keycloak writes 0 for offline tokens, which end only when revoked.
    if (*refreshExpiresIn && refreshExpiresIn->value() != std::chrono::seconds(0))
        response.refreshExpires = now + **refreshExpiresIn;
    return response;
}

std::string codeExchangeForm(std::string_view code, std::string_view redirectUri,
                             std::string_view pkceVerifier)
{
    return "grant_type=authorization_code&code=" + percentEncode(code) +
           "&redirect_uri=" + percentEncode(redirectUri) + "&code_verifier=" + percentEncode(pkceVerifier);
}

std::string refreshForm(std::string_view refreshToken)
{
    return "grant_type=refresh_token&refresh_token=" + percentEncode(refreshToken);
}

} // namespace meshsso::oidc
