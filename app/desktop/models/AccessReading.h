#pragma once

#include "access/AccessEvaluator.h"
#include "core/Json.h"
#include "core/Result.h"
#include "project/SsoProject.h"

#include <QString>
#include <string>
#include <string_view>

namespace meshsso::desktop {

/// What the evaluator says to one request, with the deciding rule found again in the project.
struct AccessAnswer
{
    access::AccessOutcome outcome = access::AccessOutcome::Refuse;
    int application = -1; ///< index in the project; -1: none was reached
    int rule = -1;        ///< index in the application's rules; -1: what no rule takes
    QString by;           ///< the deciding rule in words
    QString why;          ///< the reason in words
};

/// A project's access rules, ready to be asked: access::AccessEvaluator over all of them. Immutable.
class AccessReading
{
public:
    /// Errors: InvalidArgument for a rule that cannot be, naming it.
    static Result<AccessReading> create(const project::SsoProject& project);

    /// claims null: nobody is signed in.
    AccessAnswer ask(const access::AccessRequest& request, const json::object* claims) const;
    /// The same in two halves, for many users of one request.
    access::AccessDecision match(const access::AccessRequest& request) const
    {
        return m_evaluator.match(request);
    }
    AccessAnswer answerFor(const access::AccessDecision& matched, const json::object* claims) const;

private:
    AccessReading(access::AccessEvaluator evaluator, std::vector<project::Application> applications)
        : m_evaluator(std::move(evaluator)), m_applications(std::move(applications))
    {
    }
    static QString whyOf(const access::AccessDecision& decision);

    access::AccessEvaluator m_evaluator;
    std::vector<project::Application> m_applications;
};

/// Claims as Keycloak would put them into this project's tokens for somebody with these roles; nothing else
/// in them.
json::object claimsWithRoles(const project::SsoProject& project, const std::vector<std::string>& roles);
/// An example access token's claims for a declared user.
json::object exampleClaims(const project::SsoProject& project, const project::User& user);

} // namespace meshsso::desktop
