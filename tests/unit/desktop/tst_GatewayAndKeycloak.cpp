#include "DesktopFixture.h"

#include "EventLoopWatchdog.h"
#include "core/Json.h"
#include "desktop/controllers/GatewayController.h"
#include "desktop/controllers/KeycloakController.h"
#include "desktop/controllers/SecretsController.h"
#include "desktop/views/steps/GatewayPage.h"
#include "desktop/views/steps/KeycloakPage.h"
#include "desktop/views/widgets/CertificateStack.h"
#include "desktop/views/widgets/LabelsField.h"
#include "desktop/views/widgets/ValidityBar.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::desktop;
using meshsso::test::DesktopFixture;

namespace {

net::HttpResponse jsonAnswer(int status, std::string body)
{
    net::HttpResponse response;
    response.status = status;
    response.body = std::move(body);
    response.headers.push_back({"Content-Type", "application/json"});
    return response;
}

std::string discoveryOf(const std::string& issuer)
{
    return json::serialize(json::object{{"issuer", issuer},
                                        {"authorization_endpoint", issuer + "/auth"},
                                        {"token_endpoint", issuer + "/token"},
                                        {"jwks_uri", issuer + "/certs"},
                                        {"code_challenge_methods_supported", json::array{"S256"}}});
}

/// A Keycloak that says what the test wants of its issuer, and accepts one password.
DesktopFixture::Answer keycloakWith(std::string issuer, std::string password)
{
    return [issuer, password](const net::HttpRequest& request) -> Result<net::HttpResponse> {
        const auto has = [&](const char* part) { return request.url.find(part) != std::string::npos; };
        if (has("/.well-known/openid-configuration"))
            return jsonAnswer(200, discoveryOf(issuer));
        if (has("/protocol/openid-connect/token")) {
            if (request.body.find(password) == std::string::npos)
                return jsonAnswer(401, "{\"error\":\"invalid_grant\"}");
            return jsonAnswer(200, "{\"access_token\":\"t\",\"expires_in\":60}");
        }
        if (has("/admin/serverinfo"))
            return jsonAnswer(200, "{\"systemInfo\":{\"version\":\"26.4.0\"}}");
        if (has("/admin/realms/"))
            return jsonAnswer(200, "{\"realm\":\"Test-oidc\",\"enabled\":true,\"sslRequired\":\"external\"}");
        return jsonAnswer(404, "{}");
    };
}

const std::string url = "https://id.example.com";
const std::string expected = "https://id.example.com/realms/Test-oidc";

/// The reference project, saved, with a Keycloak over https and an administrator.
void openProject(DesktopFixture& fixture)
{
    fixture.openSample();
    fixture.keychain->values["admin"] = "correct horse";
    fixture.workspace().document().edit("Keycloak", {}, [](project::SsoProject& p) {
        p.gateway.address = "sso.example.com";
        auto& provider = p.identityProvider;
        provider.exposure = project::Exposure::Https;
        provider.url = url;
        provider.realm = "Test-oidc";
        provider.admin.username = "admin";
        provider.admin.password = {secrets::SecretRef::Kind::Keychain, "admin"};
    });
}

bool hasFinding(const StepState& state, const std::string& code)
{
    return std::any_of(state.findings.begin(), state.findings.end(),
                       [&](const Finding& finding) { return finding.code == code; });
}

} // namespace

class TestGatewayAndKeycloak : public QObject
{
    Q_OBJECT
private slots:
    void certificate_isMadeShownAndGrowsOld()
    {
        DesktopFixture fixture;
        openProject(fixture);
        auto& gateway = fixture.workspace().gateway();
        QTRY_VERIFY(gateway.certificate().has_value());
        QVERIFY(gateway.certificate()->chain.empty());
        QCOMPARE(gateway.state().status, StepStatus::NotYet);
        QCOMPARE(gateway.lack(), GatewayController::Lack::Nothing);
        QVERIFY(!gateway.replacesGoodOne());

        gateway.make();
        QVERIFY(gateway.job().isRunning());
        QTRY_COMPARE_WITH_TIMEOUT(gateway.job().state(), Job::State::Succeeded, 20000);
        QCOMPARE(gateway.certificate()->chain.size(), std::size_t(1));
        QCOMPARE(gateway.state().status, StepStatus::Done);
        QCOMPARE(*gateway.daysLeft(), 397);
        QVERIFY(gateway.replacesGoodOne());
        QVERIFY(QFile::exists(fixture.folder.filePath("tls/gateway.key")));
        QCOMPARE(QFile::permissions(fixture.folder.filePath("tls/gateway.key")) & QFile::ReadOther,
                 QFile::Permissions());

        const std::string first = gateway.certificate()->chain.front().sha256Fingerprint;
        gateway.make();
        QTRY_VERIFY_WITH_TIMEOUT(gateway.certificate()->chain.front().sha256Fingerprint != first, 20000);

        fixture.clock.advance(std::chrono::hours(24 * 380));
        gateway.look();
        QTRY_COMPARE(gateway.state().status, StepStatus::Attention);
        fixture.clock.advance(std::chrono::hours(24 * 30));
        gateway.look();
        QTRY_COMPARE(gateway.state().status, StepStatus::Failed);
        QVERIFY(hasFinding(gateway.state(), "tls.expired"));
        QVERIFY(*gateway.daysLeft() < 0);
    }

