#include "DesktopFixture.h"

#include "core/Json.h"
#include "desktop/controllers/OverviewController.h"
#include "desktop/controllers/ProjectCommands.h"
#include "desktop/views/steps/OverviewPage.h"
#include "desktop/views/widgets/FlowPicture.h"
#include "mesh/MeshCompiler.h"
#include "project/ProjectFile.h"

#include <QCheckBox>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::desktop;
using meshsso::test::DesktopFixture;

namespace {

net::HttpResponse jsonAnswer(int status, const json::value& body)
{
    net::HttpResponse response;
    response.status = status;
    response.body = json::serialize(body);
    response.headers.push_back({"Content-Type", "application/json"});
    return response;
}

void exportNow(DesktopFixture& fixture)
{
    const auto folder = fixture.workspace().overview().drift().exportFolder();
    mesh::ExportOptions options;
    options.target = fixture.workspace().document().project().clusters.target;
    options.outputDirectory = folder.string();
    const auto set = mesh::compileResources(fixture.workspace().document().project(), options);
    QVERIFY(set.has_value());
    QVERIFY(mesh::writeResources(*set, folder).has_value());
}

} // namespace

class TestOverview : public QObject
{
    Q_OBJECT
private slots:
    void newProject_holdsTheAnswers()
    {
        const auto project = OverviewController::projectOf(
            {"shop-sso", "sso.example.com", "https://id.example.com", "shop", 8080});
        QCOMPARE(project.metadata.name, std::string("shop-sso"));
        QCOMPARE(project.gateway.address, std::string("sso.example.com"));
        QCOMPARE(project.identityProvider.exposure, project::Exposure::Https);
        QCOMPARE(project.applications.size(), std::size_t(1));
        QCOMPARE(project.applications[0].port, 8080);
        QVERIFY2(!hasErrors(project::checkProject(project)),
                 qPrintable(QString::fromStdString(project::checkProject(project).empty()
                                                       ? std::string()
                                                       : project::checkProject(project)[0].toString())));
        const auto plain =
            OverviewController::projectOf({"shop", "s.example.com", "http://s.example.com", "", 1});
        QCOMPARE(plain.identityProvider.exposure, project::Exposure::GuideHttp);
        QVERIFY(plain.applications.empty());
    }

    void nextThing_isTheFirstStepThatIsNotInOrder()
    {
        DesktopFixture fixture;
        auto& overview = fixture.workspace().overview();
        QVERIFY(!overview.nextThing().has_value());
        QVERIFY(!overview.state().fact.isEmpty());
        fixture.openSample();
        const auto next = overview.nextThing();
        QVERIFY(next.has_value());
        QCOMPARE(next->step, StepId::Gateway);
        QVERIFY(!next->sentence.isEmpty());
        QVERIFY(!next->action.isEmpty());
    }

    void flow_followsTheProject()
    {
        DesktopFixture fixture;
        fixture.openSample();
        auto& overview = fixture.workspace().overview();
        QSignalSpy changed(&overview, &OverviewController::changed);
        fixture.workspace().document().edit("Address", {}, [](project::SsoProject& p) {
            p.gateway.address = "sso.example.com";
            p.applications.push_back(p.applications.front());
            p.applications.back().name = "shop";
            p.applications.back().pathPrefix = "/shop";
        });
        QVERIFY(!changed.isEmpty());
        const auto flow = overview.flow();
        QCOMPARE(flow.parts.size(), std::size_t(5));
        QCOMPARE(flow.parts[1].detail, QString("sso.example.com"));
        QVERIFY(flow.parts[4].detail.startsWith("httpbin"));
        QVERIFY(flow.parts[4].detail.contains('1'));
    }

