#include "access/AccessEvaluator.h"
#include "core/Json.h"
#include "core/Text.h"
#include "engine/IdentityHeaders.h"
#include "oidc/Claims.h"
#include "oidc/NumericDate.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace meshsso;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

/// A fraction may differ in its last bit once it has been written and read.
bool hasFraction(const json::value& value)
{
    if (const auto* array = value.if_array())
        return std::any_of(array->begin(), array->end(), hasFraction);
    if (const auto* object = value.if_object())
        return std::any_of(object->begin(), object->end(),
                           [](const auto& member) { return hasFraction(member.value()); });
    return value.is_double();
}

/// An application must get one line and no more of whatever a claim holds.
void writeHeaders(const json::object& claims, const std::string& path)
{
    serverconfig::HeaderConfig config;
    config.claimHeaders = {{"X-Claim", path}};
    const engine::IdentityHeaders headers(config);
    session::Session session;
    session.subject = stringOr(claims, "sub");
    session.username = stringOr(claims, "preferred_username");
    session.groups = oidc::claimStrings(claims.if_contains("groups"));
    session.roles = oidc::claimStrings(oidc::findClaim(claims, "realm_access.roles"));
    engine::AuthDecision decision;
    headers.apply({}, &session, &claims, decision);
    for (const auto& header : decision.headersToSet) {
        require(header.value.size() <= engine::IdentityHeaders::maxTokenBytes);
        for (const char c : header.value)
            require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
    }
}

/// Being in is never more than a claim says.
void decide(const json::object& claims, const std::string& path, std::string_view value)
{
    access::AccessPolicy policy;
    access::AccessRule rule;
    rule.name = "rule";
    rule.mode = access::AccessMode::Require;
    rule.requirement.kind = access::Requirement::Kind::ClaimEquals;
    rule.requirement.name = path;
    rule.requirement.value = value;
    policy.rules = {rule};
    const auto evaluator = access::AccessEvaluator::create(std::move(policy));
    if (!evaluator)
        return;
    const auto match = evaluator->match({"h", "/", "GET"});
    const auto verdict = evaluator->decide(match.rule, claims);
    const auto* claim = oidc::findClaim(claims, path);
    require(verdict.outcome != access::AccessOutcome::Allow || claim);
}

} // namespace

/// A claim's path, a line break, a value, a line break, and the claims.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto first = text.find('\n');
    const auto second = first == std::string_view::npos ? first : text.find('\n', first + 1);
    if (second == std::string_view::npos)
        return 0;
    const std::string path(text.substr(0, first));
    const auto value = text.substr(first + 1, second - first - 1);
    const auto claims = parseJsonObject(text.substr(second + 1));
    if (!claims)
        return 0;
    // Another reader of what we write reads the same.
    const auto again = parseJsonObject(json::serialize(*claims));
    require(again && (*again == *claims || hasFraction(*claims)));
    require(parseJson(prettyJson(*claims)).has_value());

    const auto* claim = oidc::findClaim(*claims, path);
    const auto texts = oidc::claimStrings(claim);
    require(claim || texts.empty());
    for (const auto& one : texts)
        require(isValidUtf8(one));
    require(!oidc::claimContains(claim, value) || claim);
    (void)oidc::explainClaim(path);
    if (claim)
        (void)oidc::wholeSeconds(*claim);
    writeHeaders(*claims, path);
    decide(*claims, path, value);
    return 0;
}
