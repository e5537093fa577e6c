#include "core/Encoding.h"
#include "session/Compression.h"
#include "session/FieldCodec.h"
#include "session/SessionCookies.h"
#include "support/KeycloakTokens.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::session;
using namespace std::chrono_literals;

namespace {

SessionCookies makeCookies(std::shared_ptr<SecureRandom> random, const SecretString& secret,
                           std::string_view name = "meshsso")
{
    auto sealer = crypto::Sealer::create({secret}, SessionCookies::purpose, std::move(random));
    return SessionCookies(std::move(*sealer), CookiePolicy(name, "", true));
}

/// tokenBytes: how much of it cannot be compressed.
Session makeSession(std::size_t tokenBytes)
{
    Session session;
    session.id = "id";
    session.subject = "subject";
    session.accessToken = base64UrlEncode(SystemRandom().bytes(tokenBytes));
    session.createdAt = fromUnixSeconds(1'800'000'000);
    session.lastSeen = session.createdAt;
    session.accessExpires = session.createdAt + 300s;
    return session;
}

/// A browser: keeps what Set-Cookie says.
struct Browser
{
    std::map<std::string, std::string> jar;

    void take(const std::vector<std::string>& setCookies)
    {
        for (const auto& cookie : setCookies) {
            const auto equals = cookie.find('=');
            const auto end = cookie.find(';');
            if (cookie.ends_with("Max-Age=0"))
                jar.erase(cookie.substr(0, equals));
            else
                jar[cookie.substr(0, equals)] = cookie.substr(equals + 1, end - equals - 1);
        }
    }
    std::string header() const
    {
        std::string out;
        for (const auto& [name, value] : jar)
            out += (out.empty() ? "" : "; ") + name + "=" + value;
        return out;
    }
};

/// Fields that make a session: id "id" and subject "subject", folded or not.
std::string identity(bool isFolded)
{
    FieldWriter fields;
    fields.text(1, isFolded ? std::string_view("\x08id", 3) : "id");
    fields.text(6, "subject");
    return fields.take();
}

/// A session of the second format around that compressed text.
std::string packed(const std::string& text)
{
    FieldWriter fields(std::string(1, '\x02'));
    fields.text(33, *compressClaims(text));
    return fields.take();
}

SessionLookup openHeader(const SessionCookies& cookies, const std::string& header)
{
    CookieList list;
    list.addHeader(header);
    return cookies.open(list);
}

} // namespace

class SessionCookiesTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_random = std::make_shared<SystemRandom>();
        m_secret = crypto::generateCookieSecret(*m_random);
    }

    void survivesTheBrowser_data()
    {
        QTest::addColumn<int>("tokenBytes");
        QTest::addColumn<int>("cookies");
        QTest::newRow("small") << 100 << 1;
        QTest::newRow("one full cookie") << 2700 << 1;
        QTest::newRow("just two") << 2950 << 2;
        QTest::newRow("large tokens") << 6000 << 3;
        QTest::newRow("largest") << 22'500 << 8;
    }
    void survivesTheBrowser()
    {
        QFETCH(int, tokenBytes);
        QFETCH(int, cookies);
        const auto store = makeCookies(m_random, m_secret);
        const auto session = makeSession(static_cast<std::size_t>(tokenBytes));
        const auto sealed = store.seal(session, 3600s, {});
        MESHSSO_VERIFY_OK(sealed);
        QCOMPARE(static_cast<int>(sealed->setCookies.size()), cookies);
        for (const auto& cookie : sealed->setCookies)
            QVERIFY2(cookie.size() <= SessionCookies::maxCookieBytes, cookie.substr(0, 40).c_str());
        Browser browser;
        browser.take(sealed->setCookies);
        const auto lookup = openHeader(store, "other=1; " + browser.header());
        QVERIFY(lookup.status == SessionLookup::Status::Opened);
        QVERIFY(*lookup.session == session);
    }

    void refuses_whenTooLarge()
    {
        const auto store = makeCookies(m_random, m_secret);
        MESHSSO_VERIFY_FAILS(store.seal(makeSession(24'000), 3600s, {}), ErrorCode::TooLarge);
    }

    void saysWhenItIsLarge()
    {
        const auto store = makeCookies(m_random, m_secret);
        QVERIFY(store.seal(makeSession(2500), 3600s, {})->bytes < SessionCookies::largeBytes);
        QVERIFY(store.seal(makeSession(2700), 3600s, {})->bytes >= SessionCookies::largeBytes);
    }

    void needsOneCookie_forThreeTokensOfKeycloak()
    {
        const auto store = makeCookies(m_random, m_secret);
        auto session = makeSession(16);
        const auto tokens = test::KeycloakTokens::make(*m_random, session.createdAt);
        session.accessToken = tokens.access;
        session.idToken = tokens.id;
        session.refreshToken = tokens.refresh;
        const auto sealed = store.seal(session, 3600s, {});
        MESHSSO_VERIFY_OK(sealed);
        QCOMPARE(sealed->setCookies.size(), std::size_t(1));
        QVERIFY(sealed->bytes < SessionCookies::largeBytes);
        QVERIFY2(sealed->bytes <= 1650, qPrintable(QString::number(sealed->bytes)));
    }

    void removesStaleChunks_whenTheSessionShrinks()
    {
        const auto store = makeCookies(m_random, m_secret);
        Browser browser;
        browser.take(store.seal(makeSession(9000), 3600s, {})->setCookies);
        QCOMPARE(browser.jar.size(), std::size_t(4));
        const auto header = browser.header();
        CookieList present;
        present.addHeader(header);
        browser.take(store.seal(makeSession(100), 3600s, present)->setCookies);
        QCOMPARE(browser.jar.size(), std::size_t(1));
        QVERIFY(openHeader(store, browser.header()).session);
    }

    void ignoresStaleChunks_thatStayedBehind()
    {
        const auto store = makeCookies(m_random, m_secret);
        Browser browser;
        browser.take(store.seal(makeSession(9000), 3600s, {})->setCookies);
        browser.take(store.seal(makeSession(100), 3600s, {})->setCookies);
        QCOMPARE(browser.jar.size(), std::size_t(4));
        QVERIFY(openHeader(store, browser.header()).session);
    }

    void refusesEveryFlippedBit()
    {
        const auto store = makeCookies(m_random, m_secret);
        Browser browser;
        browser.take(store.seal(makeSession(60), 3600s, {})->setCookies);
        const auto& value = browser.jar.begin()->second;
        for (std::size_t i = 0; i < value.size(); ++i) {
            for (int bit = 0; bit < 8; ++bit) {
                auto changed = value;
                changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
                if (changed[i] == ';' || changed[i] == ' ' || changed[i] == '\t' || changed[i] == '\r' ||
                    changed[i] == '\n')
                    continue; // ends the cookie: the truncation test's case
                const auto lookup = openHeader(store, "__Host-meshsso=" + changed);
                QVERIFY2(lookup.status == SessionLookup::Status::Invalid, changed.c_str());
            }
        }
    }

    void refusesEveryTruncation()
    {
        const auto store = makeCookies(m_random, m_secret);
        Browser browser;
        browser.take(store.seal(makeSession(60), 3600s, {})->setCookies);
        const auto value = browser.jar.begin()->second;
        for (std::size_t length = 0; length < value.size(); ++length)
            QVERIFY(!openHeader(store, "__Host-meshsso=" + value.substr(0, length)).session);
        QVERIFY(!openHeader(store, "__Host-meshsso=" + value + "A").session);
    }

    void refusesEveryChange_ofSeveralCookies()
    {
        const auto store = makeCookies(m_random, m_secret);
        Browser browser;
        browser.take(store.seal(makeSession(3000), 3600s, {})->setCookies);
        QCOMPARE(browser.jar.size(), std::size_t(2));
        for (const auto& [name, value] : browser.jar) {
            for (std::size_t i = 0; i < value.size(); ++i) {
                auto changed = browser;
                changed.jar[name][i] = value[i] == 'A' ? 'B' : 'A';
                QVERIFY2(!openHeader(store, changed.header()).session, changed.jar[name].c_str());
                changed.jar[name] = value.substr(0, i);
                QVERIFY2(!openHeader(store, changed.header()).session, changed.jar[name].c_str());
            }
            auto longer = browser;
            longer.jar[name] += 'A';
            QVERIFY(!openHeader(store, longer.header()).session);
        }
    }

    void takesTheFirst_ofSeveralWithOneName()
    {
        const auto store = makeCookies(m_random, m_secret);
        Browser one;
        one.take(store.seal(makeSession(3000), 3600s, {})->setCookies);
        auto second = makeSession(3000);
        second.id = "second";
        Browser two;
        two.take(store.seal(second, 3600s, {})->setCookies);
        // A subdomain may add a cookie of that name: never a mixture of the two.
        QCOMPARE(openHeader(store, one.header() + "; " + two.header()).session->id, std::string("id"));
        QCOMPARE(openHeader(store, two.header() + "; " + one.header()).session->id, std::string("second"));
        QVERIFY(openHeader(store, "__Host-meshsso=x; " + one.header()).status ==
                SessionLookup::Status::Invalid);
        QVERIFY(openHeader(store, "__Host-meshsso-1=x; " + one.header()).status ==
                SessionLookup::Status::Invalid);
        QVERIFY(openHeader(store, one.header() + "; __Host-meshsso=x; __Host-meshsso-1=x").session);
        QVERIFY(openHeader(store, "__host-meshsso=x; __Host-meshsso =y; " + one.header()).session);
    }

    void opensWhatWasSealed_data()
    {
        // What only whoever has the secret can seal: an older or newer version of ourselves.
        QTest::addColumn<QByteArray>("plain");
        QTest::addColumn<bool>("opens");
        const auto row = [](const char* name, const std::string& plain, bool opens) {
            QTest::newRow(name) << QByteArray::fromStdString(plain) << opens;
        };
        const std::string one(1, '\x01');
        row("the first format", one + "\x01" + identity(false), true);
        row("the second format", one + packed(identity(true)), true);
        row("a format to come", one + "\x03" + identity(false), false);
        row("format 0", one + std::string(1, '\0') + identity(false), false);
        row("format 255", one + "\xff" + identity(false), false);
        row("no format", one, false);
        row("nothing", {}, false);
        row("no count", "\x02" + identity(false), false);
        row("another count", "\x02\x01" + identity(false), false);
        row("a bomb", one + packed(identity(true) + std::string(50'000'000, '\0')), false);
        row("a bomb in a bomb", one + packed(packed(identity(true))), false);
        FieldWriter twice;
        twice.text(33, *compressClaims(identity(true)));
        row("compressed twice", one + packed(twice.take()), false);
        row("many fields", one + "\x01" + identity(false) + std::string(5000, '\0'), true);
    }
    void opensWhatWasSealed()
    {
        QFETCH(QByteArray, plain);
        QFETCH(bool, opens);
        const auto sealer = crypto::Sealer::create({m_secret}, SessionCookies::purpose, m_random);
        const auto sealed = sealer->seal(plain.toStdString(), "__Host-meshsso");
        const auto store = makeCookies(m_random, m_secret);
        const auto lookup = openHeader(store, "__Host-meshsso=1." + base64UrlEncode(sealed));
        QVERIFY(lookup.status == (opens ? SessionLookup::Status::Opened : SessionLookup::Status::Invalid));
        // A later layout of the seal.
        auto later = sealed;
        later[0] = '\x02';
        QVERIFY(openHeader(store, "__Host-meshsso=1." + base64UrlEncode(later)).status ==
                SessionLookup::Status::Invalid);
    }

    void opensCookiesOfEarlierVersions_data()
    {
        // As they came out then, sealed with the bytes 0 to 31: whoever signed in before an upgrade stays.
        QTest::addColumn<QByteArray>("cookie");
        QTest::newRow("folded and compressed") << QByteArray(
            "1.AdffnpQVnAo7_wqqMmwlt0a0kfV-qUOknhG3FOjzJ75GTkH56Tf3KnoOUzeo-bRgz3wZu71nlbznSxwRAv"
            "AGK-Uysjy3dcx3OtAVewkpT3DlYyl2WNpKJcvHDwddtPXujktXCginBk2GCZYxlpAme3LpTtG2wsxOiVj_ZW"
            "GxxZ1I1qbLEv-DsWu2sI2_RP0-rgVseH-6mJQvcug2ziIBhp6Y7vsHWkfo9aDHfFUMJzagfAI9mA");
    }
    void opensCookiesOfEarlierVersions()
    {
        QFETCH(QByteArray, cookie);
        const auto store = makeCookies(m_random, SecretString("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"));
        const auto claims =
            base64UrlEncode(R"({"iss":"sso.corp.example","sub":"8f8e3a2c","typ":"Bearer","acr":"1"})");
        Session session;
        session.id = "Zm9yZXZlcg";
        session.accessToken = base64UrlEncode(R"({"alg":"RS256","typ" : "JWT","kid" : "k"})") + "." + claims +
                              "." + base64UrlEncode("\xff\xfe signature");
        session.idToken = claims + "." + claims + ".c2ln";
        session.refreshToken = "opaque/token";
        session.subject = "8f8e3a2c";
        session.username = "李雷";
        session.groups = {"/one", "/two"};
        session.createdAt = fromUnixSeconds(1'800'000'000);
        session.accessExpires = session.createdAt + 300s;
        const auto lookup = openHeader(store, "__Host-meshsso=" + cookie.toStdString());
        QVERIFY2(lookup.session, store.seal(session, 3600s, {})->setCookies.front().c_str());
        QVERIFY(*lookup.session == session);
    }

    void refusesForgedChunks_data()
    {
        QTest::addColumn<QString>("what");
        for (const auto* what :
             {"swapped", "count not a digit", "count alone", "only a digit", "empty", "no equals",
              "missing first", "missing middle", "missing last", "count lowered", "count raised", "count 0",
              "count 9", "count 99999", "no count", "mixed sessions"})
            QTest::newRow(what) << what;
    }
    void refusesForgedChunks()
    {
        QFETCH(QString, what);
        const auto store = makeCookies(m_random, m_secret);
        Browser browser;
        browser.take(store.seal(makeSession(6000), 3600s, {})->setCookies);
        QCOMPARE(browser.jar.size(), std::size_t(3));
        auto& first = browser.jar["__Host-meshsso"];
        auto& one = browser.jar["__Host-meshsso-1"];
        if (what == "swapped")
            std::swap(one, browser.jar["__Host-meshsso-2"]);
        else if (what == "count not a digit")
            first[0] = 'a';
        else if (what == "count alone")
            first = "3.";
        else if (what == "only a digit")
            first = "1";
        else if (what == "empty")
            first.clear();
        else if (what == "no equals") {
            QVERIFY(!openHeader(store, "__Host-meshsso" + first).session);
            return;
        } else if (what == "missing first")
            browser.jar.erase("__Host-meshsso");
        else if (what == "missing middle")
            browser.jar.erase("__Host-meshsso-1");
        else if (what == "missing last")
            browser.jar.erase("__Host-meshsso-2");
        else if (what == "count lowered")
            first[0] = '2';
        else if (what == "count raised")
            first[0] = '4';
        else if (what == "count 0")
            first[0] = '0';
        else if (what == "count 9")
            first[0] = '9';
        else if (what == "count 99999")
            first = "99999" + first.substr(1);
        else if (what == "no count")
            first = first.substr(2);
        else if (what == "mixed sessions") {
            Browser other;
            other.take(store.seal(makeSession(6000), 3600s, {})->setCookies);
            one = other.jar["__Host-meshsso-1"];
        }
        QVERIFY(!openHeader(store, browser.header()).session);
    }

    void refusesCookiesOfOthers()
    {
        const auto store = makeCookies(m_random, m_secret);
        Browser browser;
        browser.take(store.seal(makeSession(60), 3600s, {})->setCookies);
        const auto value = browser.jar.begin()->second;
        const auto otherSecret = makeCookies(m_random, crypto::generateCookieSecret(*m_random));
        QVERIFY(!openHeader(otherSecret, "__Host-meshsso=" + value).session);
        // The name is bound, so that a cookie of another provider with the same secret does not open here.
        const auto otherName = makeCookies(m_random, m_secret, "other");
        QVERIFY(!openHeader(otherName, "__Host-other=" + value).session);
        // So is whose sessions they are.
        auto owned = crypto::Sealer::create({m_secret}, SessionCookies::purpose, m_random);
        const SessionCookies otherOwner(std::move(*owned), CookiePolicy("meshsso", "", true),
                                        "https://other");
        QVERIFY(!openHeader(otherOwner, "__Host-meshsso=" + value).session);
        // And so is the purpose.
        auto sealer = crypto::Sealer::create({m_secret}, "meshsso login cookie 1", m_random);
        const SessionCookies otherPurpose(std::move(*sealer), CookiePolicy("meshsso", "", true));
        QVERIFY(!openHeader(otherPurpose, "__Host-meshsso=" + value).session);
    }

    void opensWithAnOlderSecretOfTheRing()
    {
        const auto store = makeCookies(m_random, m_secret);
        Browser browser;
        browser.take(store.seal(makeSession(60), 3600s, {})->setCookies);
        auto sealer = crypto::Sealer::create({crypto::generateCookieSecret(*m_random), m_secret},
                                             SessionCookies::purpose, m_random);
        const SessionCookies rotated(std::move(*sealer), CookiePolicy("meshsso", "", true));
        QVERIFY(openHeader(rotated, browser.header()).session);
    }

    void saysNone_withoutACookie()
    {
        const auto store = makeCookies(m_random, m_secret);
        QVERIFY(openHeader(store, "a=b; __Host-meshsso-1=x").status == SessionLookup::Status::None);
        QVERIFY(openHeader(store, "__Host-meshsso").status == SessionLookup::Status::None);
    }

    void expiresWhatTheBrowserHolds()
    {
        const auto store = makeCookies(m_random, m_secret);
        Browser browser;
        browser.take(store.seal(makeSession(6000), 3600s, {})->setCookies);
        browser.jar["app"] = "1";
        const auto header = browser.header();
        CookieList present;
        present.addHeader(header);
        browser.take(store.expire(present));
        QCOMPARE(browser.header(), std::string("app=1"));
    }

private:
    std::shared_ptr<SecureRandom> m_random;
    SecretString m_secret;
};

QTEST_APPLESS_MAIN(SessionCookiesTest)
#include "tst_SessionCookies.moc"