    void picture_isCompleteByKeyboardAndMouse()
    {
        DesktopFixture fixture;
        fixture.openSample();
        FlowPicture picture;
        picture.resize(700, picture.sizeHint().height());
        picture.setFlow(fixture.workspace().overview().flow());
        picture.show();
        QCOMPARE(picture.count(), 10);
        for (int i = 0; i < picture.count(); ++i) {
            QVERIFY(picture.accessibleDescription().contains(picture.textOf(i)));
            QVERIFY(picture.rect().contains(picture.areaOf(i)));
        }
        QSignalSpy activated(&picture, &FlowPicture::stepActivated);
        QTest::keyClick(&picture, Qt::Key_Right);
        QTest::keyClick(&picture, Qt::Key_Return);
        QCOMPARE(activated.size(), 1);
        QCOMPARE(activated.back()[0].value<StepId>(), StepId::Gateway);
        QTest::keyClick(&picture, Qt::Key_End);
        QCOMPARE(picture.currentIndex(), 9);
        QTest::keyClick(&picture, Qt::Key_Right);
        QCOMPARE(picture.currentIndex(), 0);
        QTest::mouseClick(&picture, Qt::LeftButton, {}, picture.areaOf(2).center());
        QCOMPARE(activated.back()[0].value<StepId>(), StepId::Keycloak);
        QTest::mouseClick(&picture, Qt::LeftButton, {}, QPoint(2, picture.height() - 2));
        QCOMPARE(activated.size(), 2);
    }

    void picture_isWholeOnTheSmallestWindow()
    {
        DesktopFixture fixture;
        fixture.openSample();
        fixture.workspace().document().edit("Hostile", {}, [](project::SsoProject& p) {
            p.gateway.address = "<b>\u202e" + std::string(500, 'x');
            p.applications.front().name = std::string(500, 'y');
        });
        FlowPicture picture;
        picture.setFlow(fixture.workspace().overview().flow());
        picture.resize(picture.minimumSizeHint());
        QVERIFY(!picture.grab().isNull());
        for (int i = 0; i < 5; ++i) {
            QVERIFY(picture.rect().contains(picture.areaOf(i)));
            for (int j = 0; j < i; ++j)
                QVERIFY(!picture.areaOf(i).intersects(picture.areaOf(j)));
        }
    }

    void drift_comparesTheExport()
    {
        DesktopFixture fixture;
        fixture.openSample();
        auto& drift = fixture.workspace().overview().drift();
        const auto exported = [&] { return drift.result(DriftPlace::Export).state; };
        drift.check(true);
        QTRY_COMPARE(exported(), DriftResult::State::Differs); // nothing was exported
        QCOMPARE(drift.result(DriftPlace::Clusters).state, DriftResult::State::Skipped);
        QTRY_VERIFY(!drift.isChecking());

        exportNow(fixture);
        drift.check(false);
        QTRY_COMPARE(exported(), DriftResult::State::InSync);
        QVERIFY(drift.result(DriftPlace::Export).when.has_value());
        QTRY_VERIFY(!drift.isChecking());

        fixture.workspace().document().edit(
            "Port", {}, [](project::SsoProject& p) { p.applications.front().port = 8123; });
        drift.check(false);
        QTRY_COMPARE(exported(), DriftResult::State::Differs);
    }

    void drift_ofKeycloakAndClusters_saysWhyItCouldNotLook()
    {
        DesktopFixture fixture;
        fixture.openSample();
        fixture.keychain->values["admin"] = "secret";
        fixture.workspace().document().edit("Setup", {}, [](project::SsoProject& p) {
            p.clusters.workload.context = "somewhere";
            p.identityProvider.admin.password = {secrets::SecretRef::Kind::Keychain, "admin"};
        });
        auto& drift = fixture.workspace().overview().drift();
        QVERIFY(drift.hasClusters());
        drift.check(true);
        QVERIFY(drift.isChecking());
        QTRY_VERIFY(!drift.isChecking());
        // Keycloak refuses the connection, and there is no kubectl.
        QCOMPARE(drift.result(DriftPlace::Keycloak).state, DriftResult::State::Failed);
        QCOMPARE(drift.result(DriftPlace::Clusters).state, DriftResult::State::Failed);
        QVERIFY(!drift.result(DriftPlace::Clusters).text.isEmpty());

        fixture.isHttpSilent = true;
        drift.check(false);
        QTRY_VERIFY(fixture.openRequests > 0);
        drift.cancel();
        QVERIFY(!drift.isChecking());
        QCOMPARE(fixture.openRequests, 0);
    }

