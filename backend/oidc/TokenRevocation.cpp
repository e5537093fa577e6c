#include "oidc/TokenRevocation.h"

#include "core/Encoding.h"
#include "core/Json.h"
#include "oidc/PeerText.h"

namespace meshsso::oidc {
namespace {

constexpr std::size_t maxBodyBytes = std::size_t{64} * 1024;

} // namespace

std::string revocationForm(std::string_view token, std::string_view hint)
{
    auto form = "token=" + percentEncode(token);
    if (!hint.empty())
        form += "&token_type_hint=" + percentEncode(hint);
    return form;
}

Result<void> checkRevocationResponse(int status, std::string_view body)
{
    if (status == 200)
        return {};
    const auto answered = "the revocation endpoint answered " + std::to_string(status);
    if (status >= 500 || status == 429)
        return fail(ErrorCode::PeerError, answered);
    if (status < 400)
        return fail(ErrorCode::ProtocolError, answered + " instead of 200");
    const auto answer = parseJsonObject(body, maxBodyBytes);
    const auto error = answer ? stringOr(*answer, "error") : std::string_view{};
    if (error.empty())
        return fail(ErrorCode::ProtocolError, answered + " without an OAuth error");
    return fail(ErrorCode::AuthorizationError,
                describeOAuthError(error, stringOr(*answer, "error_description")), cleanErrorCode(error));
}

} // namespace meshsso::oidc
