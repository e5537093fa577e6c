#include "desktop/models/NeedsChecklist.h"

#include "core/Json.h"
#include "desktop/models/BackendText.h"
#include "desktop/models/FindingText.h"
#include "desktop/models/Text.h"
#include "oidc/Claims.h"

#include <QCoreApplication>
#include <algorithm>

namespace meshsso::desktop {

namespace {

using Kind = keycloak::MissingPart::Kind;

struct Tr
{
    Q_DECLARE_TR_FUNCTIONS(NeedsChecklist)
};

bool isMissing(const keycloak::NeedsComparison& comparison, Kind kind, std::string_view name = {})
{
    return std::any_of(comparison.missing.begin(), comparison.missing.end(), [&](const auto& part) {
        return part.kind == kind && (name.empty() || part.name == name);
    });
}

NeedsLine met(const QString& title)
{
    NeedsLine line;
    line.title = title;
    return line;
}

bool asksFor(const project::SsoProject& project, std::string_view scope)
{
    const auto& scopes = project.client.scopes;
    return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
}

QString shown(std::string_view value)
{
    return displayable(value, 80);
}

} // namespace

std::vector<NeedsLine> needsChecklist(const keycloak::Evaluation& evaluation,
                                      const keycloak::NeedsComparison& comparison,
                                      const project::SsoProject& project)
{
    std::vector<NeedsLine> lines;
    for (std::size_t i = 0; i < comparison.findings.size(); ++i) {
        const auto& finding = comparison.findings[i];
        const auto text = findingText(finding);
        NeedsLine line;
        line.isMet = false;
        line.severity = finding.severity;
        line.title = text.title;
        line.why = text.why;
        line.fix = text.fix;
        line.code = displayable(finding.code);
        for (std::size_t m = 0; m < comparison.missing.size(); ++m) {
            const auto& part = comparison.missing[m];
            if (part.finding != i)
                continue;
            line.supplier = backendText(part.supplier, 80);
            line.missing = part.canAdd ? static_cast<int>(m) : -1;
        }
        lines.push_back(std::move(line));
    }
    std::stable_sort(lines.begin(), lines.end(),
                     [](const NeedsLine& a, const NeedsLine& b) { return a.severity > b.severity; });

    if (!isMissing(comparison, Kind::ClientScope))
        lines.push_back(met(
            Tr::tr("Every scope that a login asks for is the client's: %1").arg(shown(evaluation.scope))));
    if (!isMissing(comparison, Kind::Audience))
        lines.push_back(met(Tr::tr("The access token is for %1 (aud)").arg(shown(project.client.id))));
    if (!isMissing(comparison, Kind::Subject))
        lines.push_back(met(Tr::tr("The access token says who the user is (sub)")));
    const auto& rolesClaim = project.claims.roles.claim;
    if (const auto* roles = oidc::findClaim(evaluation.accessToken, rolesClaim);
        roles != nullptr && !isMissing(comparison, Kind::RolesMapper)) {
        QStringList names;
        for (const auto& role : oidc::claimStrings(roles))
            names.append(shown(role));
        lines.push_back(met(Tr::tr("The claim %1 holds the user's roles: %2")
                                .arg(shown(rolesClaim), names.mid(0, 20).join(QStringLiteral(", ")))));
    }
    const auto& groupsClaim = project.claims.groupsClaim;
    if (oidc::findClaim(evaluation.accessToken, groupsClaim) != nullptr &&
        !isMissing(comparison, Kind::GroupsMapper))
        lines.push_back(met(Tr::tr("The claim %1 holds the user's groups").arg(shown(groupsClaim))));
    for (const char* claim : {"preferred_username", "email"}) {
        const bool isAsked = asksFor(project, std::string_view(claim) == "email" ? "email" : "profile");
        if (isAsked && !stringOr(evaluation.idToken, claim).empty())
            lines.push_back(
                met(Tr::tr("The ID token holds %1, which applications see").arg(QLatin1String(claim))));
    }
    return lines;
}

} // namespace meshsso::desktop