    void import_listsAndAsks_andKeepsThePasswordOnWish()
    {
        DesktopFixture fixture;
        fixture.answer = [](const net::HttpRequest& request) -> Result<net::HttpResponse> {
            const auto ends = [&](std::string_view tail) {
                return std::string_view(request.url).substr(0, request.url.find('?')).ends_with(tail);
            };
            if (ends("/protocol/openid-connect/token")) {
                if (request.body.find("good") == std::string::npos)
                    return jsonAnswer(401, json::object{{"error", "invalid_grant"}});
                return jsonAnswer(200, json::object{{"access_token", "t"}, {"expires_in", 60}});
            }
            if (ends("/admin/realms"))
                return jsonAnswer(
                    200, json::array{json::object{{"realm", "shop"}}, json::object{{"realm", "master"}}});
            if (ends("/admin/realms/shop/clients"))
                return jsonAnswer(200, json::array{json::object{{"id", "1"},
                                                                {"clientId", "web"},
                                                                {"protocol", "openid-connect"},
                                                                {"enabled", true}}});
            return jsonAnswer(404, json::object{{"error", "not found"}});
        };
        auto& import = fixture.workspace().overview().clientImport();
        ImportAccess access;
        access.url = "https://id.example.com/";
        access.username = "admin";
        access.password = SecretString("bad");
        import.connectTo(access);
        QTRY_COMPARE(import.job().state(), Job::State::Failed);
        QCOMPARE(import.job().error()->code, ErrorCode::Unauthorized);
        QVERIFY(import.realms().empty());

        access.password = SecretString("good");
        import.connectTo(access);
        QTRY_COMPARE(import.job().state(), Job::State::Succeeded);
        QCOMPARE(import.realms().size(), std::size_t(2));
        import.chooseRealm("shop");
        QTRY_COMPARE(import.job().state(), Job::State::Succeeded);
        QCOMPARE(import.clients().size(), std::size_t(1));
        import.import("nobody");
        QTRY_COMPARE(import.job().state(), Job::State::Failed);
        QVERIFY(!fixture.workspace().document().isOpen());
        import.reset();
        QVERIFY(import.realms().empty());
    }

    void exportFolder_leadsToItsProject()
    {
        DesktopFixture fixture;
        fixture.openSample();
        exportNow(fixture);
        auto& overview = fixture.workspace().overview();
        std::optional<std::optional<QString>> found;
        const auto take = [&](std::optional<QString> file) { found = std::move(file); };
        overview.findProject(fixture.folder.filePath("export/istio"), take);
        QTRY_VERIFY(found.has_value());
        QVERIFY(found->has_value());
        QCOMPARE(**found, fixture.folder.filePath("reference.yaml"));

        QTemporaryDir elsewhere;
        QDir(elsewhere.path()).mkpath("a/b/c/d");
        found.reset();
        overview.findProject(elsewhere.filePath("a/b/c/d"), take);
        QTRY_VERIFY(found.has_value());
        QVERIFY(!found->has_value());
    }

    void page_makesAProject_andShowsTheWayOn()
    {
        DesktopFixture fixture;
        OverviewPage page(fixture.viewContext());
        page.resize(700, 600);
        page.show();
        auto* primary = page.findChild<QPushButton*>("primary");
        auto* name = page.findChild<QLineEdit*>("new.name");
        name->clear();
        QVERIFY(!primary->isEnabled());
        QTest::keyClicks(name, "shop-sso");
        page.findChild<QLineEdit*>("new.address")->setText("sso.example.com");
        primary->click();
        QVERIFY(fixture.workspace().document().isOpen());
        QCOMPARE(fixture.workspace().document().project().metadata.name, std::string("shop-sso"));
        QVERIFY(page.findChild<FlowPicture*>("flow")->isVisible());
        QVERIFY(!name->isVisible());

        QSignalSpy asked(&fixture.workspace(), &Workspace::stepRequested);
        primary->click();
        QCOMPARE(asked.size(), 1);
        auto* readOnly = page.findChild<QCheckBox*>("readOnly");
        readOnly->click();
        QVERIFY(fixture.workspace().document().isReadOnly());
        QVERIFY(!page.findChild<QLineEdit*>("metadata.name")->isEnabled());
        QVERIFY(readOnly->isEnabled());
        readOnly->click();
        QVERIFY(!fixture.workspace().document().isReadOnly());
    }

    void page_saysWhenAnExportCannotBeReadBack()
    {
        DesktopFixture fixture;
        OverviewPage page(fixture.viewContext());
        QTemporaryDir elsewhere;
        QDir(elsewhere.path()).mkpath("a/b/c");
        fixture.dialogs.path = elsewhere.filePath("a/b/c");
        page.findChild<QPushButton*>("start.export")->click();
        QTRY_COMPARE(fixture.dialogs.told.isEmpty(), false);
        QVERIFY(!fixture.workspace().document().isOpen());
    }
};

QTEST_MAIN(TestOverview)
#include "tst_Overview.moc"
