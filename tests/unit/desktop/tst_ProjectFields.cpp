#include "DesktopFixture.h"

#include "desktop/models/Text.h"
#include "desktop/views/MainWindow.h"
#include "desktop/views/StepPage.h"
#include "desktop/views/widgets/Form.h"
#include "desktop/views/widgets/PairsField.h"
#include "desktop/views/widgets/TickList.h"

#include <QtTest/QtTest>
#include <QtWidgets/QtWidgets>

using namespace meshsso;
using namespace meshsso::desktop;
using meshsso::test::DesktopFixture;
using project::SsoProject;
using project::Target;

namespace {

/// The paths of all fields that the schema describes; of lists the first entry's.
void collectFields(const QJsonObject& schema, const QString& path, QStringList& fields)
{
    const auto properties = schema["properties"].toObject();
    const auto items = schema["items"].toObject();
    if (!items["properties"].toObject().isEmpty()) {
        collectFields(items, path + "[0]", fields);
        return;
    }
    if (properties.isEmpty()) {
        fields << path;
        return;
    }
    for (auto it = properties.begin(); it != properties.end(); ++it)
        collectFields(it.value().toObject(), path.isEmpty() ? it.key() : path + "." + it.key(), fields);
}

QStringList fieldsOfTheSchema()
{
    QFile file(MESHSSO_SOURCE_DIR "/resources/schema/ssoproject.schema.json");
    QStringList fields;
    if (file.open(QIODevice::ReadOnly))
        collectFields(QJsonDocument::fromJson(file.readAll()).object(), {}, fields);
    return fields;
}

/// The window with a project, and what a user does in it.
struct Desk
{
    DesktopFixture fixture;
    std::unique_ptr<MainWindow> window;