    void certificate_ofAnotherAddress_isRefusedAtTheAddress()
    {
        DesktopFixture fixture;
        openProject(fixture);
        auto& gateway = fixture.workspace().gateway();
        gateway.make();
        QTRY_COMPARE_WITH_TIMEOUT(gateway.state().status, StepStatus::Done, 20000);
        fixture.workspace().document().edit(
            "Address", {}, [](project::SsoProject& p) { p.gateway.address = "other.example.com"; });
        QCOMPARE(gateway.state().status, StepStatus::Stale);
        QTRY_COMPARE(gateway.state().status, StepStatus::Failed);
        const auto& findings = gateway.state().findings;
        const auto found = std::find_if(findings.begin(), findings.end(),
                                        [](const Finding& f) { return f.code == "tls.name-mismatch"; });
        QVERIFY(found != findings.end());
        QCOMPARE(found->where, std::string("gateway.address"));
    }

    void files_thatAreNotThere_areAnError()
    {
        DesktopFixture fixture;
        openProject(fixture);
        fixture.workspace().document().edit("Files", {}, [](project::SsoProject& p) {
            p.gateway.tls.source = project::TlsSource::Files;
            p.gateway.tls.certificateFile = "missing.crt";
            p.gateway.tls.keyFile = "missing.key";
        });
        auto& gateway = fixture.workspace().gateway();
        gateway.make();
        QTRY_COMPARE(gateway.job().state(), Job::State::Failed);
        QCOMPARE(gateway.state().status, StepStatus::Failed);
        QVERIFY(!gateway.replacesGoodOne());
    }

    void authority_isMadeOnceAndSigns()
    {
        DesktopFixture fixture;
        openProject(fixture);
        fixture.workspace().document().edit("Authority", {}, [](project::SsoProject& p) {
            p.gateway.tls.source = project::TlsSource::Authority;
            p.gateway.tls.authorityCertificateFile = "tls/authority.crt";
            p.gateway.tls.authorityKeyFile = "tls/authority.key";
        });
        auto& gateway = fixture.workspace().gateway();
        gateway.make();
        QTRY_COMPARE(gateway.job().state(), Job::State::Failed); // there is nobody to sign
        QVERIFY(gateway.canMakeAuthority());
        gateway.makeAuthority();
        QTRY_COMPARE_WITH_TIMEOUT(gateway.job().state(), Job::State::Succeeded, 20000);
        QVERIFY(!gateway.canMakeAuthority());
        gateway.make();
        QTRY_VERIFY_WITH_TIMEOUT(gateway.certificate() && !gateway.certificate()->chain.empty(), 20000);
        QVERIFY(!gateway.certificate()->chain.front().selfSigned);
    }

    void making_needsASavedProject_andOneThatMayBeEdited()
    {
        DesktopFixture fixture;
        auto& gateway = fixture.workspace().gateway();
        QCOMPARE(gateway.lack(), GatewayController::Lack::Project);
        fixture.workspace().document().create(DesktopFixture::sampleProject());
        QCOMPARE(gateway.lack(), GatewayController::Lack::File);
        gateway.make();
        QCOMPARE(gateway.job().state(), Job::State::Idle);
        openProject(fixture);
        fixture.workspace().document().setReadOnly(true);
        QCOMPARE(gateway.lack(), GatewayController::Lack::ReadOnly);
    }

    void making_doesNotHoldUpTheWindow()
    {
        DesktopFixture fixture;
        openProject(fixture);
        auto& gateway = fixture.workspace().gateway();
        QTRY_VERIFY(gateway.certificate().has_value());
        meshsso::test::EventLoopWatchdog watchdog;
        gateway.make();
        QTRY_COMPARE_WITH_TIMEOUT(gateway.job().state(), Job::State::Succeeded, 20000);
        QVERIFY2(watchdog.longestGap() < 100, qPrintable(QString::number(watchdog.longestGap())));
    }

