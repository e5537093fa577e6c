#include "DesktopFixture.h"
#include "EvaluatedKeycloak.h"
#include "EventLoopWatchdog.h"
#include "desktop/controllers/UsersController.h"
#include "desktop/models/ClaimOriginsModel.h"
#include "desktop/models/NeedsChecklist.h"
#include "desktop/views/steps/RealmPage.h"
#include "desktop/views/steps/UsersPage.h"
#include "desktop/views/widgets/RolePicker.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTreeView>
#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::desktop;
using meshsso::test::DesktopFixture;
using meshsso::test::EvaluatedKeycloak;

namespace {

struct Console
{
    DesktopFixture fixture;
    EvaluatedKeycloak keycloak;

    Console()
    {
        fixture.keychain->values = {{"sample/admin", "admin-password"}, {"sample/alice", "alice-password"}};
        fixture.answer = [this](const net::HttpRequest& request) { return keycloak.handle(request); };
        document().create(EvaluatedKeycloak::project());
    }
    ProjectDocument& document() { return fixture.workspace().document(); }
    const project::SsoProject& project() { return document().project(); }
    KeycloakPlan& plan() { return fixture.workspace().keycloakPlan(); }
    UsersController& users() { return fixture.workspace().users(); }
    TokenPreview& preview() { return users().preview(); }
    void edit(const ProjectDocument::Change& change) { document().edit("edit", {}, change); }
    bool settle(const Job& job)
    {
        return QTest::qWaitFor([&] { return !job.isRunning(); });
    }
    bool applyAll()
    {
        plan().make();
        if (!settle(plan().job()))
            return false;
        plan().apply();
        return settle(plan().job()) && plan().isInSync();
    }
};

template<class Page>
struct Shown
{
    explicit Shown(Console& console, QSize size = {1024, 640}) : page(console.fixture.viewContext())
    {
        page.resize(size);
        page.show();
    }
    template<class Widget>
    Widget* find(const char* name)
    {
        auto* widget = page.template findChild<Widget*>(QLatin1String(name));
        if (widget == nullptr)
            qFatal("there is no %s", name);
        return widget;
    }
    QPushButton* primary() { return find<QPushButton>("primary"); }
    Page page;
};

/// All that is not plain: too long, right to left, markup, YAML's own, emoji, control characters.
const char* const hostileValues[] = {
    "\xe2\x80\xae\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d drowssap",
    "<h1><img src=x onerror=alert(1)>&amp;</h1>",
    "*&!%@`: #{}[]|>-? ~ \"'",
    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb\xf0\x9f\x98\x80",
    "a\tb\x01\x1b[31m",
    "true",
};

} // namespace

class TestRealmAndUsersPages : public QObject
{
    Q_OBJECT

private slots:
    void primary_followsThePlan()
    {
        Console console;
        Shown<RealmPage> shown(console);
        QCOMPARE(shown.primary()->text(), QString("Make the plan"));
        QVERIFY(shown.primary()->isEnabled());
        QVERIFY(!shown.find<QPushButton>("recheck")->isEnabled());

        shown.primary()->click();
        QVERIFY(!shown.primary()->isEnabled());
        QVERIFY(console.settle(console.plan().job()));
        const auto changes = console.plan().plan()->changes.size();
        QCOMPARE(shown.primary()->text(), QString("Apply %1 change(s) to Keycloak").arg(changes));
        auto* tree = shown.find<QTreeView>("plan.tree");
        QVERIFY(tree->isVisible());
        QVERIFY(tree->model()->rowCount() > 0);

        QTest::keyClick(&shown.page, Qt::Key_Return, Qt::ControlModifier);
        if (!console.plan().job().isRunning()) // without a window manager the shortcut may not fire
            shown.primary()->click();
        QVERIFY(console.settle(console.plan().job()));
        QCOMPARE(shown.primary()->text(), QString("Keycloak is as the project says"));
        QVERIFY(!shown.primary()->isEnabled());
        QVERIFY(!shown.primary()->toolTip().isEmpty());
        QVERIFY(!tree->isVisible());
        QVERIFY(shown.find<QPlainTextEdit>("plan.done")->toPlainText().contains("realm Test-oidc: created"));

        console.edit([](project::SsoProject& project) { project.client.id = "other"; });
        QCOMPARE(shown.primary()->text(), QString("Make the plan"));
        QVERIFY(shown.primary()->isEnabled());
    }

