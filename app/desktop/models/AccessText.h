#pragma once

#include "access/AccessEvaluator.h"
#include "access/AccessRule.h"

#include <QString>
#include <QStringList>
#include <string_view>

namespace meshsso::desktop {

// Access rules in words, and paths as operators write them. Values are displayable.

/// "role admin and group /ops"; parts of another kind inside stand in brackets.
QString requirementText(const access::Requirement& requirement);
/// "Anyone", "Any signed-in user", or the requirement.
QString whoMayText(const access::AccessRule& rule);
/// The rule's name, or "rule 2" for the second without one. index counts from 0.
QString ruleTitle(const access::AccessRule& rule, int index);
/// "/admin/*, /metrics", or "every path".
QString pathsText(const access::AccessRule& rule);
/// "GET, HEAD", or "every method".
QString methodsText(const access::AccessRule& rule);
/// "Allowed", "Sign-in needed", "Denied" or "Refused".
QString outcomeText(access::AccessOutcome outcome);
/// AccessDecision's reason in the operator's language: "role admin is missing, and group /ops is missing".
QString reasonText(std::string_view reason, qsizetype maxLength = 600);

/// As the project file has it: "/x/*" is x and all below it, "/x" exactly x.
QString pathPatternText(const access::PathPattern& pattern);
access::PathPattern pathPatternOf(const QString& text);

} // namespace meshsso::desktop
