#include "DesktopFixture.h"

#include "core/Encoding.h"
#include "desktop/controllers/CookieSecretRotation.h"
#include "desktop/models/Text.h"
#include "desktop/views/steps/EarlierSecrets.h"

#include <QPushButton>
#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::desktop;
using meshsso::test::DesktopFixture;
using secrets::SecretRef;

namespace {

SecretRef keychain(const std::string& name)
{
    return {SecretRef::Kind::Keychain, name};
}

/// The reference project with its cookie secret kept.
struct Desk
{
    DesktopFixture fixture;
    std::unique_ptr<CookieSecretRotation> rotation;

    Desk()
    {
        fixture.openSample();
        edit([](project::SessionSettings& session) { session.cookieSecret = keychain("shop/cookie"); });
        fixture.keychain->values["shop/cookie"] = "planted-first";
        rotation = std::make_unique<CookieSecretRotation>(fixture.workspace().secrets(), document());
    }
    ProjectDocument& document() { return fixture.workspace().document(); }
    const project::SessionSettings& session() { return document().project().authorization.session; }
    std::map<std::string, std::string>& values() { return fixture.keychain->values; }
    void edit(const std::function<void(project::SessionSettings&)>& change)
    {
        document().edit("edit", {},
                        [&](project::SsoProject& project) { change(project.authorization.session); });
    }
    bool rotate()
    {
        rotation->rotate();
        return QTest::qWaitFor([&] { return !rotation->isRunning(); });
    }
};

} // namespace

/// A rotated cookie secret signs nobody out, and nothing that somebody may still need is written over.
class TestCookieSecretRotation : public QObject
{
    Q_OBJECT

private slots:
    void rotation_keepsTheOldOne_andMakesAFreshOne()
    {
        Desk desk;
        QVERIFY(desk.rotation->canRotate());
        QVERIFY(desk.rotate());
        QVERIFY(!desk.rotation->error());
        QCOMPARE(desk.session().cookieSecret.toString(), std::string("keychain:shop/cookie-2"));
        QVERIFY(desk.session().previousCookieSecrets == std::vector{keychain("shop/cookie")});
        QCOMPARE(desk.values()["shop/cookie"], std::string("planted-first"));
        const auto fresh = base64UrlDecode(desk.values()["shop/cookie-2"]);
        QVERIFY(fresh.has_value());
        QCOMPARE(fresh->size(), std::size_t(32));

        QVERIFY(desk.rotate());
        QCOMPARE(desk.session().cookieSecret.toString(), std::string("keychain:shop/cookie-3"));
        QVERIFY(desk.session().previousCookieSecrets ==
                (std::vector{keychain("shop/cookie-2"), keychain("shop/cookie")}));
        QVERIFY(desk.values()["shop/cookie-3"] != desk.values()["shop/cookie-2"]);
        desk.document().undoStack()->undo();
        QCOMPARE(desk.session().cookieSecret.toString(), std::string("keychain:shop/cookie-2"));
        QCOMPARE(desk.session().previousCookieSecrets.size(), std::size_t(1));
    }

    void nameThatHoldsASecret_isNotWrittenOver()
    {
        Desk desk;
        QVERIFY(desk.rotate());
        const auto dropped = desk.values()["shop/cookie-2"];
        desk.document().undoStack()->undo();
        QVERIFY(desk.rotate());
        QCOMPARE(desk.values()["shop/cookie-2"], dropped);
        QCOMPARE(desk.session().cookieSecret.toString(), std::string("keychain:shop/cookie-3"));
    }

    void secretsElsewhere_getSuccessorsThatCanBeWritten()
    {
        const auto next = [](const char* present, std::vector<SecretRef> earlier = {}) {
            return CookieSecretRotation::successorOf(*SecretRef::parse(present), earlier,
                                                     keychain("shop/cookie"))
                .toString();
        };
        QCOMPARE(next("env:COOKIE"), std::string("keychain:shop/cookie"));
        QCOMPARE(next("env:COOKIE", {keychain("shop/cookie")}), std::string("keychain:shop/cookie-2"));
        QCOMPARE(next("file:secrets/cookie"), std::string("file:secrets/cookie-2"));
        QCOMPARE(next("keychain:a", {keychain("a-7")}), std::string("keychain:a-8"));
        QCOMPARE(next("keychain:a-2", {keychain("b-7")}), std::string("keychain:a-3"));
        QCOMPARE(next("keychain:a-b"), std::string("keychain:a-b-2"));
        QCOMPARE(next("keychain:a-"), std::string("keychain:a--2"));
        QCOMPARE(next("keychain:a-99999999999"), std::string("keychain:a-99999999999-2"));
    }

