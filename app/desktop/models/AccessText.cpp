#include "desktop/models/AccessText.h"

#include "desktop/models/BackendText.h"
#include "desktop/models/Text.h"

#include <QCoreApplication>

namespace meshsso::desktop {

using access::Requirement;

namespace {

constexpr int maxDepth = 16;

QString groupText(const Requirement& requirement, int depth)
{
    if (requirement.parts.empty() || depth > maxDepth)
        return QCoreApplication::translate("AccessText", "nothing yet");
    const bool any = requirement.kind == Requirement::Kind::AnyOf;
    QString text;
    for (const auto& part : requirement.parts) {
        const bool isGroup = part.kind == Requirement::Kind::AnyOf || part.kind == Requirement::Kind::AllOf;
        QString one = isGroup ? groupText(part, depth + 1) : requirementText(part);
        if (isGroup && part.parts.size() > 1)
            one = QStringLiteral("(%1)").arg(one);
        if (text.isEmpty())
            text = one;
        else
            text = (any ? QCoreApplication::translate("AccessText", "%1 or %2")
                        : QCoreApplication::translate("AccessText", "%1 and %2"))
                       .arg(text, one);
    }
    return text;
}

} // namespace

QString requirementText(const Requirement& requirement)
{
    const auto name = displayable(requirement.name, 120);
    const auto value = displayable(requirement.value, 120);
    switch (requirement.kind) {
    case Requirement::Kind::Role:
        return QCoreApplication::translate("AccessText", "role %1").arg(name);
    case Requirement::Kind::ClientRole:
        return QCoreApplication::translate("AccessText", "role %1 of client %2")
            .arg(name, displayable(requirement.client, 120));
    case Requirement::Kind::Group:
        return QCoreApplication::translate("AccessText", "group %1").arg(name);
    case Requirement::Kind::Scope:
        return QCoreApplication::translate("AccessText", "scope %1").arg(name);
    case Requirement::Kind::ClaimEquals:
        return QCoreApplication::translate("AccessText", "claim %1 is %2").arg(name, value);
    case Requirement::Kind::ClaimContains:
        return QCoreApplication::translate("AccessText", "claim %1 contains %2").arg(name, value);
    case Requirement::Kind::ClaimMatches:
        return QCoreApplication::translate("AccessText", "claim %1 matches %2").arg(name, value);
    case Requirement::Kind::AnyOf:
    case Requirement::Kind::AllOf:
        return groupText(requirement, 0);
    }
    return {};
}

QString whoMayText(const access::AccessRule& rule)
{
    switch (rule.mode) {
    case access::AccessMode::Public:
        return QCoreApplication::translate("AccessText", "Anyone, without signing in");
    case access::AccessMode::Authenticated:
        return QCoreApplication::translate("AccessText", "Any signed-in user");
    case access::AccessMode::Require:
        return requirementText(rule.requirement);
    }
    return {};
}

QString ruleTitle(const access::AccessRule& rule, int index)
{
    return rule.name.empty() ? QCoreApplication::translate("AccessText", "rule %1").arg(index + 1)
                             : displayable(rule.name, 120);
}

QString pathsText(const access::AccessRule& rule)
{
    if (rule.paths.empty())
        return QCoreApplication::translate("AccessText", "every path");
    QStringList paths;
    for (const auto& path : rule.paths)
        paths.append(displayable(toUtf8(pathPatternText(path)), 120));
    return paths.join(QStringLiteral(", "));
}

QString methodsText(const access::AccessRule& rule)
{
    QStringList methods;
    for (const auto& method : rule.methods)
        methods.append(displayable(method, 40));
    const QString text = methods.isEmpty() ? QCoreApplication::translate("AccessText", "every method")
                                           : methods.join(QStringLiteral(", "));
    return rule.corsPreflight
               ? QCoreApplication::translate("AccessText", "%1; CORS preflights pass").arg(text)
               : text;
}

QString outcomeText(access::AccessOutcome outcome)
{
    switch (outcome) {
    case access::AccessOutcome::Allow:
        return QCoreApplication::translate("AccessText", "Allowed");
    case access::AccessOutcome::NeedLogin:
        return QCoreApplication::translate("AccessText", "Sign-in needed");
    case access::AccessOutcome::Deny:
        return QCoreApplication::translate("AccessText", "Denied");
    case access::AccessOutcome::Refuse:
        return QCoreApplication::translate("AccessText", "Refused");
    }
    return {};
}

QString reasonText(std::string_view reason, qsizetype maxLength)
{
    // What anyOf lacks is told part by part.
    constexpr std::string_view separator = ", and ";
    QString text;
    for (bool isLast = false; !isLast;) {
        const auto end = reason.find(separator);
        isLast = end == std::string_view::npos;
        const QString part = backendText(reason.substr(0, end));
        text =
            text.isEmpty() ? part : QCoreApplication::translate("AccessText", "%1, and %2").arg(text, part);
        if (!isLast)
            reason.remove_prefix(end + separator.size());
    }
    return text.size() > maxLength ? displayable(toUtf8(text), maxLength) : text;
}

QString pathPatternText(const access::PathPattern& pattern)
{
    const QString value = toQString(pattern.value);
    if (pattern.kind != access::PathPattern::Kind::Prefix)
        return value;
    return value == QLatin1String("/") ? QStringLiteral("/*") : value + QStringLiteral("/*");
}

access::PathPattern pathPatternOf(const QString& text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.contains(QLatin1Char('{')) || trimmed.contains(QLatin1Char('}')))
        return {access::PathPattern::Kind::Template, toUtf8(trimmed)};
    if (trimmed == QLatin1String("/*"))
        return {access::PathPattern::Kind::Prefix, "/"};
    if (trimmed.endsWith(QLatin1String("/*")))
        return {access::PathPattern::Kind::Prefix, toUtf8(trimmed.chopped(2))};
    return {access::PathPattern::Kind::Exact, toUtf8(trimmed)};
}

} // namespace meshsso::desktop
