#include "EngineFixture.h"

#include "core/Json.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* sessionCookie = "__Host-meshsso";
constexpr const char* roundsCookie = "__Host-meshsso-rounds";

bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

json::object lastLine(const EngineFixture& server, std::string_view event)
{
    json::object found;
    for (const auto& line : server.logLines) {
        auto object = parseJsonObject(line);
        if (object && stringOr(*object, "event") == event)
            found = std::move(*object);
    }
    return found;
}

std::int64_t numberIn(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    return value && value->is_int64() ? value->as_int64() : -1;
}

serverconfig::ServerConfig storedConfig()
{
    auto config = EngineFixture::defaultConfig();
    config.session.store = serverconfig::SessionStoreKind::Redis;
    return config;
}

/// What the page's link leads to.
std::string linkOf(const Answer& page)
{
    const auto href = page.body.find("href=\"") + 6;
    auto link = page.body.substr(href, page.body.find('"', href) - href);
    for (auto amp = link.find("&amp;"); amp != std::string::npos; amp = link.find("&amp;"))
        link.replace(amp, 5, "&");
    return link;
}

/// Where a check leads whose request brings no cookie, whatever the browser has.
std::string checkedWithoutCookies(EngineFixture& server)
{
    return Browser(server).check("/app").header("location");
}

/// Signs in from where a check led, by way of our page if there is one.
Answer signInFrom(Browser& browser, EngineFixture& server, std::string location)
{
    if (location.starts_with("/oauth2/sign_in"))
        location = linkOf(browser.open(location));
    const auto started = browser.open(location);
    return browser.open("/oauth2/callback?" + server.provider.callbackQuery(started.header("location")));
}

void signInPages()
{
    QTest::addColumn<bool>("signInPage");
    QTest::newRow("with the sign-in page") << true;
    QTest::newRow("straight to the provider") << false;
}

serverconfig::ServerConfig configWith(bool signInPage)
{
    auto config = EngineFixture::defaultConfig();
    config.signInPage = signInPage;
    return config;
}

} // namespace

class LoginLoopTest : public QObject
{
    Q_OBJECT

private slots:
    void stops_whenTheSessionCookieNeverComesBack_data()
    {
        QTest::addColumn<bool>("isStored");
        QTest::newRow("cookie sessions") << false;
        QTest::newRow("stored sessions") << true;
    }
    void stops_whenTheSessionCookieNeverComesBack()
    {
        QFETCH(bool, isStored);
        EngineFixture server(isStored ? storedConfig() : EngineFixture::defaultConfig());
        Browser browser(server);
        for (int i = 0; i < 2; ++i) {
            QCOMPARE(browser.signIn("/app").status, 302);
            QVERIFY(browser.jar.erase(sessionCookie) == 1); // as a browser does with what is too large for it
            QCOMPARE(browser.check("/app").status, 302);
        }
        const auto stopped = browser.open(browser.startLogin("/app"), {{"X-Forwarded-Proto", "http"}});
        QCOMPARE(stopped.status, 409);
        QVERIFY(!stopped.has("location"));
        for (const auto* cause : {"too large", "another address", "http://", "clock"})
            QVERIFY2(contains(stopped.body, cause), cause);
        QVERIFY(contains(stopped.body, "test-request-1"));
        QCOMPARE(stopped.header("cache-control"), std::string("no-store"));

        const auto line = lastLine(server, "login.loop");
        QCOMPARE(stringOr(line, "cause"), std::string_view("session_cookie_missing"));
        QCOMPARE(stringOr(line, "request_id"), std::string_view("test-request-1"));
        QCOMPARE(stringOr(line, "subject"), std::string_view(server.provider.subject));
        QCOMPARE(stringOr(line, "cookie_name"), std::string_view(sessionCookie));
        QCOMPARE(stringOr(line, "public_scheme"), std::string_view("https"));
        QCOMPARE(stringOr(line, "forwarded_proto"), std::string_view("http"));
        QCOMPARE(numberIn(line, "rounds"), 3);
        QCOMPARE(numberIn(line, "session_cookies"), 1);
        QCOMPARE(numberIn(line, "token_seconds_left"), 300);
        QVERIFY(numberIn(line, "session_cookie_bytes") > (isStored ? 20 : 500));
        QVERIFY(line.at("cookie_secure").as_bool());
        QCOMPARE(server.telemetry.failures, std::vector<std::string>{"loop"});

        // What was wrong has been put right: the link leads in, and the count starts again.
        QVERIFY(contains(stopped.body, "href=\"/app\""));
        QCOMPARE(browser.jar.count(sessionCookie), std::size_t(1));
        QCOMPARE(browser.jar.count(roundsCookie), std::size_t(0));
        QCOMPARE(browser.check("/app").status, 200);
        browser.jar.erase(sessionCookie);
        QCOMPARE(browser.signIn().status, 302);
    }