    void withoutAdmin_linksToTheKeycloakPage()
    {
        Console console;
        console.edit([](project::SsoProject& project) { project.identityProvider.admin = {}; });
        Shown<RealmPage> shown(console);
        QVERIFY(!shown.primary()->isEnabled());
        QVERIFY(!shown.primary()->toolTip().isEmpty());
        QSignalSpy asked(&console.fixture.workspace(), &Workspace::stepRequested);
        shown.find<QPushButton>("plan.lack")->click();
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked[0][0].value<StepId>(), StepId::Keycloak);
    }

    void production_asksForTheNameFirst()
    {
        Console console;
        console.edit([](project::SsoProject& project) {
            project.metadata.environment = project::Environment::Production;
        });
        Shown<RealmPage> shown(console);
        shown.primary()->click();
        QVERIFY(console.settle(console.plan().job()));
        shown.primary()->click();
        QCOMPARE(console.fixture.dialogs.confirmations.size(), std::size_t{1});
        QCOMPARE(console.fixture.dialogs.confirmations[0].typedWord, QString("sample"));
        QVERIFY(!console.plan().job().isRunning());
        QCOMPARE(console.keycloak.keycloak().writes(), 0);
        console.fixture.dialogs.isConfirming = true;
        shown.primary()->click();
        QVERIFY(console.settle(console.plan().job()));
        QVERIFY(console.plan().isInSync());
    }

    void readOnly_disablesEditorsAndApply()
    {
        Console console;
        Shown<UsersPage> shown(console);
        console.document().setReadOnly(true);
        for (const auto* name : {"roles.add", "roles.remove", "users.add", "users.remove", "primary"}) {
            if (std::string_view(name) == "primary")
                continue; // making the plan writes nothing
            QVERIFY2(!shown.find<QPushButton>(name)->isEnabled(), name);
        }
        QVERIFY(!shown.find<QWidget>("user.username")->isEnabled());
        auto* roles = shown.find<QTableView>("roles");
        QVERIFY(!roles->model()->flags(roles->model()->index(0, 0)).testFlag(Qt::ItemIsEditable));
        QVERIFY(!roles->model()->setData(roles->model()->index(0, 0), "x"));
        shown.primary()->click();
        QVERIFY(console.settle(console.plan().job()));
        QVERIFY(!shown.primary()->isEnabled());
        QVERIFY(!shown.primary()->toolTip().isEmpty());
    }

    void defaults_standAsPlaceholders_andFollowTheGateway()
    {
        Console console;
        Shown<RealmPage> shown(console);
        auto* uris = shown.find<QPlainTextEdit>("client.redirectUris");
        QCOMPARE(uris->placeholderText(), QString("https://sso.example.com/oauth2/callback"));
        console.edit([](project::SsoProject& project) { project.gateway.address = "new.example.com"; });
        QCOMPARE(uris->placeholderText(), QString("https://new.example.com/oauth2/callback"));
    }

    void roles_areEditedByKeyboard_andUndone()
    {
        Console console;
        console.edit([](project::SsoProject& project) {
            project.claims.roles.restrictToRoles = {"reader"};
            access::AccessRule rule;
            rule.mode = access::AccessMode::Require;
            rule.requirement.kind = access::Requirement::Kind::Role;
            rule.requirement.name = "reader";
            project.applications[0].access = {rule};
        });
        const auto before = console.project();
        Shown<UsersPage> shown(console);
        auto* table = shown.find<QTableView>("roles");
        table->setFocus();
        table->setCurrentIndex(table->model()->index(0, 0));
        QTest::keyClick(table, Qt::Key_F2);
        auto* editor = table->findChild<QLineEdit*>();
        QVERIFY(editor != nullptr);
        editor->selectAll();
        QTest::keyClicks(editor, "viewer");
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(console.project().roles[0].name, std::string("viewer"));
        // Whoever named it follows.
        QCOMPARE(console.project().users[0].roles, std::vector<std::string>{"viewer"});
        QCOMPARE(console.project().claims.roles.restrictToRoles, std::vector<std::string>{"viewer"});
        QCOMPARE(console.project().applications[0].access[0].requirement.name, std::string("viewer"));
        QCOMPARE(table->currentIndex().row(), 0);
        console.document().undoStack()->undo();
        QVERIFY(console.project() == before);
        QCOMPARE(table->model()->index(0, 0).data().toString(), QString("reader"));

        table->setFocus();
        QTest::keyClick(table, Qt::Key_Delete);
        QCOMPARE(console.project().roles.size(), std::size_t{0});
        QVERIFY(console.project().users[0].roles.empty());
        console.document().undoStack()->undo();
        QVERIFY(console.project() == before);
    }

    void users_areAddedEditedRemoved_andUndone()
    {
        Console console;
        Shown<UsersPage> shown(console);
        const auto before = console.project();
        shown.find<QPushButton>("users.add")->click();
        QCOMPARE(console.project().users.size(), std::size_t{2});
        QCOMPARE(shown.find<QTableView>("users")->currentIndex().row(), 1);
        auto* name = shown.find<QLineEdit>("user.username");
        QTest::qWait(1); // the former form goes
        name = shown.find<QLineEdit>("user.username");
        name->selectAll();
        QTest::keyClicks(name, "bob");
        QCOMPARE(console.project().users[1].username, std::string("bob"));
        QCOMPARE(console.project().users[0].username, std::string("alice"));
        auto* roles = shown.find<RolePicker>("user.roles");
        roles->setFocus();
        roles->setCurrentRow(0);
        QTest::keyClick(roles, Qt::Key_Space);
        QCOMPARE(console.project().users[1].roles, std::vector<std::string>{"reader"});
        shown.find<QPushButton>("users.remove")->click();
        QCOMPARE(console.project().users.size(), std::size_t{1});
        while (console.document().undoStack()->canUndo())
            console.document().undoStack()->undo();
        QVERIFY(console.project() == before);
        QCOMPARE(shown.find<QTableView>("users")->model()->rowCount(), 1);
    }

    void passwordsOfTwoUsers_neverShareAPlace()
    {
        Console console;
        auto& users = console.users();
        QCOMPARE(users.passwordPurpose(0), std::string("alice"));
        const int row = users.addUser();
        console.edit([&](project::SsoProject& project) {
            project.users[static_cast<std::size_t>(row)].username = "alice";
        });
        QCOMPARE(users.passwordPurpose(row), std::string("alice-2"));
        console.edit([&](project::SsoProject& project) {
            project.users[static_cast<std::size_t>(row)].username = "client";
        });
        QCOMPARE(users.passwordPurpose(row), std::string("client-2"));
    }

    void testUser_isTheChosenOneWhileItHasAPassword()
    {
        Console console;
        QCOMPARE(console.users().testUser(), std::string("alice"));
        console.edit([](project::SsoProject& project) {
            auto bob = project.users[0];
            bob.username = "bob";
            bob.password.name = "sample/bob";
            project.users.push_back(bob);
        });
        Shown<UsersPage> shown(console);
        auto* choice = shown.find<QComboBox>("users.test");
        QCOMPARE(choice->count(), 2);
        QSignalSpy changed(&console.users(), &UsersController::testUserChanged);
        choice->setCurrentIndex(1);
        emit choice->activated(1);
        QCOMPARE(console.users().testUser(), std::string("bob"));
        QCOMPARE(changed.size(), 1);
        console.edit([](project::SsoProject& project) { project.users[1].password = {}; });
        QCOMPARE(console.users().testUser(), std::string("alice"));
        QCOMPARE(choice->count(), 1);
    }

    void preview_namesWhatIsMissing_andTheButtonAddsIt()
    {
        Console console;
        QVERIFY(console.applyAll());
        console.keycloak.unassign("meshsso-audience");
        Shown<UsersPage> shown(console);
        QCOMPARE(shown.find<QLineEdit>("preview.user")->text(), QString("alice"));
        QCOMPARE(shown.find<QLineEdit>("preview.scopes")->text(), QString("openid profile email"));
        shown.find<QPushButton>("preview.start")->click();
        QVERIFY(console.settle(console.preview().job()));
        QCOMPARE(console.preview().job().state(), Job::State::Succeeded);
        QVERIFY(!console.preview().comparison().inOrder());
        QVERIFY(shown.find<QPlainTextEdit>("preview.accessToken")
                    ->toPlainText()
                    .contains("\"aud\": \"account\""));

        QPushButton* add = nullptr;
        for (auto* button : shown.page.findChildren<QPushButton*>()) {
            if (button->accessibleName().contains("mapper audience oauth2proxy"))
                add = button;
        }
        QVERIFY(add != nullptr);
        QVERIFY(add->isEnabled());
        add->click();
        QVERIFY(console.settle(console.preview().job()));
        QCOMPARE(console.preview().job().state(), Job::State::Succeeded);
        QVERIFY(console.preview().comparison().inOrder());
        QVERIFY(console.plan().isStale()); // Keycloak was written to beside it
        const auto lines = needsChecklist(*console.preview().evaluation(), console.preview().comparison(),
                                          console.project());
        QVERIFY(lines.size() >= 5);
        QVERIFY(std::all_of(lines.begin(), lines.end(), [](const NeedsLine& line) { return line.isMet; }));
        // Which mapper made the claim.
        auto* origins = shown.find<QTableView>("preview.origins")->model();
        bool isNamed = false;
        for (int row = 0; row < origins->rowCount(); ++row)
            isNamed |= origins->index(row, ClaimOriginsModel::Claim).data() == QString("aud") &&
                       origins->index(row, ClaimOriginsModel::Mapper).data().toString().contains("audience");
        QVERIFY(isNamed);
        // It follows the project.
        console.edit([](project::SsoProject& project) { project.client.id = "other"; });
        QVERIFY(console.preview().isStale());
        QVERIFY(!console.preview().comparison().inOrder());
    }

    void addMissing_isRefused_whenReadOnly_orUnknown()
    {
        Console console;
        QVERIFY(console.applyAll());
        console.keycloak.unassign("meshsso-audience");
        console.preview().preview("alice", {"openid"});
        QVERIFY(console.settle(console.preview().job()));
        QVERIFY(!console.preview().comparison().missing.empty());
        const int before = console.keycloak.keycloak().writes();
        console.preview().addMissing(99);
        QVERIFY(!console.preview().job().isRunning());
        console.document().setReadOnly(true);
        console.preview().addMissing(0);
        QVERIFY(!console.preview().job().isRunning());
        QCOMPARE(console.keycloak.keycloak().writes(), before);
    }

    void search_asksOnceForTheLastText_andIsBounded()
    {
        Console console;
        QVERIFY(console.applyAll());
        auto& all = console.keycloak.keycloak().collection("users");
        for (int i = 0; i < 60; ++i)
            all.push_back(
                json::object{{"id", "x" + std::to_string(i)}, {"username", "u" + std::to_string(i)}});
        Shown<UsersPage> shown(console);
        console.fixture.requests.clear();
        auto* user = shown.find<QLineEdit>("preview.user");
        user->clear();
        QTest::keyClicks(user, "u<&");
        QVERIFY(
            QTest::qWaitFor([&] { return console.preview().searchJob().state() == Job::State::Succeeded; }));
        const auto searches = std::count_if(
            console.fixture.requests.begin(), console.fixture.requests.end(),
            [](const auto& request) { return request.url.find("search=") != std::string::npos; });
        QCOMPARE(searches, 1);
        QVERIFY(console.fixture.requests.back().url.ends_with("search=%2Au%3C%26%2A"));
        QCOMPARE(console.preview().choices().users.size(), TokenPreview::maxChoices);
        QVERIFY(!console.preview().choices().isComplete);
        // The next search needs no other sign-in.
        console.fixture.requests.clear();
        QTest::keyClicks(user, "v");
        QVERIFY(QTest::qWaitFor([&] { return !console.fixture.requests.empty(); }));
        QVERIFY(console.settle(console.preview().searchJob()));
        QCOMPARE(console.fixture.requests.size(), std::size_t{1});
    }

    void preview_ofAnUnknownUser_saysSo()
    {
        Console console;
        QVERIFY(console.applyAll());
        console.preview().preview("nobody", {"openid"});
        QVERIFY(console.settle(console.preview().job()));
        QCOMPARE(console.preview().job().error()->code, ErrorCode::NotFound);
        QVERIFY(!console.preview().evaluation());
        console.fixture.isHttpSilent = true;
        console.preview().preview("alice", {"openid"});
        console.preview().job().cancel();
        QCOMPARE(console.fixture.openRequests, 0);
    }

    void hostileValues_everywhere_keepTheLayoutAndThePlainText()
    {
        std::vector<std::string> values(std::begin(hostileValues), std::end(hostileValues));
        values.emplace_back(10'000, 'W');
        for (const auto& value : values) {
            Console console;
            test::EventLoopWatchdog watchdog;
            Shown<RealmPage> realm(console);
            Shown<UsersPage> users(console);
            console.edit([&](project::SsoProject& project) {
                project.identityProvider.realm = value;
                project.client.id = value;
                project.client.scopes = {"openid", value};
                project.client.redirectUris = {value};
                project.client.postLogoutRedirectUris = {value};
                project.claims.roles.claim = value;
                project.claims.roles.scopeName = value;
                project.claims.groupsClaim = value;
                project.claims.roles.restrictToRoles = {value};
                project.roles = {{value, value}, {value + "2", {}}};
                auto& alice = project.users[0];
                alice.username = alice.email = alice.firstName = alice.lastName = value;
                alice.roles = {value};
                alice.password.name = value;
            });
            QTest::qWait(20);
            for (QWidget* page : std::initializer_list<QWidget*>{&realm.page, &users.page}) {
                QVERIFY2(page->minimumSizeHint().width() <= 1024,
                         qPrintable(page->metaObject()->className()));
                for (auto* label : page->findChildren<QLabel*>())
                    QCOMPARE(label->textFormat(), Qt::PlainText);
                page->grab();
            }
            auto* table = users.find<QTableView>("users");
            QVERIFY(!table->model()->index(0, 0).data().toString().contains(QChar(0x202e)));
            QVERIFY(!console.plan().lackText().contains(QChar(0x202e)));
            const auto* editor = users.find<QLineEdit>("user.username");
            QVERIFY(editor->text().size() > 0);
        }
    }

    void reveal_findsRowAndField()
    {
        Console console;
        console.edit([](project::SsoProject& project) {
            auto bob = project.users[0];
            bob.username = "bob";
            project.users.push_back(bob);
            project.roles.push_back({"writer", {}});
        });
        Shown<UsersPage> shown(console);
        shown.page.activateWindow();
        shown.page.reveal("users[1].email");
        QCOMPARE(shown.find<QTableView>("users")->currentIndex().row(), 1);
        shown.page.reveal("roles[1].name");
        QCOMPARE(shown.find<QTableView>("roles")->currentIndex().row(), 1);
        shown.page.reveal("users[7].email"); // gone meanwhile
        shown.page.reveal("claims.groupsClaim");
    }

    void everythingFocusable_hasAName()
    {
        Console console;
        QVERIFY(console.applyAll());
        Shown<RealmPage> realm(console);
        Shown<UsersPage> users(console);
        for (QWidget* page : std::initializer_list<QWidget*>{&realm.page, &users.page}) {
            for (auto* widget : page->findChildren<QWidget*>()) {
                if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible() ||
                    widget->objectName().startsWith("qt_") || widget->focusProxy() != nullptr)
                    continue;
                const auto* button = qobject_cast<QAbstractButton*>(widget);
                const bool isNamed =
                    !widget->accessibleName().isEmpty() || (button != nullptr && !button->text().isEmpty());
                QVERIFY2(isNamed || qobject_cast<QLabel*>(widget) != nullptr || widget->inherits("QTabBar") ||
                             widget->inherits("QHeaderView"),
                         qPrintable(
                             QString("%1 %2").arg(widget->metaObject()->className(), widget->objectName())));
            }
        }
    }
};

QTEST_MAIN(TestRealmAndUsersPages)
#include "tst_RealmAndUsersPages.moc"
