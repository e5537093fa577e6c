#include "desktop/models/HopSequence.h"

#include "core/Url.h"

#include <QCoreApplication>

namespace meshsso::desktop {

namespace {

enum DirectLane { DirectBrowser, OurProgram, DirectKeycloak };
enum GatewayLane { Browser, Gateway, Service, Keycloak, Application };

} // namespace

QStringList HopSequence::lanes() const
{
    const QString browser = QCoreApplication::translate("Hop", "Browser");
    if (isDirect)
        return {browser, QStringLiteral("MeshSSO"), partyName(login::HopParty::Keycloak)};
    return {browser, partyName(login::HopParty::Gateway), partyName(login::HopParty::AuthorizationService),
            partyName(login::HopParty::Keycloak), partyName(login::HopParty::Application)};
}

HopSequence::Ends HopSequence::endsOf(const HopRow& row) const
{
    if (isDirect) {
        const auto url = Url::parse(row.hop.url);
        if (row.hop.answeredBy != login::HopParty::Keycloak && url && isLoopbackHost(url->host))
            return {DirectBrowser, OurProgram};
        return {isBrowsersOwn(row.hop) ? DirectBrowser : OurProgram, DirectKeycloak};
    }
    switch (row.hop.answeredBy) {
    case login::HopParty::AuthorizationService:
        return {Browser, Service, Gateway};
    case login::HopParty::Keycloak:
        return {Browser, Keycloak};
    case login::HopParty::Application:
        return {Browser, Application, Gateway};
    case login::HopParty::Gateway:
    case login::HopParty::Unknown:
        break;
    }
    return {Browser, Gateway};
}

} // namespace meshsso::desktop