    explicit Desk(const QString& sample = "reference", const ProjectDocument::Change& change = {})
    {
        fixture.openSample(sample);
        if (change)
            document().edit("edit", {}, change);
        document().endMerge();
        window = std::make_unique<MainWindow>(fixture.viewContext());
        window->show();
    }
    ProjectDocument& document() { return fixture.workspace().document(); }
    const SsoProject& project() { return document().project(); }
    StepPage* show(const QString& path)
    {
        const auto step = Workspace::stepOfField(toUtf8(path));
        window->showStep(step, path);
        return window->page(step);
    }
    QWidget* editor(const QString& path) { return show(path)->findChild<QWidget*>(path); }
    template<class T>
    T* editorAs(const QString& path)
    {
        auto* found = qobject_cast<T*>(editor(path));
        if (found == nullptr)
            qFatal("no such editor: %s", qPrintable(path));
        return found;
    }
};

/// Replaces what the editor holds, by keys; lines end with Return.
void typeInto(QWidget* editor, const QString& text)
{
    auto* target = editor->focusProxy() != nullptr ? editor->focusProxy() : editor;
    if (auto* spin = qobject_cast<QSpinBox*>(target)) {
        spin->selectAll();
    } else {
        QTest::keyClick(target, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(target, Qt::Key_Delete);
    }
    const auto lines = text.split('\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (i > 0)
            QTest::keyClick(target, Qt::Key_Return);
        QTest::keyClicks(target, lines[i]);
    }
    if (qobject_cast<QLineEdit*>(target) != nullptr)
        QTest::keyClick(target, Qt::Key_Return); // a path is taken whole
}

std::function<void(QWidget*)> typing(const QString& text)
{
    return [text](QWidget* editor) { typeInto(editor, text); };
}

void click(QWidget* editor)
{
    QTest::mouseClick(editor, Qt::LeftButton, {}, QPoint(8, editor->height() / 2));
}

void pressDown(QWidget* editor)
{
    QTest::keyClick(editor, Qt::Key_Down);
}

struct Case
{
    const char* path;
    std::function<void(QWidget*)> act;
    std::function<bool(const SsoProject&)> holds;
    ProjectDocument::Change before = {};
};

void takeTokens(SsoProject& p)
{
    p.authorization.bearer.enabled = true;
}

void useEnvoy(SsoProject& p)
{
    p.clusters.target = Target::Envoy;
}

std::vector<Case> cases()
{
    using Strings = std::vector<std::string>;
    using Pairs = PairsField::Pairs;
    return {
        {"gateway.refuseUnderscores", click, [](const auto& p) { return p.gateway.refuseUnderscores; }},
        {"client.logoutNotice", pressDown,
         [](const auto& p) { return p.client.logoutNotice == project::LogoutNotice::BackChannel; }},
        {"identityProvider.rotatesRefreshTokens", click,
         [](const auto& p) { return p.identityProvider.rotatesRefreshTokens; }},
        {"identityProvider.workload.environment", typing("KC_LOG_LEVEL=debug\nKC_METRICS_ENABLED=true"),
         [](const auto& p) {
             return p.identityProvider.workload.environment ==
                    Pairs{{"KC_LOG_LEVEL", "debug"}, {"KC_METRICS_ENABLED", "true"}};
         },
         [](auto& p) { p.identityProvider.workload.kind = project::KeycloakDeployment::Demo; }},
        {"applications[0].exposedOnPort", typing("0"),
         [](const auto& p) { return p.applications[0].exposedOnPort == 0; },
         [](auto& p) { p.applications[0].exposedOnPort = 8081; }},
        {"authorization.protocol", pressDown,
         [](const auto& p) { return p.authorization.protocol == project::CheckProtocol::Grpc; }},
        {"authorization.grpcPort", typing("4999"),
         [](const auto& p) { return p.authorization.grpcPort == 4999; },
         [](auto& p) { p.authorization.protocol = project::CheckProtocol::Grpc; }},
        {"authorization.metricsNamespace", typing("monitoring"),
         [](const auto& p) { return p.authorization.metricsNamespace == "monitoring"; }},
        {"authorization.drainDelay", typing("17"),
         [](const auto& p) { return p.authorization.drainDelay == std::chrono::seconds(17); }},
        {"authorization.claimHeaders", typing("X-Tenant: tenant\nX-Site: site.name"),
         [](const auto& p) {
             return p.authorization.claimHeaders == Pairs{{"X-Tenant", "tenant"}, {"X-Site", "site.name"}};
         }},
        {"authorization.bearer.enabled", click, [](const auto& p) { return p.authorization.bearer.enabled; }},
        {"authorization.bearer.audiences", typing("api\nother-api"),
         [](const auto& p) {
             return p.authorization.bearer.audiences == Strings{"api", "other-api"};
         },
         takeTokens},
        {"authorization.bearer.allowedClients", typing("batch"),
         [](const auto& p) { return p.authorization.bearer.allowedClients == Strings{"batch"}; }, takeTokens},
        {"authorization.session.keep",
         [](QWidget* editor) { click(editor->findChild<QCheckBox*>("id_token")); },
         [](const auto& p) {
             return p.authorization.session.keep == Strings{"access_token", "refresh_token"};
         }},
        {"authorization.session.redis.url", typing("rediss://redis.example.com"),
         [](const auto& p) { return p.authorization.session.redis.url == "rediss://redis.example.com"; }},
        {"authorization.session.redis.sentinels", typing("s-0.redis:26379\ns-1.redis:26379"),
         [](const auto& p) {
             return p.authorization.session.redis.sentinels == Strings{"s-0.redis:26379", "s-1.redis:26379"};
         }},
        {"authorization.session.redis.cluster", click,
         [](const auto& p) { return p.authorization.session.redis.cluster; }},
        {"authorization.session.redis.username", typing("meshsso"),
         [](const auto& p) { return p.authorization.session.redis.username == "meshsso"; }},
        {"authorization.session.redis.caFile", typing("tls/redis-ca.pem"),
         [](const auto& p) { return p.authorization.session.redis.caFile == "tls/redis-ca.pem"; }},
        {"authorization.pages.directory", typing("pages"),
         [](const auto& p) { return p.authorization.pages.directory == "pages"; }},
        {"authorization.pages.configMap", typing("our-pages"),
         [](const auto& p) { return p.authorization.pages.configMap == "our-pages"; }},
        {"authorization.pages.showMissingRole", click,
         [](const auto& p) { return p.authorization.pages.showMissingRole; }},
        {"clusters.workload.kubeconfig", typing("ack.kubeconfig"),
         [](const auto& p) { return p.clusters.workload.kubeconfig == "ack.kubeconfig"; }},
        {"clusters.mesh.kubeconfig", typing("asm.kubeconfig"),
         [](const auto& p) { return p.clusters.mesh.kubeconfig == "asm.kubeconfig"; },
         [](auto& p) { p.clusters.target = Target::Asm; }},
        {"local.applications", typing("httpbin=127.0.0.1:8000"),
         [](const auto& p) {
             return p.local.applications == Pairs{{"httpbin", "127.0.0.1:8000"}};
         },
         useEnvoy},
    };
}

} // namespace

/// Every field of a project has its place in the window: findings lead there, and what is written there comes
/// to the document and the file.
class TestProjectFields : public QObject
{
    Q_OBJECT

