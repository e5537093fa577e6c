#include "DesktopFixture.h"
#include "EventLoopWatchdog.h"
#include "core/Encoding.h"
#include "desktop/controllers/InspectorController.h"
#include "desktop/controllers/ProjectJournal.h"
#include "desktop/models/ClaimSpans.h"
#include "desktop/models/ClaimTreeModel.h"
#include "desktop/models/Text.h"
#include "desktop/models/TokenText.h"
#include "desktop/views/InspectorWindow.h"
#include "desktop/views/steps/InspectorPage.h"
#include "desktop/views/widgets/TokenView.h"
#include "support/FakeHttpClient.h"
#include "support/TestSigner.h"

#include <QtTest/QtTest>
#include <QtWidgets/QtWidgets>

using namespace meshsso;
using namespace meshsso::desktop;
using meshsso::test::DesktopFixture;
using meshsso::test::httpAnswer;
using meshsso::test::TestSigner;

namespace {

constexpr std::int64_t now = 1'800'000'000;

struct Bench
{
    Bench()
    {
        auto project = DesktopFixture::sampleProject();
        project.identityProvider.exposure = project::Exposure::Https;
        project.identityProvider.url = "https://kc.example.com";
        project.identityProvider.realm = "Test-oidc";
        fixture.workspace().document().create(project);
        fixture.answer = [this](const net::HttpRequest& request) -> Result<net::HttpResponse> {
            const auto end = request.url.find("/.well-known/");
            if (end != std::string::npos) {
                const auto issuer = request.url.substr(0, end);
                return httpAnswer(200, json::serialize(json::object{
                                           {"issuer", issuer},
                                           {"authorization_endpoint", issuer + "/auth"},
                                           {"token_endpoint", issuer + "/token"},
                                           {"jwks_uri", issuer + "/certs"},
                                           {"response_types_supported", json::array{"code"}},
                                           {"subject_types_supported", json::array{"public"}},
                                           {"code_challenge_methods_supported", json::array{"S256"}},
                                           {"id_token_signing_alg_values_supported", json::array{"ES256"}}}));
            }
            return httpAnswer(200, signer.jwks());
        };
    }

    json::object claims() const
    {
        return {{"iss", "https://kc.example.com/realms/Test-oidc"},
                {"aud", json::array{"oauth2proxy", "account"}},
                {"sub", "user-1"},
                {"typ", "Bearer"},
                {"azp", "oauth2proxy"},
                {"iat", now - 60},
                {"exp", now + 300},
                {"preferred_username", "alice"},
                {"email", "alice@example.com"},
                {"roles", json::array{"httpbin-user"}}};
    }
    std::string token() const { return signer.sign(claims()); }
    InspectorController& controller() { return fixture.workspace().inspector(); }

    bool settle()
    {
        auto& c = controller();
        return QTest::qWaitFor(
            [&] {
                return !c.token().isInspecting() && !c.other().isInspecting() && !c.keysJob().isRunning();
            },
            10'000);
    }
    bool inspect(const std::string& text)
    {
        controller().inspect(SecretString(text));
        return settle();
    }
    login::CheckState check(std::string_view name)
    {
        const auto* current = controller().token().current();
        const auto* found = current == nullptr ? nullptr : current->check(name);
        return found == nullptr ? login::CheckState::NotChecked : found->state;
    }

    DesktopFixture fixture;
    TestSigner signer = TestSigner::ec();
};

} // namespace

class TestTokenInspector : public QObject
{
    Q_OBJECT

private slots:
    void memberSpans_findEachClaim()
    {
        const std::string json = "{\"a\":1, \"b\" : {\"a\":[1,\"}\"]},\"c\":\"x\\\"y\" ,\"d\":[{},\"]\"] }";
        std::vector<std::string> texts;
        for (const auto& span : memberSpans(json))
            texts.push_back(json.substr(span.offset, span.length));
        const std::vector<std::string> expected{"\"a\":1", "\"b\" : {\"a\":[1,\"}\"]}", "\"c\":\"x\\\"y\"",
                                                "\"d\":[{},\"]\"]"};
        QCOMPARE(texts, expected);
        for (const char* odd : {"", "[]", "{", "{\"a", "{\"a\":", "}{", "\"\\", "{\"a\":\"\\"})
            (void)memberSpans(odd);
    }