    void stops_inChinese()
    {
        EngineFixture server;
        Browser browser(server);
        for (int i = 0; i < 2; ++i) {
            browser.signIn();
            browser.jar.erase(sessionCookie);
        }
        const auto stopped = browser.open(browser.startLogin(), {{"Accept-Language", "zh-CN,zh;q=0.9"}});
        QCOMPARE(stopped.status, 409);
        for (const auto* cause : {"过大", "地址", "http://", "时钟"})
            QVERIFY2(contains(stopped.body, cause), cause);
        QCOMPARE(stopped.header("content-language"), std::string("zh-Hans"));
    }

    void tellsWhatComesBackDamaged()
    {
        EngineFixture server;
        Browser browser(server);
        for (int i = 0; i < 2; ++i) {
            browser.signIn();
            browser.jar[sessionCookie] =
                browser.jar[sessionCookie].substr(0, 100); // a proxy cuts long headers
            QCOMPARE(browser.check("/app").status, 302);
        }
        QCOMPARE(browser.signIn().status, 409);
        QCOMPARE(stringOr(lastLine(server, "login.loop"), "cause"),
                 std::string_view("session_cookie_damaged"));
    }

    void tellsOfSessions_thatHaveEndedAtOnce_data()
    {
        QTest::addColumn<bool>("isStored");
        QTest::newRow("cookie sessions") << false;
        QTest::newRow("stored sessions") << true;
    }
    void tellsOfSessions_thatHaveEndedAtOnce()
    {
        QFETCH(bool, isStored);
        auto config = isStored ? storedConfig() : EngineFixture::defaultConfig();
        EngineFixture server(config);
        // Tokens that end before the browser is back, and nothing to refresh them with.
        server.provider.accessLifetime = 5s;
        server.provider.bendResponse = [](oidc::TokenResponse& response) { response.refreshToken = {}; };
        Browser browser(server);
        for (int i = 0; i < 2; ++i) {
            QCOMPARE(browser.signIn().status, 302);
            server.clock.advance(6s);
            QCOMPARE(browser.check("/app").status, 302);
        }
        QCOMPARE(browser.signIn().status, 409);
        const auto line = lastLine(server, "login.loop");
        QCOMPARE(stringOr(line, "cause"), std::string_view("session_not_good_for_long"));
        QVERIFY(contains(stringOr(line, "advice"), "clock"));
    }

    void namesTheClock_whereTokensHaveExpiredWhenTheyCome()
    {
        auto config = EngineFixture::defaultConfig();
        config.provider.leeway = 30s;
        EngineFixture server(config);
        server.provider.accessLifetime = -5s; // valid within the leeway, and so would be the refreshed ones
        Browser browser(server);
        QCOMPARE(browser.signIn().status, 403);
        const auto line = lastLine(server, "login.failed");
        QCOMPARE(stringOr(line, "code"), std::string_view("expired"));
        QVERIFY(contains(stringOr(line, "advice"), "clock"));
        QCOMPARE(browser.check("/app").status, 302);
    }

    void stops_whenChecksBringNoCookie_data() { signInPages(); }
    void stops_whenChecksBringNoCookie()
    {
        QFETCH(bool, signInPage);
        for (const bool isStored : {false, true}) {
            auto config = configWith(signInPage);
            if (isStored)
                config.session.store = serverconfig::SessionStoreKind::Redis;
            EngineFixture server(config);
            Browser browser(server);
            Answer answer;
            for (int i = 1; i <= 3; ++i) {
                answer = signInFrom(browser, server, checkedWithoutCookies(server));
                QCOMPARE(answer.status, i < 3 ? 302 : 409);
                server.clock.advance(1s);
            }
            QVERIFY2(contains(answer.body, "includeRequestHeadersInCheck"), answer.body.c_str());
            QVERIFY(contains(answer.body, "test-request-1"));
            const auto line = lastLine(server, "login.loop");
            QCOMPARE(stringOr(line, "cause"), std::string_view("session_not_in_checks"));
            QVERIFY(contains(stringOr(line, "advice"), "includeRequestHeadersInCheck"));
            QCOMPARE(numberIn(line, "rounds"), 3);
            // It is the gateway's list that is wrong: the session is good, and once the list is right leads
            // in.
            QCOMPARE(browser.check("/app").status, 200);
        }
    }