    std::unique_ptr<Desk> m_desk; ///< one window for all cases: it takes longest

private slots:
    void cleanupTestCase() { m_desk.reset(); }
    void everyField_ofTheSchema_isShownToAFinding()
    {
        const auto fields = fieldsOfTheSchema();
        QVERIFY(fields.size() > 120);
        // An administrator is a user or a client, and a certificate comes from one place.
        Desk byUser("everything",
                    [](SsoProject& p) { p.gateway.tls.source = project::TlsSource::Authority; });
        Desk byClient("everything", [](SsoProject& p) { p.identityProvider.admin.username.clear(); });
        QStringList faults;
        for (const auto& path : fields) {
            // The file's own, and what has an editor of its own.
            static const QStringList others{"apiVersion", "kind", "applications[0].access", "roles[0].name",
                                            "roles[0].description"};
            if (others.contains(path))
                continue;
            bool isShown = false;
            for (auto* desk : {&byUser, &byClient}) {
                auto* page = desk->show(path);
                auto* focus = page->focusWidget();
                bool leadsThere = false;
                for (auto* widget = focus; widget != nullptr && widget != page;
                     widget = widget->parentWidget()) {
                    const auto* field = qobject_cast<Field*>(widget);
                    leadsThere = leadsThere || (field != nullptr && ProjectDocument::isAtOrBelow(
                                                                        toUtf8(path), toUtf8(field->path())));
                    leadsThere = leadsThere || widget->objectName() == path;
                }
                isShown = isShown || (leadsThere && !focus->visibleRegion().isEmpty());
            }
            if (!isShown)
                faults << path;
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }

    void field_goesToDocumentAndFile_isUndone_andLocked_data()
    {
        QTest::addColumn<int>("index");
        const auto all = cases();
        for (std::size_t i = 0; i < all.size(); ++i)
            QTest::newRow(all[i].path) << static_cast<int>(i);
    }
    void field_goesToDocumentAndFile_isUndone_andLocked()
    {
        QFETCH(int, index);
        const auto all = cases();
        const auto& [path, act, holds, before] = all[static_cast<std::size_t>(index)];
        if (!m_desk)
            m_desk = std::make_unique<Desk>();
        Desk& desk = *m_desk;
        desk.document().undoStack()->setIndex(0);
        if (before)
            desk.document().edit("edit", {}, before);
        desk.document().endMerge();
        const auto original = desk.project();
        QVERIFY(!holds(original));
        auto* editor = desk.editor(path);
        QVERIFY(editor != nullptr);
        QVERIFY(editor->isVisible());
        QVERIFY(desk.show(path)->focusWidget() != nullptr);
        act(editor);
        QVERIFY(holds(desk.project()));

        QVERIFY(desk.document().save(true));
        const auto loaded = project::loadProject(toUtf8(desk.document().file()));
        QVERIFY(loaded.has_value());
        QVERIFY(holds(loaded->project));

        const auto edited = desk.project();
        const int steps = desk.document().undoStack()->index();
        while (desk.document().undoStack()->canUndo() && !(desk.project() == original))
            desk.document().undoStack()->undo();
        QVERIFY(desk.project() == original);
        while (desk.document().undoStack()->index() < steps)
            desk.document().undoStack()->redo();
        QVERIFY(desk.project() == edited);

        while (desk.document().undoStack()->canUndo() && !(desk.project() == original))
            desk.document().undoStack()->undo();
        desk.document().setReadOnly(true);
        QVERIFY(!editor->isEnabled());
        act(editor);
        QVERIFY(desk.project() == original);
        desk.document().setReadOnly(false);
    }

    void field_thatDoesNotMatter_isNotShown()
    {
        Desk desk;
        auto* page = desk.show("authorization.protocol");
        const auto isShown = [&](const char* path) {
            return page->findChild<QWidget*>(path)->isVisibleTo(page);
        };
        const auto edit = [&](const ProjectDocument::Change& change) {
            desk.document().edit("edit", {}, change);
        };
        QVERIFY(!isShown("authorization.grpcPort"));
        edit([](SsoProject& p) { p.authorization.protocol = project::CheckProtocol::Grpc; });
        QVERIFY(isShown("authorization.grpcPort"));

        desk.show("authorization.bearer.enabled");
        QVERIFY(!isShown("authorization.bearer.audiences"));
        edit([](SsoProject& p) { p.authorization.bearer.enabled = true; });
        QVERIFY(isShown("authorization.bearer.audiences"));
        QVERIFY(!isShown("authorization.bearer.issuers"));

        // ASM's own service has none of it, unless the project says it nevertheless.
        desk.show("authorization.session.redis.url");
        desk.show("authorization.session.keep");
        edit([](SsoProject& p) {
            p.authorization.bearer = {};
            p.clusters.target = Target::Asm;
        });
        for (const char* path : {"authorization.bearer.enabled", "authorization.session.redis.url",
                                 "authorization.session.keep", "authorization.drainDelay"})
            QVERIFY2(!isShown(path), path);
        edit([](SsoProject& p) {
            p.authorization.session.redis.cluster = true;
            p.authorization.session.keep = {"access_token"};
        });
        QVERIFY(isShown("authorization.session.redis.url"));
        QVERIFY(isShown("authorization.session.keep"));
    }

    void exposedPort_isOfferedToNobody()
    {
        Desk desk;
        QVERIFY(!desk.editor("applications[0].exposedOnPort")->isVisible());
    }

    void furtherIssuersAndLogins_areNamed_andNeverLost()
    {
        Desk desk("everything");
        const auto issuers = desk.project().authorization.bearer.issuers;
        const auto logins = desk.project().authorization.logins;
        QCOMPARE(issuers.size(), std::size_t(1));
        QVERIFY(!logins.empty());
        QVERIFY(desk.editorAs<QLabel>("authorization.logins")->text().contains(toQString(logins[0].name)));
        auto* label = desk.editorAs<QLabel>("authorization.bearer.issuers");
        QCOMPARE(label->text(), QString("https://other.example.com"));
        QVERIFY2(label->accessibleDescription().startsWith("1 further issuer"),
                 qPrintable(label->accessibleDescription()));
        click(desk.editor("authorization.bearer.enabled"));
        QVERIFY(!desk.project().authorization.bearer.enabled);
        QVERIFY(desk.project().authorization.bearer.audiences.empty());
        typeInto(desk.editor("authorization.claimHeaders"), "X-Site: site");
        QVERIFY(desk.document().save(true));
        const auto loaded = project::loadProject(toUtf8(desk.document().file()));
        QVERIFY(loaded.has_value());
        QVERIFY(loaded->project.authorization.bearer.issuers == issuers);
        QVERIFY(loaded->project.authorization.logins == logins);
    }

    void pairs_areReadWhole_orNotAtAll()
    {
        const auto read = [](const char* text) { return PairsField::parse(text, ':'); };
        QCOMPARE(read("").badLine, -1);
        QVERIFY(read("\n A : b : c \n").pairs == (PairsField::Pairs{{"A", "b : c"}}));
        QCOMPARE(read("A: b\nB").badLine, 1);
        QCOMPARE(read(": b").badLine, 0);
        QCOMPARE(read("A: b\n\nA: c").badLine, 2);
        QVERIFY(read("A: b\n\nA: c").isRepeated);
        const PairsField::Pairs pairs{{"A", "b"}, {"X-C", ""}};
        QVERIFY(PairsField::parse(PairsField::format(pairs, ':'), ':').pairs == pairs);
        QVERIFY(PairsField::parse(PairsField::format(pairs, '='), '=').pairs == pairs);
    }

    void pairs_thatCannotBeRead_areSaid_andChangeNothing()
    {
        Desk desk;
        auto* editor = desk.editorAs<PairsField>("authorization.claimHeaders");
        typeInto(editor, "X-Tenant: tenant");
        const auto good = desk.project();
        const auto problem = [&] {
            for (auto* label : editor->findChildren<QLabel*>()) {
                if (label->isVisible())
                    return label->text();
            }
            return QString();
        };
        // The line that is being typed is left in peace.
        QTest::keyClick(editor->focusProxy(), Qt::Key_Return);
        QTest::keyClicks(editor->focusProxy(), "X-Site");
        QCOMPARE(problem(), QString());
        QTest::keyClick(editor->focusProxy(), Qt::Key_Return);
        QVERIFY2(problem().startsWith("Line 2"), qPrintable(problem()));
        QVERIFY(desk.project() == good);
        // What happens elsewhere does not take the text away.
        desk.document().edit("edit", {}, [](SsoProject& p) { p.gateway.name = "other"; });
        QVERIFY(editor->findChild<QPlainTextEdit*>()->toPlainText().contains("X-Site"));
        typeInto(editor, "X-Tenant: tenant\nX-Site: site");
        QCOMPARE(problem(), QString());
        QCOMPARE(desk.project().authorization.claimHeaders.size(), std::size_t(2));
    }

    void tokensThatNobodyKnows_areShown_andNotLost()
    {
        Desk desk("reference", [](SsoProject& p) { p.authorization.session.keep = {"claims", "id_token"}; });
        auto* ticks = desk.editorAs<TickList>("authorization.session.keep");
        auto* unknown = ticks->findChild<QCheckBox*>("claims");
        QVERIFY(unknown->isVisible());
        // It is missing, so it is offered.
        auto* needed = ticks->findChild<QCheckBox*>("access_token");
        QVERIFY(needed->isVisible());
        click(needed);
        const std::vector<std::string> expected{"access_token", "id_token", "claims"};
        QVERIFY(desk.project().authorization.session.keep == expected);
        QVERIFY(!needed->isVisible());
        click(unknown);
        const std::vector<std::string> known{"access_token", "id_token"};
        QVERIFY(desk.project().authorization.session.keep == known);
        QVERIFY(!unknown->isVisible());
    }

    void logoutNotice_saysWhatKeycloakWillCall()
    {
        Desk desk;
        auto* choice = desk.editorAs<QComboBox>("client.logoutNotice");
        pressDown(choice);
        const auto url = toQString(desk.project().logoutNoticeUrl());
        QVERIFY(!url.isEmpty());
        QVERIFY2(choice->accessibleDescription().contains(url), qPrintable(choice->accessibleDescription()));
    }
};

QTEST_MAIN(TestProjectFields)
#include "tst_ProjectFields.moc"
