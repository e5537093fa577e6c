#include "desktop/models/AccessReading.h"

#include "desktop/models/AccessText.h"
#include "desktop/models/Text.h"

#include <QCoreApplication>
#include <charconv>

namespace meshsso::desktop {

using access::AccessDecision;
using access::AccessOutcome;

namespace {

struct Tag
{
    int application = -1;
    int rule = -1;
};

/// accessPolicy() sorts the rules and closes applications off from each other; names survive that, so they
/// carry the way back. They have no part in a decision.
project::SsoProject tagged(project::SsoProject project)
{
    for (std::size_t i = 0; i < project.applications.size(); ++i) {
        auto& application = project.applications[i];
        application.name = std::to_string(i);
        for (std::size_t k = 0; k < application.access.size(); ++k)
            application.access[k].name = application.name + "/" + std::to_string(k);
    }
    return project;
}

Tag readTag(std::string_view name)
{
    Tag tag;
    const char* const end = name.data() + name.size();
    auto [after, error] = std::from_chars(name.data(), end, tag.application);
    if (error == std::errc() && after != end && *after == '/')
        std::from_chars(after + 1, end, tag.rule);
    return tag;
}

QString applicationTitle(const project::Application& application, int index)
{
    return application.name.empty()
               ? QCoreApplication::translate("AccessReading", "application %1").arg(index + 1)
               : displayable(application.name, 80);
}

/// Sets a claim at a path as Keycloak reads a token claim name: '.' nests, '\.' does not.
void setClaim(json::object& claims, std::string_view path, json::value value)
{
    std::vector<std::string> names(1);
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] == '\\' && i + 1 < path.size() && path[i + 1] == '.')
            names.back() += path[++i];
        else if (path[i] == '.')
            names.emplace_back();
        else
            names.back() += path[i];
    }
    json::object* at = &claims;
    for (std::size_t i = 0; i + 1 < names.size(); ++i) {
        auto& next = (*at)[names[i]];
        if (!next.is_object())
            next.emplace_object();
        at = &next.as_object();
    }
    (*at)[names.back()] = std::move(value);
}

} // namespace

Result<AccessReading> AccessReading::create(const project::SsoProject& project)
{
    auto evaluator = access::AccessEvaluator::create(tagged(project).accessPolicy());
    if (evaluator)
        return AccessReading(std::move(*evaluator), project.applications);
    // Its own words name our tag; the operator knows the rule by another name.
    auto error = std::move(evaluator).error();
    const auto first = error.context.find('\'');
    const auto tag = readTag(first == std::string::npos ? std::string_view()
                                                        : std::string_view(error.context).substr(first + 1));
    const auto count = static_cast<int>(project.applications.size());
    if (tag.application >= 0 && tag.application < count) {
        error.context = "applications[" + std::to_string(tag.application) + "]";
        if (tag.rule >= 0)
            error.context += ".access[" + std::to_string(tag.rule) + "]";
    }
    return fail(std::move(error));
}

AccessAnswer AccessReading::ask(const access::AccessRequest& request, const json::object* claims) const
{
    return answerFor(m_evaluator.match(request), claims);
}

AccessAnswer AccessReading::answerFor(const AccessDecision& matched, const json::object* claims) const
{
    auto decision = matched;
    if (decision.outcome == AccessOutcome::NeedLogin && claims != nullptr)
        decision = m_evaluator.decide(decision.rule, *claims);
    AccessAnswer answer;
    answer.outcome = decision.outcome;
    const auto tag = decision.rule != nullptr ? readTag(decision.rule->name) : Tag();
    if (tag.application >= 0) {
        const auto& application = m_applications[static_cast<std::size_t>(tag.application)];
        answer.application = tag.application;
        answer.rule = tag.rule;
        const auto name = applicationTitle(application, tag.application);
        answer.by =
            tag.rule >= 0
                ? QCoreApplication::translate("AccessReading", "%1: %2")
                      .arg(name, ruleTitle(application.access[static_cast<std::size_t>(tag.rule)], tag.rule))
                : QCoreApplication::translate("AccessReading", "%1: no rule takes it").arg(name);
    } else if (decision.outcome == AccessOutcome::Refuse) {
        answer.by = QCoreApplication::translate("AccessReading", "no rule: the request itself");
    } else {
        answer.by = QCoreApplication::translate("AccessReading", "no rule takes it");
    }
    answer.why = whyOf(decision);
    return answer;
}

QString AccessReading::whyOf(const AccessDecision& decision)
{
    const auto* rule = decision.rule;
    const auto who = rule == nullptr ? QCoreApplication::translate("AccessReading", "any signed-in user")
                                     : whoMayText(*rule);
    switch (decision.outcome) {
    case AccessOutcome::Allow:
        if (rule != nullptr && rule->mode == access::AccessMode::Public)
            return QCoreApplication::translate("AccessReading", "The rule is public.");
        return QCoreApplication::translate("AccessReading", "The user meets it: %1.").arg(who);
    case AccessOutcome::NeedLogin:
        return QCoreApplication::translate("AccessReading", "Nobody is signed in, and it wants: %1.")
            .arg(who);
    case AccessOutcome::Deny:
    case AccessOutcome::Refuse:
        break;
    }
    return reasonText(decision.reason);
}

json::object claimsWithRoles(const project::SsoProject& project, const std::vector<std::string>& roles)
{
    json::array list;
    for (const auto& role : roles)
        list.push_back(json::string(role));
    json::object claims;
    setClaim(claims, project.claims.roles.claim, std::move(list));
    return claims;
}

json::object exampleClaims(const project::SsoProject& project, const project::User& user)
{
    json::object claims{{"iss", project.identityProvider.issuer()},
                        {"aud", project.client.id},
                        {"azp", project.client.id},
                        {"preferred_username", user.username}};
    if (!user.email.empty()) {
        claims["email"] = user.email;
        claims["email_verified"] = user.emailVerified;
    }
    if (!user.firstName.empty())
        claims["given_name"] = user.firstName;
    if (!user.lastName.empty())
        claims["family_name"] = user.lastName;
    // The role scope's mapper passes on what its restriction lets through.
    const auto& only = project.claims.roles.restrictToRoles;
    std::vector<std::string> roles;
    for (const auto& role : user.roles) {
        if (only.empty() || std::find(only.begin(), only.end(), role) != only.end())
            roles.push_back(role);
    }
    auto withRoles = claimsWithRoles(project, roles);
    for (auto& member : withRoles)
        claims[member.key()] = std::move(member.value());
    return claims;
}

} // namespace meshsso::desktop
