#include "EngineFixture.h"

#include "core/Encoding.h"
#include "core/Json.h"
#include "crypto/Digest.h"
#include "engine/Pages.h"
#include "engine/RequestId.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using engine::PageId;
using engine::PageLanguage;

namespace {

constexpr const char* uuid = "5f0c2b6e-91d4-4a39-8d6f-0e7c1b2a3d4e";

engine::CheckRequest requestWith(std::span<const engine::HeaderView> headers)
{
    engine::CheckRequest request;
    request.requestId = uuid;
    request.headers = headers;
    return request;
}

bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

/// What the browser hashes: everything between the style tags.
std::string styleOf(const std::string& body)
{
    const auto start = body.find("<style>") + 7;
    return body.substr(start, body.find("</style>") - start);
}

} // namespace

class PagesTest : public QObject
{
    Q_OBJECT

private slots:
    void namesEveryPage()
    {
        for (int i = 0; i < engine::pageCount; ++i) {
            const auto id = static_cast<PageId>(i);
            for (const auto language : {PageLanguage::English, PageLanguage::Chinese}) {
                const auto text = engine::builtInText(id, language);
                QVERIFY(!text.title.empty());
                QVERIFY(!text.message.empty());
                QVERIFY(isValidUtf8(text.message));
            }
            // A page with a link in one language has it in the other.
            QCOMPARE(engine::englishText(id).action.empty(), engine::chineseText(id).action.empty());
        }
    }