    void stops_inChinese_whenChecksBringNoCookie()
    {
        EngineFixture server(configWith(false));
        Browser browser(server);
        Answer answer;
        for (int i = 1; i <= 3; ++i) {
            const auto started = browser.open(checkedWithoutCookies(server));
            answer =
                browser.open("/oauth2/callback?" + server.provider.callbackQuery(started.header("location")),
                             {{"Accept-Language", "zh-CN"}});
            server.clock.advance(1s);
        }
        QCOMPARE(answer.status, 409);
        QVERIFY(contains(answer.body, "网关"));
        QVERIFY(contains(answer.body, "includeRequestHeadersInCheck"));
    }

    void letsGoOn_tabsThatWereCheckedBeforeTheSession_data() { signInPages(); }
    void letsGoOn_tabsThatWereCheckedBeforeTheSession()
    {
        QFETCH(bool, signInPage);
        EngineFixture server(configWith(signInPage));
        Browser browser(server);
        // A browser that opens its tabs of yesterday: all are checked, then they sign in one after the other.
        std::vector<std::string> locations;
        for (int i = 0; i < 6; ++i)
            locations.push_back(checkedWithoutCookies(server));
        for (const auto& location : locations) {
            server.clock.advance(1s);
            QCOMPARE(signInFrom(browser, server, location).status, 302);
        }
        QCOMPARE(browser.check("/app").status, 200);
    }

    void letsGoOn_whoeverSignsInAgainAfterSigningOut_data() { signInPages(); }
    void letsGoOn_whoeverSignsInAgainAfterSigningOut()
    {
        QFETCH(bool, signInPage);
        EngineFixture server(configWith(signInPage));
        Browser browser(server);
        for (int i = 0; i < 6; ++i) {
            const auto checked = browser.check("/app");
            QCOMPARE(checked.status, 302);
            QCOMPARE(signInFrom(browser, server, checked.header("location")).status, 302);
            server.clock.advance(1s);
            // A new tab finds the session, and has nothing to sign in for.
            QCOMPARE(browser.check("/tab").status, 200);
            browser.open("/oauth2/sign_out");
            server.clock.advance(1s);
        }
    }

    void believesNoCheck_thatCannotHaveBeen_data()
    {
        QTest::addColumn<QString>("checked");
        QTest::newRow("in an hour") << "1800003600000";
        QTest::newRow("far off") << "99999999999999";
        QTest::newRow("too long") << "999999999999999999999";
        QTest::newRow("no number") << "x";
        QTest::newRow("negative") << "-1";
        QTest::newRow("twice") << "1800000000001&checked=1800000000002";
        QTest::newRow("before the session") << "1700000000000";
    }
    void believesNoCheck_thatCannotHaveBeen()
    {
        QFETCH(QString, checked);
        EngineFixture server;
        Browser browser(server);
        for (int i = 0; i < 4; ++i)
            QCOMPARE(signInFrom(browser, server, "/oauth2/start?rd=%2Fapp&checked=" + checked.toStdString())
                         .status,
                     302);
        const auto page = browser.open("/oauth2/sign_in?checked=%22%3E%3Cscript%3E");
        QVERIFY(!contains(page.body, "<script"));
    }

