#include "login/TokenInspection.h"

#include "core/Encoding.h"
#include "crypto/JwsVerifier.h"
#include "login/TokenChecks.h"
#include "login/TokenClaims.h"
#include "login/TokenFinder.h"

#include <algorithm>
#include <array>

namespace meshsso::login {
namespace {

constexpr int maxClaimDepth = 16; // as oidc::TokenValidation has it
constexpr std::size_t maxHeaderBytes = std::size_t{4} * 1024;

/// The parts between the dots, for colours; header, content and signature or tag.
void markParts(std::string_view token, TokenInspection& inspection)
{
    const auto first = token.find('.');
    const auto last = token.rfind('.');
    if (first == std::string_view::npos || first == last)
        return;
    const auto offset = inspection.token.offset;
    inspection.headerPart = {offset, first};
    inspection.payloadPart = {offset + first + 1, last - first - 1};
    inspection.signaturePart = {offset + last + 1, token.size() - last - 1};
}

void decode(std::string_view token, TokenInspection& inspection)
{
    auto jws = crypto::decodeJws(token);
    if (!jws) {
        inspection.problem = jws.error().message;
        return;
    }
    inspection.header = std::move(jws->header);
    inspection.headerMembers = listHeader(inspection.header);
    auto claims = parseJsonObject(jws->payload, crypto::JwsVerifier::maxTokenBytes, maxClaimDepth);
    if (!claims) {
        inspection.problem = "the token's claims: " + claims.error().message;
        return;
    }
    inspection.payload = std::move(*claims);
    inspection.form = TokenForm::Jws;
}

void decodeEncryptedHeader(std::string_view token, TokenInspection& inspection)
{
    const auto text = base64UrlDecode(token.substr(0, token.find('.')).substr(0, 2 * maxHeaderBytes));
    auto header = parseJsonObject(text.value_or(std::string()), maxHeaderBytes, 4);
    if (!header || !header->contains("enc")) {
        inspection.form = TokenForm::Malformed;
        inspection.problem = "this has five parts, but the first one is not the header of an encrypted token";
        return;
    }
    inspection.header = std::move(*header);
    inspection.headerMembers = listHeader(inspection.header);
}

TokenInspection inspectOne(std::string_view text, FoundToken found, const InspectionContext& context)
{
    TokenInspection inspection;
    inspection.foundAs = std::move(found.foundAs);
    inspection.token = found.range;
    inspection.problem = std::move(found.problem);
    inspection.form = found.form;
    const auto token = found.range.of(text);
    if (found.form == TokenForm::Jws) {
        inspection.form = TokenForm::Malformed;
        markParts(token, inspection);
        decode(token, inspection);
    } else if (found.form == TokenForm::Jwe) {
        markParts(token, inspection);
        decodeEncryptedHeader(token, inspection);
    }
    if (inspection.form == TokenForm::Jws) {
        inspection.kind = kindOf(inspection.header, inspection.payload);
        inspection.claims = listClaims(inspection.payload);
        inspection.checks = TokenChecks(token, inspection, context).run();
    } else {
        inspection.checks = {
            {"wellformed",
             inspection.form == TokenForm::Malformed ? CheckState::Fail : CheckState::NotChecked,
             inspection.problem}};
    }
    return inspection;
}

} // namespace

const TokenCheck* TokenInspection::check(std::string_view name) const noexcept
{
    const auto found = std::find_if(checks.begin(), checks.end(),
                                    [&](const TokenCheck& check) { return check.name == name; });
    return found == checks.end() ? nullptr : &*found;
}

bool TokenInspection::isVerified() const noexcept
{
    const auto* signature = check("signature");
    return signature && signature->state == CheckState::Pass;
}

bool TokenInspection::hasFailed() const noexcept
{
    return std::any_of(checks.begin(), checks.end(),
                       [](const TokenCheck& check) { return check.state == CheckState::Fail; });
}

std::vector<TokenInspection> inspectToken(std::string_view text, const InspectionContext& context)
{
    std::vector<TokenInspection> inspections;
    if (text.size() > maxInspectedBytes) {
        TokenInspection tooLarge;
        tooLarge.problem = "the text is larger than 1 MiB, which no token is";
        tooLarge.checks = {{"wellformed", CheckState::Fail, tooLarge.problem}};
        inspections.push_back(std::move(tooLarge));
        return inspections;
    }
    for (auto& found : findTokens(text))
        inspections.push_back(inspectOne(text, std::move(found), context));
    return inspections;
}

std::string_view tokenKindName(TokenKind kind) noexcept
{
    switch (kind) {
    case TokenKind::Access:
        return "access token";
    case TokenKind::Id:
        return "ID token";
    case TokenKind::Refresh:
        return "refresh token";
    case TokenKind::Logout:
        return "logout token";
    case TokenKind::Unknown:
        break;
    }
    return "token of unknown kind";
}

std::string_view checkStateName(CheckState state) noexcept
{
    switch (state) {
    case CheckState::Pass:
        return "pass";
    case CheckState::Fail:
        return "fail";
    case CheckState::Warn:
        return "warning";
    case CheckState::NotChecked:
        break;
    }
    return "not checked";
}

std::string relativeTime(TimePoint time, TimePoint now)
{
    auto left = toUnixSeconds(time) - toUnixSeconds(now);
    const bool isPast = left < 0;
    left = isPast ? -left : left;
    if (left == 0)
        return "now";
    constexpr std::array<std::pair<std::int64_t, const char*>, 4> units{
        {{86'400, " d"}, {3'600, " h"}, {60, " min"}, {1, " s"}}};
    std::string text;
    int parts = 0;
    for (const auto& [size, unit] : units) {
        if (left >= size || (parts == 1 && left > 0)) {
            if (left / size > 0)
                text += (text.empty() ? "" : " ") + std::to_string(left / size) + unit;
            left %= size;
            if (++parts == 2)
                break;
        }
    }
    return isPast ? text + " ago" : "in " + text;
}

Result<AccessAnswer> allowedBy(const project::SsoProject& project, const json::object* claims,
                               const access::AccessRequest& request)
{
    const auto evaluator = access::AccessEvaluator::create(project.accessPolicy());
    if (!evaluator)
        return fail(evaluator.error());
    const auto decision = evaluator->evaluate(request, claims);
    AccessAnswer answer;
    answer.outcome = decision.outcome;
    answer.ruleName = decision.rule ? decision.rule->name : std::string();
    answer.reason = decision.reason;
    return answer;
}

} // namespace meshsso::login