    void labels_areReadOrRefused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("count");
        QTest::newRow("one") << "app=istio-ingressgateway" << 1;
        QTest::newRow("two") << "app=x, istio = ingressgateway" << 2;
        QTest::newRow("empty value") << "app=" << 1;
        QTest::newRow("nothing") << "" << 0;
        QTest::newRow("no equals") << "app" << -1;
        QTest::newRow("no name") << "=x" << -1;
    }
    void labels_areReadOrRefused()
    {
        QFETCH(QString, text);
        QFETCH(int, count);
        const auto labels = LabelsField::parse(text);
        QCOMPARE(labels ? static_cast<int>(labels->size()) : -1, count);
    }

    void gatewayPage_asksBeforeItReplacesAGoodCertificate()
    {
        DesktopFixture fixture;
        openProject(fixture);
        GatewayPage page(fixture.viewContext());
        auto& gateway = fixture.workspace().gateway();
        auto* primary = page.findChild<QPushButton*>("primary");
        primary->click();
        QTRY_COMPARE_WITH_TIMEOUT(gateway.state().status, StepStatus::Done, 20000);
        QVERIFY(fixture.dialogs.confirmations.empty());
        QVERIFY(!page.findChild<ValidityBar*>()->accessibleName().isEmpty());
        const std::string first = gateway.certificate()->chain.front().sha256Fingerprint;

        primary->click(); // the dialog is dismissed
        QCOMPARE(fixture.dialogs.confirmations.size(), std::size_t(1));
        QVERIFY(!gateway.job().isRunning());
        fixture.workspace().document().edit("Production", {}, [](project::SsoProject& p) {
            p.metadata.environment = project::Environment::Production;
        });
        fixture.dialogs.isConfirming = true;
        primary->click();
        QCOMPARE(fixture.dialogs.confirmations.back().typedWord, QString("reference"));
        QTRY_VERIFY_WITH_TIMEOUT(gateway.certificate()->chain.front().sha256Fingerprint != first, 20000);
    }

    void gatewayPage_editsSelectors_andKeepsWhatCannotBeRead()
    {
        DesktopFixture fixture;
        openProject(fixture);
        GatewayPage page(fixture.viewContext());
        auto* field = page.findChild<LabelsField*>("gateway.selector");
        auto* edit = field->findChild<QLineEdit*>();
        const auto before = fixture.workspace().document().project().gateway.selector;
        edit->setText("app");
        emit edit->editingFinished();
        QCOMPARE(fixture.workspace().document().project().gateway.selector, before);
        QCOMPARE(edit->text(), QString("app"));
        edit->setText("app=gw, tier=<b>x</b>");
        emit edit->editingFinished();
        const std::map<std::string, std::string> wanted{{"app", "gw"}, {"tier", "<b>x</b>"}};
        QCOMPARE(fixture.workspace().document().project().gateway.selector, wanted);
        fixture.workspace().document().undoStack()->undo();
        QCOMPARE(edit->text(), LabelsField::format(before));
    }

    void connection_isTestedAndGrowsStale()
    {
        DesktopFixture fixture;
        fixture.answer = keycloakWith(expected, "correct");
        openProject(fixture);
        auto& keycloak = fixture.workspace().keycloak();
        QCOMPARE(keycloak.state().status, StepStatus::NotYet);
        keycloak.test();
        QTRY_COMPARE(keycloak.job().state(), Job::State::Succeeded);
        QVERIFY(keycloak.report()->signedIn);
        QCOMPARE(*keycloak.report()->version, std::string("26.4.0"));
        QCOMPARE(keycloak.report()->realm, keycloak::RealmPresence::Exists);
        QVERIFY(keycloak.state().status == StepStatus::Done ||
                keycloak.state().status == StepStatus::Attention);
        QVERIFY(!keycloak.isStale());

        fixture.workspace().document().edit("Workload", {}, [](project::SsoProject& p) {
            p.identityProvider.workload.namespaceName = "identity";
        });
        QVERIFY(!keycloak.isStale()); // only the cluster reads that
        fixture.workspace().document().edit(
            "URL", {}, [](project::SsoProject& p) { p.identityProvider.url = "https://new.example.com"; });
        QVERIFY(keycloak.isStale());
        QCOMPARE(keycloak.state().status, StepStatus::Stale);
    }

    void connection_failures_haveFindings_data()
    {
        QTest::addColumn<QString>("password");
        QTest::addColumn<QString>("seen");
        QTest::addColumn<QString>("code");
        QTest::newRow("wrong password")
            << "other" << QString::fromStdString(expected) << "keycloak.admin-refused";
        QTest::newRow("another issuer") << "correct"
                                        << "http://id.example.com/realms/Test-oidc"
                                        << "keycloak.issuer-differs";
    }
    void connection_failures_haveFindings()
    {
        QFETCH(QString, password);
        QFETCH(QString, seen);
        QFETCH(QString, code);
        DesktopFixture fixture;
        fixture.answer = keycloakWith(seen.toStdString(), password.toStdString());
        openProject(fixture);
        auto& keycloak = fixture.workspace().keycloak();
        keycloak.test();
        QTRY_VERIFY(keycloak.report().has_value());
        QCOMPARE(keycloak.state().status, StepStatus::Failed);
        QVERIFY(hasFinding(keycloak.state(), code.toStdString()));
    }

    void connection_refused_failsTheJob_andCancelDropsTheRequest()
    {
        DesktopFixture fixture;
        openProject(fixture);
        auto& keycloak = fixture.workspace().keycloak();
        keycloak.test();
        QTRY_COMPARE(keycloak.job().state(), Job::State::Failed);
        QCOMPARE(keycloak.state().status, StepStatus::Failed);

        fixture.isHttpSilent = true;
        keycloak.test();
        QTRY_VERIFY(fixture.openRequests > 0);
        keycloak.job().cancel();
        QCOMPARE(fixture.openRequests, 0);
        QVERIFY(keycloak.report().has_value()); // the last one stays
    }

    void connection_withoutTheSecret_saysSo()
    {
        DesktopFixture fixture;
        fixture.answer = keycloakWith(expected, "correct");
        openProject(fixture);
        fixture.keychain->values.clear();
        auto& keycloak = fixture.workspace().keycloak();
        keycloak.test();
        QTRY_VERIFY(keycloak.report().has_value());
        QVERIFY(!keycloak.report()->signedIn);
        QCOMPARE(keycloak.state().status, StepStatus::Attention);
        QVERIFY(hasFinding(keycloak.state(), "keycloak.admin-unnamed"));
    }

    void keycloakPage_switchesVerificationOffOnlyAfterTheWarning()
    {
        DesktopFixture fixture;
        openProject(fixture);
        KeycloakPage page(fixture.viewContext());
        auto* toggle = page.findChild<QCheckBox*>("identityProvider.verifyTls");
        QVERIFY(toggle->isChecked());
        toggle->click();
        QVERIFY(fixture.workspace().document().project().identityProvider.verifyTls);
        QVERIFY(toggle->isChecked());
        QCOMPARE(fixture.dialogs.confirmations.size(), std::size_t(1));
        fixture.dialogs.isConfirming = true;
        toggle->click();
        QVERIFY(!fixture.workspace().document().project().identityProvider.verifyTls);
        QVERIFY(!toggle->isChecked());
        toggle->click(); // back on needs no question
        QVERIFY(fixture.workspace().document().project().identityProvider.verifyTls);
        QCOMPARE(fixture.dialogs.confirmations.size(), std::size_t(2));
    }

    void keycloakPage_signInWithAClient_dropsTheUser()
    {
        DesktopFixture fixture;
        openProject(fixture);
        KeycloakPage page(fixture.viewContext());
        auto* kind = page.findChild<QComboBox*>("identityProvider.admin");
        kind->setCurrentIndex(1);
        emit kind->activated(1);
        const auto& admin = fixture.workspace().document().project().identityProvider.admin;
        QVERIFY(admin.username.empty());
        QVERIFY(!admin.password.isSet());
        QVERIFY(admin.clientSecret.isSet());
        QCOMPARE(kind->currentIndex(), 1);
        emit kind->activated(0);
        QCOMPARE(fixture.workspace().document().project().identityProvider.admin.username,
                 std::string("admin"));
    }

    void pages_takeHostileValues()
    {
        DesktopFixture fixture;
        openProject(fixture);
        GatewayPage gateway(fixture.viewContext());
        KeycloakPage keycloak(fixture.viewContext());
        for (auto* page : {static_cast<QWidget*>(&gateway), static_cast<QWidget*>(&keycloak)}) {
            page->resize(560, 500);
            page->show();
        }
        const std::string hostile = "<b>\u202e" + std::string(3000, 'x') + "\U0001F600: {yaml}";
        fixture.workspace().document().edit("Hostile", {}, [&](project::SsoProject& p) {
            p.gateway.address = hostile;
            p.gateway.selector = {{hostile, hostile}};
            p.gateway.tls.credentialName = hostile;
            p.identityProvider.url = hostile;
            p.identityProvider.internalUrl = hostile;
            p.identityProvider.admin.username = hostile;
        });
        QTRY_COMPARE(fixture.workspace().gateway().state().status, StepStatus::Failed);
        QCOMPARE(gateway.width(), 560);
        QCOMPARE(keycloak.width(), 560);
        QVERIFY(gateway.minimumSizeHint().width() <= 560);
        QVERIFY(keycloak.minimumSizeHint().width() <= 560);
    }
};

QTEST_MAIN(TestGatewayAndKeycloak)
#include "tst_GatewayAndKeycloak.moc"
