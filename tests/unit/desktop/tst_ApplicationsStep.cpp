#include "DesktopFixture.h"

#include "desktop/controllers/ApplicationsController.h"
#include "desktop/models/AccessText.h"
#include "desktop/models/Text.h"
#include "desktop/views/steps/ApplicationsPage.h"
#include "desktop/views/widgets/AccessMatrixView.h"
#include "desktop/views/widgets/RequirementEditor.h"
#include "desktop/views/widgets/RowTable.h"

#include <QtTest/QtTest>
#include <QtWidgets/QtWidgets>

using namespace meshsso;
using namespace meshsso::desktop;
using access::AccessOutcome;
using access::Requirement;
using meshsso::test::DesktopFixture;
using As = AccessTester::As;

/// Applications and access: edits are undoable and stay away from read-only projects, and every answer is the
/// evaluator's.
class TestApplicationsStep : public QObject
{
    Q_OBJECT

private:
    static Requirement leaf(Requirement::Kind kind, std::string name, std::string value = {})
    {
        Requirement requirement;
        requirement.kind = kind;
        requirement.name = std::move(name);
        requirement.value = std::move(value);
        return requirement;
    }

    static QStringList ruleNames(const ApplicationsController& controller)
    {
        QStringList names;
        for (const auto& rule : controller.selectedApplication()->access)
            names.append(toQString(rule.name));
        return names;
    }

private slots:
    void requirement_isSaidInWords_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, Requirement::Kind kind, const char* words) {
            QTest::newRow(name) << static_cast<int>(kind) << QString(words);
        };
        row("role", Requirement::Kind::Role, "role ops");
        row("client role", Requirement::Kind::ClientRole, "role ops of client app");
        row("group", Requirement::Kind::Group, "group ops");
        row("equals", Requirement::Kind::ClaimEquals, "claim ops is v");
        row("contains", Requirement::Kind::ClaimContains, "claim ops contains v");
        row("matches", Requirement::Kind::ClaimMatches, "claim ops matches v");
        row("scope", Requirement::Kind::Scope, "scope ops");
    }
    void requirement_isSaidInWords()
    {
        QFETCH(int, kind);
        QFETCH(QString, words);
        auto requirement = leaf(static_cast<Requirement::Kind>(kind), "ops", "v");
        requirement.client = "app";
        QCOMPARE(requirementText(requirement), words);
    }

    void nestedRequirement_isBracketed()
    {
        Requirement any;
        any.kind = Requirement::Kind::AnyOf;
        any.parts = {leaf(Requirement::Kind::Role, "a"), leaf(Requirement::Kind::Group, "/b")};
        Requirement all;
        all.kind = Requirement::Kind::AllOf;
        all.parts = {leaf(Requirement::Kind::Role, "admin"), any};
        QCOMPARE(requirementText(all), QString("role admin and (role a or group /b)"));
        all.parts.clear();
        QCOMPARE(requirementText(all), QString("nothing yet"));
    }

    void pathPatterns_roundTrip_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isPrefix");
        QTest::addColumn<QString>("value");
        QTest::newRow("everything") << "/*" << true << "/";
        QTest::newRow("prefix") << "/admin/*" << true << "/admin";
        QTest::newRow("exact") << "/metrics" << false << "/metrics";
        QTest::newRow("root") << "/" << false << "/";
        QTest::newRow("star inside") << "/a*b" << false << "/a*b";
        QTest::newRow("template") << "/users/{*}/orders" << false << "/users/{*}/orders";
        QTest::newRow("template, all below") << "/users/{*}/{**}" << false << "/users/{*}/{**}";
    }
    void pathPatterns_roundTrip()
    {
        QFETCH(QString, text);
        QFETCH(bool, isPrefix);
        QFETCH(QString, value);
        const auto pattern = pathPatternOf(text);
        QCOMPARE(pattern.kind == access::PathPattern::Kind::Prefix, isPrefix);
        QCOMPARE(toQString(pattern.value), value);
        QCOMPARE(pathPatternText(pattern), text);
        QCOMPARE(pattern.kind == access::PathPattern::Kind::Template, text.contains('{'));
    }

    void applications_areAddedDuplicatedAndRemoved_eachUndoable()
    {
        DesktopFixture fixture;
        fixture.openSample("everything");
        auto& document = fixture.workspace().document();
        auto& controller = fixture.workspace().applications();
        const auto before = document.project();
        QCOMPARE(controller.application(), 0);

        controller.addApplication();
        QCOMPARE(document.project().applications.size(), std::size_t(2));
        QCOMPARE(controller.application(), 1);
        controller.selectApplication(0);
        controller.duplicateApplication();
        QCOMPARE(document.project().applications.size(), std::size_t(3));
        QCOMPARE(document.project().applications[1].name, std::string("shop-2"));
        QCOMPARE(document.project().applications[1].access, before.applications[0].access);
        QCOMPARE(controller.application(), 1);
        controller.removeApplication();
        QCOMPARE(document.project().applications.size(), std::size_t(2));

        document.undoStack()->undo();
        document.undoStack()->undo();
        document.undoStack()->undo();
        QVERIFY(document.project() == before);
        QCOMPARE(controller.application(), 0);
    }

    void emptyProject_saysSo_andTheFirstApplicationIsTheReferenceOne()
    {
        DesktopFixture fixture;
        fixture.workspace().document().create({});
        auto& controller = fixture.workspace().applications();
        QCOMPARE(controller.state().status, StepStatus::NotYet);
        QCOMPARE(controller.application(), -1);
        QVERIFY(controller.selectedRule() == nullptr);
        controller.addRule();
        controller.removeRule();
        controller.removeApplication();
        controller.duplicateApplication();
        QVERIFY(!controller.moveRule(0, 1));
        QVERIFY(!fixture.workspace().document().undoStack()->canUndo());
        controller.addApplication();
        QCOMPARE(fixture.workspace().document().project().applications.front().name, std::string("httpbin"));
        QCOMPARE(fixture.workspace().document().project().applications.front().pathPrefix, std::string("/"));
    }

    void rule_movesAndStaysSelected_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        QTest::addColumn<bool>("moves");
        QTest::addColumn<QStringList>("order");
        QTest::newRow("down") << 0 << 1 << true << QStringList{"account", "assets", "admin"};
        QTest::newRow("to the end") << 0 << 2 << true << QStringList{"account", "admin", "assets"};
        QTest::newRow("up") << 2 << 0 << true << QStringList{"admin", "assets", "account"};
        QTest::newRow("above the first") << 0 << -1 << false << QStringList{"assets", "account", "admin"};
        QTest::newRow("below the last") << 2 << 3 << false << QStringList{"assets", "account", "admin"};
        QTest::newRow("nowhere") << 1 << 1 << false << QStringList{"assets", "account", "admin"};
        QTest::newRow("no such rule") << 7 << 0 << false << QStringList{"assets", "account", "admin"};
    }
    void rule_movesAndStaysSelected()
    {
        QFETCH(int, from);
        QFETCH(int, to);
        QFETCH(bool, moves);
        QFETCH(QStringList, order);
        DesktopFixture fixture;
        fixture.openSample("everything");
        auto& controller = fixture.workspace().applications();
        controller.selectRule(from);
        QCOMPARE(controller.moveRule(from, to), moves);
        QCOMPARE(ruleNames(controller), order);
        if (moves)
            QCOMPARE(controller.rule(), to);
    }

    void draggedRule_isMovedOnce_andBadDropsAreRefused()
    {
        DesktopFixture fixture;
        fixture.openSample("everything");
        auto& controller = fixture.workspace().applications();
        auto* rules = controller.rules();
        const std::unique_ptr<QMimeData> first(rules->mimeData({rules->index(0, 0)}));
        rules->dropMimeData(first.get(), Qt::MoveAction, 3, 0, {});
        QCOMPARE(ruleNames(controller), (QStringList{"account", "admin", "assets"}));
        QCOMPARE(fixture.workspace().document().undoStack()->count(), 1);
        QMimeData foreign;
        foreign.setText("0");
        rules->dropMimeData(&foreign, Qt::MoveAction, 0, 0, {});
        QMimeData outside;
        outside.setData(rules->mimeTypes().front(), "99");
        rules->dropMimeData(&outside, Qt::MoveAction, 0, 0, {});
        QCOMPARE(fixture.workspace().document().undoStack()->count(), 1);
    }

    void newRule_standsBeforeOneThatTakesEverything()
    {
        DesktopFixture fixture;
        fixture.openSample("everything");
        auto& controller = fixture.workspace().applications();
        controller.addRule();
        QCOMPARE(ruleNames(controller), (QStringList{"assets", "account", "", "admin"}));
        QCOMPARE(controller.rule(), 2);
    }

    void readOnlyProject_isNotChanged()
    {
        DesktopFixture fixture;
        fixture.openSample("everything");
        auto& document = fixture.workspace().document();
        document.setReadOnly(true);
        auto& controller = fixture.workspace().applications();
        const auto before = document.project();
        controller.addApplication();
        controller.duplicateApplication();
        controller.removeApplication();
        controller.addRule();
        controller.removeRule();
        QVERIFY(!controller.moveRule(0, 1));
        QVERIFY(!controller.editRule("x", "name", [](access::AccessRule& rule) { rule.name = "x"; }));
        auto* rules = controller.rules();
        const std::unique_ptr<QMimeData> first(rules->mimeData({rules->index(0, 0)}));
        rules->dropMimeData(first.get(), Qt::MoveAction, 3, 0, {});
        QVERIFY(document.project() == before);
        QVERIFY(!rules->flags(rules->index(0, 0)).testFlag(Qt::ItemIsDragEnabled));
    }

    void tester_answersWhatTheEvaluatorAnswers_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("user"); // "": nobody, "{...": claims, else a declared user
        const auto row = [](const char* name, const char* method, const char* host, const char* path,
                            const char* user) { QTest::newRow(name) << method << host << path << user; };
        const char* shop = "shop.sso.example.com";
        row("public", "GET", shop, "/shop/assets/a.css", "");
        row("public, other method", "POST", shop, "/shop/assets/a.css", "");
        row("nobody", "GET", shop, "/shop/account/1", "");
        row("any user", "GET", shop, "/shop/account/1", "alice");
        row("role that is not passed on", "GET", shop, "/shop/x", "alice");
        row("client role", "GET", shop, "/shop/x", R"({"resource_access": {"my.app": {"roles": ["edit"]}}})");
        row("group", "GET", shop, "/shop/x", R"({"teams": ["/ops"]})");
        row("claims, nested", "GET", shop, "/shop/x",
            R"({"tenant": "acme", "teams": ["red"], "email": "a@example.com"})");
        row("claims, one missing", "GET", shop, "/shop/x", R"({"tenant": "acme", "teams": ["red"]})");
        row("other host", "GET", "elsewhere.example.com", "/shop/x", "alice");
        row("encoded slash", "GET", shop, "/shop%2fx", "alice");
        row("above the root", "GET", shop, "/../x", "");
        row("no path", "GET", shop, "", "");
        row("no host", "GET", "a b", "/", "");
        row("lower-case method", "get", shop, "/shop/assets/a.css", "");
    }
    void tester_answersWhatTheEvaluatorAnswers()
    {
        QFETCH(QString, method);
        QFETCH(QString, host);
        QFETCH(QString, path);
        QFETCH(QString, user);
        DesktopFixture fixture;
        fixture.openSample("everything");
        const auto& project = fixture.workspace().document().project();
        auto& tester = fixture.workspace().applications().tester();
        AccessTester::Question question;
        question.method = method;
        question.host = host;
        question.path = path;
        std::optional<json::object> claims;
        if (user.startsWith('{')) {
            question.as = As::Claims;
            question.claims = user;
            claims = *parseJsonObject(user.toStdString());
        } else if (!user.isEmpty()) {
            question.as = As::User;
            question.username = user;
            claims = exampleClaims(project, project.users.front());
        }
        tester.setQuestion(question);

        const auto evaluator = access::AccessEvaluator::create(project.accessPolicy());
        QVERIFY(evaluator.has_value());
        const auto m = method.toStdString();
        const auto h = host.toStdString();
        const auto p = path.toStdString();
        const auto expected = evaluator->evaluate({h, p, m}, claims ? &*claims : nullptr);
        QVERIFY(tester.answer().has_value());
        QCOMPARE(static_cast<int>(tester.answer()->outcome), static_cast<int>(expected.outcome));
        const auto& rules = project.applications[0].access;
        if (expected.rule != nullptr && tester.answer()->rule >= 0)
            QCOMPARE(rules[static_cast<std::size_t>(tester.answer()->rule)].name, expected.rule->name);
        if (expected.outcome == AccessOutcome::Deny)
            QCOMPARE(tester.answer()->why, toQString(expected.reason));
        QVERIFY(!tester.answer()->by.isEmpty());
    }

    void tester_followsTheProject_andSaysWhatItCannotRead()
    {
        DesktopFixture fixture;
        fixture.openSample("everything");
        auto& controller = fixture.workspace().applications();
        auto& tester = controller.tester();
        AccessTester::Question question;
        question.host = "shop.sso.example.com";
        question.path = "/shop/account/1";
        tester.setQuestion(question);
        QCOMPARE(tester.answer()->outcome, AccessOutcome::NeedLogin);
        QCOMPARE(tester.answer()->rule, 1);
        controller.selectRule(1);
        controller.editRule("x", {},
                            [](access::AccessRule& rule) { rule.mode = access::AccessMode::Public; });
        QCOMPARE(tester.answer()->outcome, AccessOutcome::Allow);

        question.as = As::Claims;
        question.claims = "{not json";
        tester.setQuestion(question);
        QVERIFY(!tester.answer() && tester.error());
        question.as = As::User;
        question.username = "nobody-we-know";
        tester.setQuestion(question);
        QCOMPARE(tester.error()->code, ErrorCode::NotFound);

        question.as = As::Nobody;
        tester.setQuestion(question);
        controller.editRule("x", {}, [](access::AccessRule& rule) {
            rule.mode = access::AccessMode::Require;
            rule.requirement = leaf(Requirement::Kind::ClaimMatches, "email", "((((");
        });
        QVERIFY(!tester.answer());
        QCOMPARE(toQString(tester.error()->context), QString("applications[0].access[1]"));
        QVERIFY(controller.matrix()->error().has_value());
        QCOMPARE(controller.matrix()->rowCount(), 0);
    }

    void roleRestriction_showsInTheExampleClaims()
    {
        const auto project = DesktopFixture::sampleProject("everything");
        const auto claims = exampleClaims(project, project.users.front());
        const auto roles = claims.at("app").at("roles").as_array();
        QCOMPARE(roles.size(), std::size_t(1));
        QCOMPARE(roles[0].as_string().c_str(), "reader");
    }

    void matrix_isTheEvaluatorsAnswerInEveryCell()
    {
        DesktopFixture fixture;
        fixture.openSample("everything");
        const auto& project = fixture.workspace().document().project();
        auto* matrix = fixture.workspace().applications().matrix();
        QCOMPARE(matrix->columnCount(), 4); // two roles, any signed-in user, nobody
        QCOMPARE(matrix->rowCount(), 4);    // two paths of assets, account, everything
        const auto evaluator = access::AccessEvaluator::create(project.accessPolicy());
        for (int row = 0; row < matrix->rowCount(); ++row) {
            const auto parts = matrix->request(row).split(' ');
            const QUrl url(parts[1]);
            const auto method = parts[0].toStdString();
            const auto host = url.host().toStdString();
            const auto path = url.path().toStdString();
            for (int column = 0; column < matrix->columnCount(); ++column) {
                const json::object claims =
                    column < 2 ? claimsWithRoles(project, {project.roles[std::size_t(column)].name})
                               : json::object();
                const auto expected =
                    evaluator->evaluate({host, path, method}, column == 3 ? nullptr : &claims);
                QCOMPARE(matrix->index(row, column).data(AccessMatrix::OutcomeRole).toInt(),
                         static_cast<int>(expected.outcome));
                QVERIFY(!matrix->sentence(row, column).isEmpty());
            }
        }
    }

    void matrix_isBounded()
    {
        auto project = DesktopFixture::sampleProject("everything");
        project.roles.clear();
        for (int i = 0; i < 200; ++i)
            project.roles.push_back({"role-" + std::to_string(i), {}});
        for (int i = 0; i < 1000; ++i) {
            access::AccessRule rule;
            rule.paths.push_back({access::PathPattern::Kind::Exact, "/p" + std::to_string(i)});
            project.applications[0].access.insert(project.applications[0].access.begin(), rule);
        }
        AccessMatrix matrix;
        matrix.setProject(project);
        QVERIFY(matrix.isCut());
        QCOMPARE(matrix.rowCount(), AccessMatrix::maxRows);
        QCOMPARE(matrix.columnCount(), AccessMatrix::maxRoles + 2);
    }

    void page_keysMoveTheRule_andTypingEditsIt()
    {
        DesktopFixture fixture;
        fixture.openSample("everything");
        ApplicationsPage page(fixture.viewContext());
        page.resize(1000, 700);
        page.show();
        auto& controller = fixture.workspace().applications();
        auto* table = page.findChild<RowTable*>("rules");
        QTest::keyClick(table, Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(ruleNames(controller), (QStringList{"account", "assets", "admin"}));
        QCOMPARE(controller.rule(), 1);
        QTest::keyClick(table, Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(ruleNames(controller), (QStringList{"assets", "account", "admin"}));
        QTest::keyClick(table, Qt::Key_Down);
        QCOMPARE(controller.rule(), 1);

        const auto field = controller.ruleField();
        auto* name = page.findChild<QLineEdit*>(field + ".name");
        name->selectAll();
        QTest::keyClicks(name, "mine");
        QCOMPARE(controller.selectedRule()->name, std::string("mine"));
        auto* methods = page.findChild<QLineEdit*>(field + ".methods");
        QTest::keyClicks(methods, "get, po");
        QCOMPARE(controller.selectedRule()->methods, (std::vector<std::string>{"GET", "PO"}));
        QCOMPARE(methods->text(), QString("get, po"));
        // Typing merges into one edit a field.
        fixture.workspace().document().undoStack()->undo();
        QVERIFY(controller.selectedRule()->methods.empty());
        fixture.workspace().document().undoStack()->undo();
        QCOMPARE(controller.selectedRule()->name, std::string("account"));
    }

    void page_revealsARulesField()
    {
        DesktopFixture fixture;
        fixture.openSample("everything");
        ApplicationsPage page(fixture.viewContext());
        page.show();
        page.reveal("applications[0].access[2].paths");
        QCOMPARE(fixture.workspace().applications().rule(), 2);
        QVERIFY(page.focusWidget() != nullptr);
        QCOMPARE(page.focusWidget()->objectName(), QString("applications[0].access[2].paths"));
        page.reveal("applications[9].access[9]");
        page.reveal("nonsense");
    }

    void page_formsGoWithTheirApplication()
    {
        DesktopFixture fixture;
        fixture.openSample("everything");
        ApplicationsPage page(fixture.viewContext());
        page.show();
        auto& controller = fixture.workspace().applications();
        controller.removeApplication();
        QCOMPARE(controller.application(), -1);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        fixture.workspace().document().undoStack()->undo();
        QCOMPARE(controller.application(), 0);
        QVERIFY(page.findChild<QLineEdit*>("applications[0].name") != nullptr);
    }

    void page_disablesEditors_whenReadOnly()
    {
        DesktopFixture fixture;
        fixture.openSample("everything");
        ApplicationsPage page(fixture.viewContext());
        page.show();
        fixture.workspace().applications().selectRule(2);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        fixture.workspace().document().setReadOnly(true);
        for (const char* name :
             {"primary", "addRule", "removeRule", "duplicateApplication", "removeApplication"})
            QVERIFY2(!page.findChild<QPushButton*>(name)->isEnabled(), name);
        QVERIFY(!page.findChild<RequirementEditor*>()->isEnabled());
        QVERIFY(!page.findChild<QLineEdit*>("applications[0].name")->isEnabled());
    }

    void requirementEditor_buildsNestedGroups()
    {
        RequirementEditor editor;
        editor.setRoles({"admin", "reader"});
        editor.show();
        QSignalSpy edited(&editor, &RequirementEditor::edited);
        const auto button = [&](const char* name, int index) -> QAbstractButton* {
            int at = 0;
            for (auto* found : editor.findChildren<QAbstractButton*>()) {
                if (found->accessibleName() == QString(name) && found->isVisible() && at++ == index)
                    return found;
            }
            return nullptr;
        };
        const auto press = [&](const char* name, int index) {
            auto* found = button(name, index);
            if (found == nullptr)
                return false;
            found->click();
            QCoreApplication::processEvents(); // the rows are made anew ...
            QCoreApplication::processEvents(); // ... and shown
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
            return true;
        };
        QVERIFY(press("Add a condition", 0));
        QCOMPARE(editor.requirement().kind, Requirement::Kind::Role);
        QVERIFY(press("Add a group of conditions", 0));
        QVERIFY(press("Add a group of conditions", 1));
        const auto built = editor.requirement();
        QCOMPARE(built.kind, Requirement::Kind::AllOf);
        QCOMPARE(built.parts.size(), std::size_t(2));
        QCOMPARE(built.parts[1].kind, Requirement::Kind::AnyOf);
        QCOMPARE(built.parts[1].parts[1].kind, Requirement::Kind::AllOf);
        QCOMPARE(edited.count(), 3);

        auto* role = editor.findChild<QComboBox*>(QString(), Qt::FindChildrenRecursively);
        for (auto* box : editor.findChildren<QComboBox*>()) {
            if (box->accessibleName() == "Role") {
                role = box;
                break;
            }
        }
        QCOMPARE(role->findText("reader"), 1);
        QTest::keyClicks(role->lineEdit(), "free text");
        QCOMPARE(editor.requirement().parts[0].name, std::string("free text"));
        QVERIFY(press("Remove the group", 0));
        QCOMPARE(editor.requirement().kind, Requirement::Kind::Role);
        QVERIFY(press("Remove the condition", 0));
        QVERIFY(editor.requirement().parts.empty());
    }

    void requirementEditor_keepsWhatItWasGiven()
    {
        const auto project = DesktopFixture::sampleProject("everything");
        RequirementEditor editor;
        const auto& given = project.applications[0].access[2].requirement;
        editor.setRequirement(given);
        QVERIFY(editor.requirement() == given);
    }

    void matrixView_goesByKeys_andSaysWhatItShows()
    {
        DesktopFixture fixture;
        fixture.openSample("everything");
        auto& controller = fixture.workspace().applications();
        ApplicationsPage page(fixture.viewContext());
        page.show();
        auto* view = page.findChild<AccessMatrixView*>("matrix");
        QSignalSpy sentences(view, &AccessMatrixView::sentenceChanged);
        view->setCurrentIndex(view->model()->index(2, 0));
        QTest::keyClick(view, Qt::Key_Right);
        QCOMPARE(view->currentIndex().column(), 1);
        QVERIFY(sentences.last().first().toString().contains("Allowed"));
        auto* accessible = QAccessible::queryAccessibleInterface(view);
        QVERIFY(accessible != nullptr && accessible->tableInterface() != nullptr);
        QVERIFY(accessible->tableInterface()->cellAt(2, 1)->text(QAccessible::Name).contains("writer"));
        QTest::keyClick(view, Qt::Key_Return);
        QCOMPARE(controller.rule(), 1);
    }

    void hostileValues_stayInTheirPlace()
    {
        DesktopFixture fixture;
        auto project = DesktopFixture::sampleProject("everything");
        const std::string hostile = "<b>&amp;\u202Eevil\n\U0001F525" + std::string(5000, 'W');
        project.applications[0].name = hostile;
        project.applications[0].hosts = {hostile};
        project.applications[0].pathPrefix = hostile;
        project.roles = {{hostile, hostile}};
        project.users[0].username = hostile;
        for (auto& rule : project.applications[0].access) {
            rule.name = hostile;
            rule.methods = {hostile};
            rule.mode = access::AccessMode::Require;
            rule.requirement = leaf(Requirement::Kind::Role, hostile);
        }
        fixture.workspace().document().create(project);
        ApplicationsPage page(fixture.viewContext());
        page.resize(760, 560);
        page.show();
        QCoreApplication::processEvents();
        QVERIFY(page.width() <= 760);
        const auto shown = page.findChild<RowTable*>("rules")->model()->index(0, 0).data().toString();
        QVERIFY(shown.size() < 400);
        QVERIFY(!shown.contains(QChar(0x202E)));
    }
};

QTEST_MAIN(TestApplicationsStep)
#include "tst_ApplicationsStep.moc"
