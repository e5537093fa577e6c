#include "desktop/views/steps/ConnectionFacts.h"

#include "desktop/models/BackendText.h"
#include "desktop/models/Text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace meshsso::desktop {

namespace {

QString realmText(keycloak::RealmPresence realm)
{
    switch (realm) {
    case keycloak::RealmPresence::Unknown:
        return QCoreApplication::translate("ConnectionFacts", "not known: nobody signed in");
    case keycloak::RealmPresence::Missing:
        return QCoreApplication::translate("ConnectionFacts", "not there yet; apply makes it");
    case keycloak::RealmPresence::Disabled:
        return QCoreApplication::translate("ConnectionFacts", "disabled");
    case keycloak::RealmPresence::Exists:
        return QCoreApplication::translate("ConnectionFacts", "exists");
    }
    return {};
}

StepStatus realmStatus(keycloak::RealmPresence realm)
{
    switch (realm) {
    case keycloak::RealmPresence::Exists:
        return StepStatus::Done;
    case keycloak::RealmPresence::Disabled:
        return StepStatus::Failed;
    case keycloak::RealmPresence::Unknown:
    case keycloak::RealmPresence::Missing:
        break;
    }
    return StepStatus::NotYet;
}

} // namespace

std::vector<Fact> connectionFacts(const keycloak::ConnectionReport& report)
{
    std::vector<Fact> facts;
    facts.push_back({QCoreApplication::translate("ConnectionFacts", "Administrator"),
                     report.signedIn ? QCoreApplication::translate("ConnectionFacts", "signed in")
                                     : QCoreApplication::translate("ConnectionFacts", "not signed in"),
                     report.signedIn ? StepStatus::Done : StepStatus::Attention});
    if (report.version)
        facts.push_back({QCoreApplication::translate("ConnectionFacts", "Version"),
                         displayable(*report.version, 60), StepStatus::Done});
    facts.push_back({QCoreApplication::translate("ConnectionFacts", "Issuer of the project"),
                     displayable(report.expectedIssuer, 300), std::nullopt, true});
    const auto addIssuer = [&](const QString& name, const std::optional<std::string>& issuer) {
        if (issuer)
            facts.push_back({name, displayable(*issuer, 300),
                             *issuer == report.expectedIssuer ? StepStatus::Done : StepStatus::Failed, true});
    };
    addIssuer(QCoreApplication::translate("ConnectionFacts", "Issuer as browsers see it"), report.issuerSeen);
    addIssuer(QCoreApplication::translate("ConnectionFacts", "Issuer inside the cluster"),
              report.issuerInternal);
    addIssuer(QCoreApplication::translate("ConnectionFacts", "Issuer at the administration URL"),
              report.issuerAtAdmin);
    facts.push_back({QCoreApplication::translate("ConnectionFacts", "Realm"), realmText(report.realm),
                     realmStatus(report.realm)});
    if (report.sslRequired)
        facts.push_back({QCoreApplication::translate("ConnectionFacts", "HTTPS required (sslRequired)"),
                         displayable(*report.sslRequired, 60)});
    if (report.realmFrontendUrl)
        facts.push_back({QCoreApplication::translate("ConnectionFacts", "The realm's own frontend URL"),
                         displayable(*report.realmFrontendUrl, 300), std::nullopt, true});
    return facts;
}

std::vector<Fact> probeFacts(const keycloak::ConnectionReport& report)
{
    std::vector<Fact> facts;
    for (const auto& probe : report.probes) {
        const bool isGood = probe.error.empty() && probe.status < 400;
        QString value = displayable(probe.url, 300);
        if (probe.status != 0)
            value += QStringLiteral("  %1").arg(probe.status);
        if (probe.elapsed.count() > 0)
            value += QStringLiteral("  %1 ms").arg(probe.elapsed.count() / 1000);
        if (!probe.error.empty())
            value += QLatin1Char('\n') + backendText(probe.error, 400);
        facts.push_back(
            {backendText(probe.what, 60), value, isGood ? StepStatus::Done : StepStatus::Attention});
    }
    return facts;
}

QString connectionTime(TimePoint when, const keycloak::ConnectionReport& report)
{
    const QString time =
        QLocale().toString(QDateTime::fromSecsSinceEpoch(toUnixSeconds(when)), QLocale::ShortFormat);
    return QCoreApplication::translate("ConnectionFacts", "Tested %1, in %2 ms")
        .arg(time)
        .arg(report.elapsed.count() / 1000);
}

} // namespace meshsso::desktop