    void stops_whenNoCookieIsKept()
    {
        EngineFixture server;
        Browser browser(server);
        auto link = std::string("/oauth2/sign_in?rd=%2Fapp");
        for (int i = 1; i <= 3; ++i) {
            // As a person clicks: the page's link, the provider, and back.
            const auto started = browser.open(linkOf(browser.open(link)));
            QCOMPARE(started.status, 302);
            browser.jar.clear();
            const auto answer =
                browser.open("/oauth2/callback?" + server.provider.callbackQuery(started.header("location")));
            QCOMPARE(answer.status, i < 3 ? 400 : 409);
            QCOMPARE(server.provider.exchanges, 0);
            link = "/oauth2/sign_in?retry=" + std::to_string(i);
            QCOMPARE(contains(answer.body, "href=\"" + link + "\""), i < 3);
            QCOMPARE(contains(answer.body, "cookies"), i == 3);
        }
        const auto line = lastLine(server, "login.loop");
        QCOMPARE(stringOr(line, "cause"), std::string_view("attempt_cookie_missing"));
        QCOMPARE(numberIn(line, "received_cookies"), 0);
    }

    void countsNothing_thatOthersSay_data()
    {
        QTest::addColumn<QString>("retry");
        QTest::newRow("too many") << "9";
        QTest::newRow("at the limit") << "3";
        QTest::newRow("negative") << "-1";
        QTest::newRow("two digits") << "22";
        QTest::newRow("twice") << "1&retry=2";
        QTest::newRow("markup") << "%22%3E%3Cscript%3E";
    }
    void countsNothing_thatOthersSay()
    {
        QFETCH(QString, retry);
        EngineFixture server;
        Browser browser(server);
        const auto page = browser.open("/oauth2/sign_in?retry=" + retry.toStdString());
        QCOMPARE(page.status, 200);
        QVERIFY(!contains(page.body, "retry="));
        QVERIFY(!contains(page.body, "<script"));
        // A foreign link cannot keep anybody out whose cookies work.
        const auto started = browser.open("/oauth2/start?retry=" + retry.toStdString());
        const auto answer =
            browser.open("/oauth2/callback?" + server.provider.callbackQuery(started.header("location")));
        QCOMPARE(answer.status, 302);
        QCOMPARE(browser.check("/app").status, 200);
    }

    void letsGoOn_whoeverIsRecognised()
    {
        // Signing in again and again with a session that works is a person's right.
        for (const auto& config : {EngineFixture::defaultConfig(), storedConfig()}) {
            EngineFixture server(config);
            Browser browser(server);
            for (int i = 0; i < 10; ++i)
                QCOMPARE(browser.signIn("/app").status, 302);
            QCOMPARE(browser.check("/app").status, 200);
        }
    }

    void letsGoOn_whoeverSignsOut()
    {
        EngineFixture server;
        Browser browser(server);
        for (int i = 0; i < 10; ++i) {
            QCOMPARE(browser.signIn("/app").status, 302);
            browser.open("/oauth2/sign_out");
            QCOMPARE(browser.jar.count(roundsCookie), std::size_t(0));
        }
    }

    void letsGoOn_parallelTabs()
    {
        EngineFixture server;
        Browser browser(server);
        std::vector<std::string> callbacks;
        for (int i = 0; i < 5; ++i)
            callbacks.push_back(browser.startLogin("/tab"));
        // All at once: no callback sends what another's answer has set.
        const auto before = browser.jar;
        auto after = before;
        for (const auto& callback : callbacks) {
            browser.jar = before;
            QCOMPARE(browser.open(callback).status, 302);
            after.insert(browser.jar.begin(), browser.jar.end());
        }
        browser.jar = after;
        QCOMPARE(browser.check("/tab").status, 200);
        QCOMPARE(browser.signIn().status, 302);
    }

    void letsGoOn_whoeverComesBackLater()
    {
        // The browser drops the count after a minute, so that short sessions are none's loop.
        EngineFixture server;
        Browser browser(server);
        for (int i = 0; i < 10; ++i) {
            const auto answer = browser.signIn("/app");
            QCOMPARE(answer.status, 302);
            bool isShort = false;
            for (const auto& cookie : answer.all("set-cookie"))
                isShort = isShort || (cookie.starts_with(roundsCookie) && cookie.ends_with("; Max-Age=60"));
            QVERIFY(isShort);
            browser.jar.clear();
        }
    }

    void keepsTheCount_fromApplications()
    {
        EngineFixture server;
        Browser browser(server);
        browser.signIn();
        QCOMPARE(browser.jar.count(roundsCookie), std::size_t(1));
        const auto answer = browser.check("/app", {{"Cookie", "theirs=1"}});
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("cookie"), std::string("theirs=1"));
    }
};

QTEST_APPLESS_MAIN(LoginLoopTest)
#include "tst_LoginLoop.moc"