    void encodedSpan_holdsTheBytes()
    {
        const std::string json = "{\"iss\":\"https://x\",\"sub\":\"someone\",\"n\":1}";
        const auto encoded = base64UrlEncode(json);
        for (const auto& span : memberSpans(json)) {
            const auto place = encodedSpan(span);
            QVERIFY(place.offset + place.length <= encoded.size());
            // Whole quartets around it decode to text that has the member in it.
            const auto first = place.offset / 4 * 4;
            const auto end = std::min((place.offset + place.length + 3) / 4 * 4, encoded.size());
            const auto decoded = base64UrlDecode(encoded.substr(first, end - first));
            QVERIFY(decoded);
            QVERIFY(decoded->find(json.substr(span.offset, span.length)) != std::string::npos);
        }
    }

    void tree_tiesClaimsToTheRawToken()
    {
        Bench bench;
        QVERIFY(bench.inspect(bench.token()));
        auto& slot = bench.controller().token();
        ClaimTreeModel model;
        model.show(
            *slot.current(), slot.text(),
            {{"aud", "audience", "oidc-audience-mapper", "meshsso-audience", false, true, true, false}});
        QCOMPARE(model.rowCount(), 3);
        const auto payload = model.index(1, 0);
        QCOMPARE(model.rowCount(payload), 10);
        const auto audience = model.index(1, 0, payload);
        QCOMPARE(audience.data(ClaimTreeModel::PathRole).toString(), QString("aud"));
        QVERIFY(audience.data(ClaimTreeModel::OriginRole).toString().contains("meshsso-audience"));
        QVERIFY(!audience.data(ClaimTreeModel::ExplanationRole).toString().isEmpty());
        const int offset = audience.data(ClaimTreeModel::OffsetRole).toInt();
        QCOMPARE(model.rowAt(offset + 3), audience);
        QCOMPARE(model.rowAt(0), model.index(0, 0)); // the brace before the first member
        QCOMPARE(model.rowAt(static_cast<int>(slot.currentText().size()) - 1), model.index(2, 0));
        QVERIFY(!model.rowAt(1'000'000).isValid());
        // A date is shown in local time.
        const auto expiry = model.index(6, 0, payload);
        QCOMPARE(expiry.data(ClaimTreeModel::TimeRole).toLongLong(), qlonglong(now + 300));
        QCOMPARE(model.index(6, 1, payload).data().toString(), localTime(fromUnixSeconds(now + 300)));
    }

    void signature_needsKeysThatSomebodyAskedFor()
    {
        Bench bench;
        QVERIFY(bench.inspect(bench.token()));
        QTest::qWait(50);
        QVERIFY(bench.fixture.requests.empty());
        QCOMPARE(bench.check("signature"), login::CheckState::NotChecked);
        QCOMPARE(bench.controller().state().status, StepStatus::Attention);
        bench.controller().fetchProjectKeys();
        QVERIFY(bench.settle());
        QCOMPARE(bench.check("signature"), login::CheckState::Pass);
        QCOMPARE(bench.check("issuer"), login::CheckState::Pass);
        QCOMPARE(bench.check("audience"), login::CheckState::Pass);
        QCOMPARE(bench.controller().state().status, StepStatus::Done);
        for (const auto& request : bench.fixture.requests)
            QVERIFY(request.url.starts_with("https://kc.example.com/realms/Test-oidc/"));
        bench.controller().forgetKeys();
        QVERIFY(bench.settle());
        QCOMPARE(bench.check("signature"), login::CheckState::NotChecked);
    }