    void readsAcceptLanguage_data()
    {
        QTest::addColumn<QString>("header");
        QTest::addColumn<bool>("isChinese");
        QTest::newRow("none") << "" << false;
        QTest::newRow("zh") << "zh" << true;
        QTest::newRow("zh-CN") << "zh-CN,zh;q=0.9,en;q=0.8" << true;
        QTest::newRow("zh-Hans") << "zh-Hans-CN" << true;
        QTest::newRow("zh-TW: rather simplified than English") << "zh-TW,zh;q=0.9" << true;
        QTest::newRow("case") << "ZH-cn" << true;
        QTest::newRow("English first") << "en-US,en;q=0.9,zh-CN;q=0.8" << false;
        QTest::newRow("weights rather than order") << "en;q=0.3, zh;q=0.7" << true;
        QTest::newRow("equal weights: the first") << "zh;q=0.5,en;q=0.5" << true;
        QTest::newRow("equal weights: English first") << "en;q=0.5,zh;q=0.5" << false;
        QTest::newRow("a language we do not have") << "de,fr;q=0.9" << false;
        QTest::newRow("German, then Chinese") << "de,zh;q=0.4" << true;
        QTest::newRow("German, then English, then Chinese") << "de,en;q=0.5,zh;q=0.4" << false;
        QTest::newRow("refused") << "zh;q=0" << false;
        QTest::newRow("any") << "*" << false;
        QTest::newRow("anything but English") << "en;q=0,*" << true;
        QTest::newRow("not Chinese: zho, zha") << "zho, zhan" << false;
        QTest::newRow("blanks") << " zh ; q = 0.9 , en ; q=0.1" << true;
        QTest::newRow("weight over 1") << "zh;q=7,en;q=0.1" << false;
        QTest::newRow("weight with letters") << "zh;q=a" << false;
        QTest::newRow("negative") << "zh;q=-1" << false;
        QTest::newRow("only separators") << ",,;;,;q=1," << false;
        QTest::newRow("markup") << "zh\"><script>" << false;
        QTest::newRow("huge") << QString(60'000, ',') + "zh" << true;
    }
    void readsAcceptLanguage()
    {
        QFETCH(QString, header);
        QFETCH(bool, isChinese);
        const auto text = header.toStdString();
        QCOMPARE(engine::preferredLanguage(text) == PageLanguage::Chinese, isChinese);
        const engine::HeaderView headers[] = {{"Accept-Language", text}};
        const auto reply = engine::Pages().render(PageId::Forbidden, requestWith(headers));
        const std::string tag = isChinese ? "zh-Hans" : "en";
        QCOMPARE(std::string(reply.header("content-language")), tag);
        QCOMPARE(std::string(reply.header("vary")), std::string("Accept-Language"));
        QVERIFY(contains(reply.body, "<html lang=\"" + tag + "\""));
    }

    void sendsStrictHeaders_withEveryPage()
    {
        const engine::Pages pages;
        for (int i = 0; i < engine::pageCount; ++i) {
            const auto reply = pages.render(static_cast<PageId>(i), requestWith({}), "/a");
            const auto hash = base64Encode(crypto::sha256(styleOf(reply.body)));
            QCOMPARE(std::string(reply.header("content-security-policy")),
                     "default-src 'none'; style-src 'sha256-" + hash +
                         "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
            QCOMPARE(std::string(reply.header("cache-control")), std::string("no-store"));
            QCOMPARE(std::string(reply.header("x-content-type-options")), std::string("nosniff"));
            QCOMPARE(std::string(reply.header("x-frame-options")), std::string("DENY"));
            QCOMPARE(std::string(reply.header("referrer-policy")), std::string("no-referrer"));
            QCOMPARE(reply.contentType, std::string("text/html; charset=utf-8"));
            QCOMPARE(reply.status == 503, !reply.header("retry-after").empty());
            // Works without scripts, and asks for nothing from elsewhere.
            for (const auto* part :
                 {"<script", "<form", "<link", "<iframe", " style=", " src=\"http", "onclick"})
                QVERIFY2(!contains(reply.body, part), part);
        }
    }

    void escapesWhatComesFromOutside()
    {
        const std::string hostile = "\"><script>alert(1)</script>'&\r\nSet-Cookie: a=b";
        const engine::HeaderView headers[] = {{"Accept-Language", hostile}};
        auto request = requestWith(headers);
        request.requestId = hostile;
        request.host = hostile;
        for (int i = 0; i < engine::pageCount; ++i) {
            const auto reply = engine::Pages().render(static_cast<PageId>(i), request, hostile, hostile);
            QVERIFY(!contains(reply.body, "<script"));
            QVERIFY(!contains(reply.body, "alert(1)</"));
            QVERIFY(!contains(reply.body, "'&"));
            for (const auto& [name, value] : reply.headers)
                QVERIFY2(!hasControlCharacters(value) && !contains(value, "<"), name.c_str());
        }
    }

    void shortensReferences_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("reference");
        QTest::newRow("a gateway's") << uuid << "5f0c2b6e";
        QTest::newRow("upper case") << QString(uuid).toUpper() << "5F0C2B6E";
        QTest::newRow("our own") << "k3v9x0p2ma"
                                 << "k3v9x0p2ma";
        QTest::newRow("its beginning tells nothing") << "gateway-europe-west-000000000017"
                                                     << "gateway-europe-west-000000000017";
        QTest::newRow("as long as a UUID") << "5f0c2b6e-91d4-4a39-8d6f-0e7c1b2a3d4x"
                                           << "5f0c2b6e-91d4-4a39-8d6f-0e7c1b2a3d4x";
        QTest::newRow("none") << ""
                              << "";
    }
    void shortensReferences()
    {
        QFETCH(QString, id);
        QFETCH(QString, reference);
        const auto text = id.toStdString();
        QCOMPARE(std::string(engine::referenceOf(text)), reference.toStdString());
    }

    void logsTheWholeStory_underThePagesReference_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("isCheck");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("story"); // in the same line
        const QString host = EngineFixture::host;
        QTest::newRow("forbidden") << "/admin" << host << true << 403 << "role admin is missing";
        QTest::newRow("unsafe path") << "/a%2fb" << host << true << 400 << "slash";
        QTest::newRow("host") << "/oauth2/start"
                              << "evil.example.com" << false << 400 << "evil.example.com";
        QTest::newRow("return URL") << "/oauth2/start?rd=//evil.com" << host << false << 400 << "//evil.com";
        QTest::newRow("sign-out's return URL")
            << "/oauth2/sign_out?rd=//evil.com" << host << false << 400 << "logout.return_url_refused";
        QTest::newRow("unknown attempt")
            << "/oauth2/callback?code=a&state=b.c" << host << false << 400 << "not one of ours";
    }
    void logsTheWholeStory_underThePagesReference()
    {
        QFETCH(QString, target);
        QFETCH(QString, host);
        QFETCH(bool, isCheck);
        QFETCH(int, status);
        QFETCH(QString, story);
        EngineFixture server;
        server.clock.advance(std::chrono::seconds(1));
        Browser browser(server, host.toStdString());
        if (isCheck)
            browser.signIn();
        server.requestId = uuid;
        const auto path = target.toStdString();
        const auto answer = isCheck ? browser.check(path) : browser.open(path);
        QCOMPARE(answer.status, status);
        QVERIFY(contains(answer.body, "Reference: <code>5f0c2b6e</code>"));
        QVERIFY(!contains(answer.body, "5f0c2b6e-"));
        bool isFound = false;
        for (const auto& line : server.logLines)
            isFound = isFound || (contains(line, "5f0c2b6e") && contains(line, story.toStdString()));
        QVERIFY2(isFound, server.logText().c_str());
    }

    void givesPrograms_theSameReference()
    {
        EngineFixture server;
        server.requestId = uuid;
        const auto answer =
            server.send("GET", "/_check/x", {{"Host", EngineFixture::host}, {"Accept", "application/json"}});
        QCOMPARE(answer.status, 401);
        const auto object = parseJsonObject(answer.body);
        MESHSSO_VERIFY_OK(object);
        QCOMPARE(stringOr(*object, "reference"), std::string_view("5f0c2b6e"));
    }

