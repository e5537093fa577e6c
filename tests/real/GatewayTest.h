#pragma once

#include "Browser.h"
#include "Sandbox.h"
#include "core/Json.h"

#include <QObject>

namespace meshsso::test {

/// Signs in through real Envoy at real Keycloak, and attacks both ways in.
class GatewayTest : public QObject
{
    Q_OBJECT

public:
    explicit GatewayTest(Sandbox& sandbox) : m_sandbox(sandbox) {}

private slots:
    void initTestCase();
    void sendsBrowsersToLogin_andAnswersScriptsWith401();
    void letsPublicPathsThrough_withoutIdentity();
    void signsIn_andTheApplicationGetsAVerifiedToken();
    void reports_aWrongPassword();
    void reports_aDisabledUser();
    void decides_byRole();
    void takesATamperedCookie_forNoSession_data();
    void takesATamperedCookie_forNoSession();
    void refuses_aReplayedCallback();
    void refuses_aForeignState();
    void refuses_aForeignCode();
    void returnsOnlyToAllowedHosts_data();
    void returnsOnlyToAllowedHosts();
    void neverPassesOnSpoofedIdentity_data();
    void neverPassesOnSpoofedIdentity();
    void keepsItsCookiesFromTheApplication();
    void readsCookies_fromSeveralLines();
    void signsOut_hereAndAtKeycloak();
    void completesTwentyTabs();
    void showsUserinfoAndMetrics();
    void drains_onSigterm();
    void logsNoSecrets();

private:
    Sandbox& m_sandbox;
    std::string m_origin;
    std::vector<std::string> m_secretsSeen;
};

} // namespace meshsso::test