    void keychainThatFails_changesNothing()
    {
        Desk desk;
        desk.fixture.keychain->failure = Error{ErrorCode::Forbidden, "the keychain is locked", "keychain"};
        const auto before = desk.document().project();
        QVERIFY(desk.rotate());
        QVERIFY(desk.rotation->error().has_value());
        QCOMPARE(desk.rotation->error()->code, ErrorCode::Forbidden);
        QVERIFY(desk.document().project() == before);
        desk.fixture.keychain->failure.reset();
        QVERIFY(desk.rotate());
        QVERIFY(!desk.rotation->error());
        QCOMPARE(desk.session().previousCookieSecrets.size(), std::size_t(1));
    }

    void projectThatChangesMeanwhile_isLeftAlone()
    {
        Desk desk;
        desk.rotation->rotate();
        QVERIFY(desk.rotation->isRunning());
        QVERIFY(!desk.rotation->canRotate());
        desk.edit([](project::SessionSettings& session) { session.cookieSecret = keychain("other"); });
        QTRY_VERIFY(!desk.rotation->isRunning());
        QCOMPARE(desk.rotation->error()->code, ErrorCode::Conflict);
        QCOMPARE(desk.session().cookieSecret.toString(), std::string("keychain:other"));
        QVERIFY(desk.session().previousCookieSecrets.empty());
    }

    void anotherProject_isNotTouchedByTheAnswer()
    {
        Desk desk;
        desk.rotation->rotate();
        auto other = DesktopFixture::sampleProject();
        other.authorization.session.cookieSecret = keychain("shop/cookie");
        desk.document().create(other);
        QVERIFY(!desk.rotation->isRunning());
        QTest::qWait(50);
        QVERIFY(desk.session().previousCookieSecrets.empty());
        QVERIFY(!desk.rotation->error());
    }

    void rotation_isRefused_whereItCannotBe()
    {
        Desk desk;
        desk.document().setReadOnly(true);
        QVERIFY(!desk.rotation->canRotate());
        desk.rotation->rotate();
        QVERIFY(!desk.rotation->isRunning());
        desk.document().setReadOnly(false);
        desk.edit([](project::SessionSettings& session) {
            for (std::size_t i = 0; i < CookieSecretRotation::maxEarlier; ++i)
                session.previousCookieSecrets.push_back(keychain("old-" + std::to_string(i + 1)));
        });
        QVERIFY(!desk.rotation->canRotate());
        desk.rotation->forget(6);
        QVERIFY(desk.rotation->canRotate());
        desk.edit([](project::SessionSettings& session) { session.cookieSecret = {}; });
        QVERIFY(!desk.rotation->canRotate());
    }

    void field_rotatesAndForgets_andShowsNoValue()
    {
        Desk desk;
        EarlierSecrets field(desk.fixture.viewContext());
        field.show();
        auto* rotate = field.findChild<QPushButton*>("rotateCookieSecret");
        QTest::mouseClick(rotate, Qt::LeftButton);
        QTRY_COMPARE(desk.session().previousCookieSecrets.size(), std::size_t(1));
        const auto texts = [&] {
            QStringList all;
            for (auto* label : field.findChildren<QLabel*>())
                all << label->text();
            for (auto* button : field.findChildren<QPushButton*>())
                all << button->text() << button->toolTip() << button->accessibleName();
            return all.join('\n');
        };
        QVERIFY(texts().contains("keychain:shop/cookie"));
        for (const auto& [name, value] : desk.values())
            QVERIFY2(!texts().contains(toQString(value)), name.c_str());
        auto* log = desk.fixture.workspace().activity().log();
        for (int row = 0; row < log->rowCount(); ++row)
            QVERIFY(!log->line(row).text.contains(toQString(desk.values()["shop/cookie-2"])));

        QPushButton* forget = nullptr;
        for (auto* button : field.findChildren<QPushButton*>()) {
            if (button != rotate)
                forget = button;
        }
        QVERIFY(forget != nullptr);
        forget->setFocus();
        QTest::keyClick(forget, Qt::Key_Space);
        QVERIFY(desk.session().previousCookieSecrets.empty());
        // Its value stays, so that undo is whole; and the keyboard is not lost.
        QCOMPARE(desk.values()["shop/cookie"], std::string("planted-first"));
        QCOMPARE(field.focusWidget(), static_cast<QWidget*>(rotate));
        desk.document().undoStack()->undo();
        QCOMPARE(desk.session().previousCookieSecrets.size(), std::size_t(1));
    }
};

QTEST_MAIN(TestCookieSecretRotation)
#include "tst_CookieSecretRotation.moc"