    void pastedKey_verifiesOffline_data()
    {
        QTest::addColumn<int>("form");
        QTest::newRow("jwks") << 0;
        QTest::newRow("jwk") << 1;
        QTest::newRow("pem") << 2;
    }
    void pastedKey_verifiesOffline()
    {
        QFETCH(int, form);
        Bench bench;
        QVERIFY(bench.inspect(bench.token()));
        const std::string text = form == 0   ? bench.signer.jwks()
                                 : form == 1 ? json::serialize(bench.signer.publicJwk())
                                             : bench.signer.publicPem();
        QVERIFY(bench.controller().usePastedKeys(toQString(text)));
        QVERIFY(bench.settle());
        QCOMPARE(bench.check("signature"), login::CheckState::Pass);
        QVERIFY(bench.fixture.requests.empty());
    }

    void wrongKey_fails()
    {
        Bench bench;
        QVERIFY(bench.inspect(bench.token()));
        QVERIFY(bench.controller().usePastedKeys(toQString(TestSigner::ec().jwks())));
        QVERIFY(bench.settle());
        QCOMPARE(bench.check("signature"), login::CheckState::Fail);
        QCOMPARE(bench.controller().state().status, StepStatus::Failed);
    }

    void noKey_isRefusedAndTheOldOnesStay()
    {
        Bench bench;
        QVERIFY(bench.controller().usePastedKeys(toQString(bench.signer.jwks())));
        const auto before = bench.controller().keysText();
        for (const char* bad :
             {"", "{}", "hello", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"})
            QVERIFY2(!bench.controller().usePastedKeys(bad), bad);
        QCOMPARE(bench.controller().keysText(), before);
    }

    void failingKeys_areSaid()
    {
        Bench bench;
        bench.fixture.answer = {};
        bench.controller().fetchProjectKeys();
        QVERIFY(bench.settle());
        QCOMPARE(bench.controller().keysJob().state(), Job::State::Failed);
        QCOMPARE(bench.controller().keySource(), InspectorController::KeySource::None);
    }

    void expiry_isNoticedWhileOneLooks()
    {
        Bench bench;
        QVERIFY(bench.inspect(bench.token()));
        QCOMPARE(bench.check("expiry"), login::CheckState::Pass);
        bench.fixture.clock.advance(std::chrono::seconds(400));
        bench.controller().tick();
        QVERIFY(bench.settle());
        QCOMPARE(bench.check("expiry"), login::CheckState::Fail);
        QCOMPARE(relativeTimeText(fromUnixSeconds(now + 300), bench.controller().now()),
                 QString("1 min 40 s ago"));
    }

    void hostileTokens_areLookedAtCalmly_data()
    {
        QTest::addColumn<QByteArray>("text");
        const auto part = [](std::string_view json) {
            return QByteArray::fromStdString(base64UrlEncode(json));
        };
        QTest::newRow("blank") << QByteArray("  \n ");
        QTest::newRow("words") << QByteArray("this is no token at all");
        QTest::newRow("dots") << QByteArray("..");
        QTest::newRow("none") << part("{\"alg\":\"none\"}") + "." + part("{\"sub\":\"x\"}") + ".";
        QTest::newRow("five parts") << part("{\"alg\":\"RSA-OAEP\",\"enc\":\"A128GCM\"}") + ".a.b.c.d";
        QTest::newRow("header is a list") << part("[]") + "." + part("{}") + ".AAAA";
        QTest::newRow("payload is no JSON")
            << part("{\"alg\":\"ES256\"}") + "." + part("\xff\xfe{") + ".AAAA";
        QTest::newRow("deep") << part("{\"alg\":\"ES256\"}") + "." +
                                     part("{\"a\":" + std::string(5000, '[') + std::string(5000, ']') + "}") +
                                     ".AAAA";
        QTest::newRow("markup")
            << part("{\"alg\":\"<b>x</b>\"}") + "." +
                   part("{\"<img src=x>\":\"\xE2\x80\xAE evil\",\"exp\":1e99,\"iat\":-1}") + ".AAAA";
        QTest::newRow("nul") << QByteArray("ey\0J", 4) + part("{}") + ".AAAA";
        QTest::newRow("twice") << part("{\"alg\":\"ES256\"}") + "." + part("{\"a\":1,\"a\":2}") + ".AAAA";
    }
    void hostileTokens_areLookedAtCalmly()
    {
        QFETCH(QByteArray, text);
        Bench bench;
        (void)bench.controller().usePastedKeys(toQString(bench.signer.jwks()));
        InspectorPage page(bench.fixture.viewContext());
        page.resize(800, 700);
        page.show();
        QVERIFY(bench.inspect(text.toStdString()));
        QTest::qWait(20);
        QVERIFY(bench.check("signature") != login::CheckState::Pass);
        QVERIFY(bench.controller().state().status != StepStatus::Done);
        QVERIFY(!page.grab().isNull());
    }

    void largePaste_doesNotStallTheWindow()
    {
        Bench bench;
        auto claims = bench.claims();
        json::array roles;
        for (int i = 0; i < 40'000; ++i)
            roles.push_back(json::value("role-number-" + std::to_string(i)));
        claims["roles"] = roles;
        const auto token = bench.signer.sign(claims);
        const QString paste = QString::fromStdString(std::string(300'000, 'x') + " " + token);
        QVERIFY(paste.size() > 900'000);
        InspectorPage page(bench.fixture.viewContext());
        page.resize(800, 700);
        page.show();
        QTest::qWait(50);
        auto* raw = page.findChild<TokenView*>("rawToken");
        test::EventLoopWatchdog watchdog;
        QTest::qWait(20);
        watchdog.reset();
        emit raw->textGiven(paste);
        QVERIFY(bench.settle());
        QTest::qWait(100);
        QVERIFY2(watchdog.longestGap() < 100, qPrintable(QString::number(watchdog.longestGap())));
        QVERIFY(raw->shownLength() <= TokenView::maxShown);
    }

    void tooLargePaste_isCutAndSaidSo()
    {
        Bench bench;
        QVERIFY(bench.inspect(bench.token() + std::string(2 * login::maxInspectedBytes, ' ')));
        QVERIFY(bench.controller().token().wasCut());
        QCOMPARE(bench.controller().token().text().size(), login::maxInspectedBytes);
        QVERIFY(bench.controller().token().current() != nullptr);
    }

    void severalTokens_areAChoice()
    {
        Bench bench;
        auto id = bench.claims();
        id["typ"] = "ID";
        id["preferred_username"] = "bob";
        InspectorPage page(bench.fixture.viewContext());
        page.show();
        QVERIFY(bench.inspect(json::serialize(
            json::object{{"access_token", bench.token()}, {"id_token", bench.signer.sign(id)}})));
        auto* chooser = page.findChild<QComboBox*>("tokenChooser");
        QVERIFY(chooser->isVisible());
        QCOMPARE(chooser->count(), 2);
        QVERIFY(chooser->itemText(0).contains("alice"));
        QVERIFY(chooser->itemText(1).contains("bob"));
        bench.controller().token().setCurrentIndex(1);
        QCOMPARE(stringOr(bench.controller().token().current()->payload, "preferred_username"),
                 std::string_view("bob"));
    }

    void tokensOwnIssuer_isAskedFirst()
    {
        Bench bench;
        auto claims = bench.claims();
        claims["iss"] = "https://elsewhere.example.net/realms/x";
        InspectorPage page(bench.fixture.viewContext());
        page.show();
        QVERIFY(bench.inspect(bench.signer.sign(claims)));
        auto* ask = page.findChild<QPushButton*>("fetchTokenIssuerKeys");
        QVERIFY(ask->isVisible());
        ask->click();
        QTest::qWait(50);
        QCOMPARE(bench.fixture.dialogs.confirmations.size(), std::size_t(1));
        QVERIFY(bench.fixture.dialogs.confirmations[0].text.contains("elsewhere.example.net"));
        QVERIFY(bench.fixture.requests.empty());
        bench.fixture.dialogs.isConfirming = true;
        ask->click();
        QVERIFY(bench.settle());
        QCOMPARE(bench.check("signature"), login::CheckState::Pass);
        QCOMPARE(bench.check("issuer"), login::CheckState::Fail);
        for (const auto& request : bench.fixture.requests) {
            QVERIFY(request.url.starts_with("https://elsewhere.example.net/"));
            QVERIFY(request.body.empty());
            for (const auto& header : request.headers)
                QVERIFY(header.value.find("eyJ") == std::string::npos);
        }
    }

    void anIssuerThatIsNoUrl_isNotOffered()
    {
        Bench bench;
        auto claims = bench.claims();
        for (const char* issuer : {"file:///etc/passwd", "javascript:alert(1)", "https://u:p@x/", ""}) {
            claims["iss"] = issuer;
            QVERIFY(bench.inspect(bench.signer.sign(claims)));
            QVERIFY2(bench.controller().tokenIssuer().isEmpty(), issuer);
        }
    }

    void twoTokens_areCompared()
    {
        Bench bench;
        auto other = bench.claims();
        other["sub"] = "user-2";
        other.erase("email");
        other["groups"] = json::array{"/ops"};
        QVERIFY(bench.inspect(bench.token()));
        bench.controller().compareWith(SecretString(bench.signer.sign(other)));
        QVERIFY(QTest::qWaitFor([&] { return !bench.controller().differences().empty(); }));
        std::map<std::string, login::ClaimComparison> found;
        for (const auto& difference : bench.controller().differences())
            found[difference.path] = difference.comparison;
        QCOMPARE(found["sub"], login::ClaimComparison::Different);
        QCOMPARE(found["email"], login::ClaimComparison::OnlyLeft);
        QCOMPARE(found["groups"], login::ClaimComparison::OnlyRight);
        QCOMPARE(found["aud"], login::ClaimComparison::Equal);
    }

    void rules_sayWhatItOpens()
    {
        Bench bench;
        QVERIFY(!bench.controller().answer());
        QVERIFY(bench.inspect(bench.token()));
        bench.controller().setRequest({"GET", "/headers", {}});
        auto answer = bench.controller().answer();
        QVERIFY(answer && *answer);
        QCOMPARE((*answer)->outcome, access::AccessOutcome::Allow);
        QCOMPARE(bench.controller().verdicts().size(), std::size_t(2));
        auto without = bench.claims();
        without.erase("roles");
        QVERIFY(bench.inspect(bench.signer.sign(without)));
        answer = bench.controller().answer();
        QCOMPARE((*answer)->outcome, access::AccessOutcome::Deny);
        QVERIFY(!bench.controller().verdicts()[1].isAllowed);
        bench.controller().setRequest({"GET", "/status/200", {}});
        QCOMPARE((*bench.controller().answer())->outcome, access::AccessOutcome::Allow);
        bench.controller().setRequest({"GET", "/%2e%2e/%00", {}});
        QCOMPARE((*bench.controller().answer())->outcome, access::AccessOutcome::Refuse);
    }

    void clear_wipes()
    {
        Bench bench;
        InspectorPage page(bench.fixture.viewContext());
        page.show();
        QVERIFY(bench.inspect(bench.token()));
        bench.controller().compareWith(SecretString(bench.token()));
        QVERIFY(bench.settle());
        QVERIFY(page.findChild<TokenView*>("rawToken")->toPlainText().startsWith("eyJ"));
        page.findChild<QPushButton*>("clearToken")->click();
        QVERIFY(bench.controller().token().isEmpty());
        QVERIFY(bench.controller().other().isEmpty());
        QVERIFY(page.findChild<TokenView*>("rawToken")->toPlainText().isEmpty());
        QVERIFY(page.findChild<TokenView*>("otherToken")->toPlainText().isEmpty());
        QCOMPARE(bench.controller().state().status, StepStatus::NotYet);
    }

    void copy_isMarkedAndTakenBack()
    {
        Bench bench;
        InspectorPage page(bench.fixture.viewContext());
        page.show();
        const auto token = bench.token();
        QVERIFY(bench.inspect("Authorization: Bearer " + token));
        page.findChild<QPushButton*>("copyToken")->click();
        const auto* held = QGuiApplication::clipboard()->mimeData();
        QCOMPARE(held->text(), toQString(token));
        QVERIFY(held->hasFormat("x-kde-passwordManagerHint"));
        // A selection does not get there by the back door.
        auto* raw = page.findChild<TokenView*>("rawToken");
        QGuiApplication::clipboard()->clear();
        raw->setFocus();
        raw->selectAll();
        QTest::keyClick(raw, Qt::Key_C, Qt::ControlModifier);
        QVERIFY(QGuiApplication::clipboard()->text().isEmpty());
    }

    void pasteByKeyboard_works()
    {
        Bench bench;
        InspectorPage page(bench.fixture.viewContext());
        page.show();
        QGuiApplication::clipboard()->setText(toQString(bench.token()));
        auto* raw = page.findChild<TokenView*>("rawToken");
        raw->setFocus();
        QTest::keyClick(raw, Qt::Key_V, Qt::ControlModifier);
        QVERIFY(bench.settle());
        QVERIFY(bench.controller().token().current() != nullptr);
        QCOMPARE(bench.controller().token().current()->form, login::TokenForm::Jws);
    }

    void pageAndWindow_showTheSame()
    {
        Bench bench;
        InspectorPage page(bench.fixture.viewContext());
        page.show();
        page.findChild<QPushButton*>("openInspectorWindow")->click();
        auto* window = page.findChild<InspectorWindow*>();
        QVERIFY(window != nullptr && window->isVisible());
        QVERIFY(bench.inspect(bench.token()));
        QCOMPARE(window->findChild<TokenView*>("rawToken")->toPlainText(),
                 page.findChild<TokenView*>("rawToken")->toPlainText());
        QVERIFY(!window->findChild<TokenView*>("rawToken")->toPlainText().isEmpty());
    }

    void pointing_goesBothWays()
    {
        Bench bench;
        InspectorPage page(bench.fixture.viewContext());
        page.resize(800, 700);
        page.show();
        QVERIFY(bench.inspect(bench.token()));
        auto* raw = page.findChild<TokenView*>("rawToken");
        auto* tree = page.findChild<QTreeView*>("claims");
        const auto payload = tree->model()->index(1, 0);
        const auto subject = tree->model()->index(2, 0, payload);
        QCOMPARE(subject.data(ClaimTreeModel::PathRole).toString(), QString("sub"));
        emit raw->characterPointed(subject.data(ClaimTreeModel::OffsetRole).toInt() + 4);
        QCOMPARE(tree->currentIndex().siblingAtColumn(0), subject);
        tree->setCurrentIndex(tree->model()->index(0, 0, payload));
        bool isMarked = false;
        for (const auto& selection : raw->extraSelections())
            isMarked = isMarked || selection.format.fontUnderline();
        QVERIFY(isMarked);
    }

    void pastedTokens_stayInMemory()
    {
        Bench bench;
        const auto token = bench.token();
        QVERIFY(bench.inspect(token));
        bench.controller().compareWith(SecretString(token));
        bench.controller().fetchProjectKeys();
        QVERIFY(bench.settle());
        bench.fixture.workspace().document().edit("x", "", [](project::SsoProject& p) { p.client.id = "y"; });
        bench.fixture.workspace().journal().flush();
        const auto signature = QByteArray::fromStdString(token.substr(token.rfind('.') + 1));
        QDirIterator files(bench.fixture.folder.path(), QDir::Files | QDir::Hidden,
                           QDirIterator::Subdirectories);
        int count = 0;
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains(signature), qPrintable(file.fileName()));
            ++count;
        }
        QVERIFY(count > 0);
        auto& activity = bench.fixture.workspace().activity();
        for (int row = 0; row < activity.requests()->rowCount(); ++row) {
            const auto& entry = activity.requests()->entry(row);
            QVERIFY(!(entry.requestText + entry.responseText + entry.curl)
                         .contains(QString::fromUtf8(signature)));
        }
        for (int row = 0; row < activity.log()->rowCount(); ++row)
            QVERIFY(!activity.log()->line(row).text.contains(QString::fromUtf8(signature)));
    }
};

QTEST_MAIN(TestTokenInspector)
#include "tst_TokenInspector.moc"