    void namesWhatIsMissing_onlyWhereItIsAllowed_data()
    {
        QTest::addColumn<bool>("isShown");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("name");  // on the page
        QTest::addColumn<QString>("story"); // in the log
        for (const bool isShown : {false, true}) {
            const auto row = [&](const char* what) -> QTestData& {
                return QTest::newRow(qPrintable(QString("%1, shown: %2").arg(what).arg(isShown)));
            };
            row("role") << isShown << "/admin"
                        << "admin"
                        << "role admin is missing";
            row("claim") << isShown << "/research"
                         << "department = sales"
                         << "department";
        }
    }
    void namesWhatIsMissing_onlyWhereItIsAllowed()
    {
        QFETCH(bool, isShown);
        QFETCH(QString, path);
        QFETCH(QString, name);
        QFETCH(QString, story);
        auto config = EngineFixture::defaultConfig();
        config.pages.showMissingRole = isShown;
        config.access.rules[2].requirement.value = "sales";
        EngineFixture server(config);
        Browser browser(server);
        browser.signIn();
        const auto page = browser.check(path.toStdString());
        QCOMPARE(page.status, 403);
        QCOMPARE(contains(page.body, "<p>What is missing: " + name.toStdString() + "</p>"), isShown);
        QCOMPARE(contains(page.body, "missing"), isShown);
        const auto chinese = browser.check(path.toStdString(), {{"Accept-Language", "zh-CN"}});
        QCOMPARE(contains(chinese.body, name.toStdString()), isShown);
        const auto answer =
            browser.check(path.toStdString(), {{"Accept", "application/json"}, {"Sec-Fetch-Mode", "cors"}});
        QCOMPARE(answer.status, 403);
        const auto object = parseJsonObject(answer.body);
        MESHSSO_VERIFY_OK(object);
        QCOMPARE(object->contains("missing"), isShown);
        if (isShown)
            QCOMPARE(object->at("missing"), json::value(json::array{name.toStdString()}));
        QVERIFY(contains(server.logText(), story.toStdString()));
    }

    void escapesWhatIsMissing()
    {
        auto config = EngineFixture::defaultConfig();
        config.pages.showMissingRole = true;
        config.access.rules[1].requirement.name = "<script>&\"";
        EngineFixture server(config);
        Browser browser(server);
        browser.signIn();
        const auto page = browser.check("/admin");
        QVERIFY(contains(page.body, "&lt;script&gt;&amp;&quot;"));
        QVERIFY(!contains(page.body, "<script"));
    }

    void showsNothing_ofWhatTheProviderSays_data()
    {
        QTest::addColumn<QString>("query");
        QTest::newRow("markup")
            << "error=%3Cscript%3E&error_description=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E";
        QTest::newRow("line ends") << "error=access_denied&error_description=a%0D%0ASet-Cookie:%20x%3Dy%0D%"
                                      "0A{%22event%22:%22login.completed%22}";
        QTest::newRow("long") << "error=server_error&error_description=" + QString(30'000, 'A');
        QTest::newRow("not UTF-8") << "error=server_error&error_description=%ff%fe%00";
    }
    void showsNothing_ofWhatTheProviderSays()
    {
        QFETCH(QString, query);
        EngineFixture server;
        Browser browser(server);
        const auto callback = browser.startLogin();
        const auto state = callback.substr(callback.find("state="));
        const auto before = server.logLines.size();
        const auto answer =
            browser.open("/oauth2/callback?" + query.toStdString() + "&" + state.substr(0, state.find('&')) +
                         "&iss=" + percentEncode(FakeIdentityProvider::issuer));
        QVERIFY(answer.status == 400 || answer.status == 403);
        for (const auto* part : {"<script>", "onerror", "AAAA", "Set-Cookie", "login.completed"})
            QVERIFY2(!contains(answer.body, part), part);
        QVERIFY(!answer.has("location"));
        // Whatever was in it, no line is forged, and each is of bearable length.
        QVERIFY(server.logLines.size() > before);
        for (auto i = before; i < server.logLines.size(); ++i) {
            const auto& line = server.logLines[i];
            QVERIFY2(!contains(line, "\n") && isValidUtf8(line) && line.size() < 2'000, line.c_str());
            const auto object = parseJsonObject(line);
            MESHSSO_VERIFY_OK(object);
            QVERIFY(stringOr(*object, "event") != "login.completed");
        }
    }

    void leadsOn_withoutLettingLinksOut()
    {
        EngineFixture server;
        Browser browser(server);
        const auto page =
            browser.open("/oauth2/sign_in?rd=%2Fa%3Fb%3D%2527%26c%3D%2522%253E%253Cscript%253E");
        QCOMPARE(page.status, 200);
        QVERIFY(!contains(page.body, "<script"));
        QVERIFY(contains(page.body, "href=\"/oauth2/start?rd=%2Fa%3Fb%3D%2527"));
    }
};

QTEST_APPLESS_MAIN(PagesTest)
#include "tst_Pages.moc"
