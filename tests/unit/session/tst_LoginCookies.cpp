#include "session/LoginCookies.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::session;
using namespace std::chrono_literals;

namespace {

const TimePoint start = fromUnixSeconds(1'800'000'000);

} // namespace

class LoginCookiesTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_random = std::make_shared<SystemRandom>();
        m_jar.clear();
        auto sealer = crypto::Sealer::create({crypto::generateCookieSecret(*m_random)}, LoginCookies::purpose,
                                             m_random);
        m_cookies = std::make_unique<LoginCookies>(std::move(*sealer), CookiePolicy("meshsso", "", true),
                                                   LoginCookieLimits{});
    }

    void findsItsAttempt()
    {
        const auto attempt = begin(start);
        const auto found = find(attempt.state(), start + 1min);
        MESHSSO_VERIFY_OK(found);
        QVERIFY(*found == attempt);
    }

    void keepsParallelAttemptsApart()
    {
        std::vector<LoginAttempt> attempts;
        for (int i = 0; i < 20; ++i)
            attempts.push_back(begin(start));
        for (const auto& attempt : attempts)
            QCOMPARE(find(attempt.state(), start + 1s)->nonce, attempt.nonce);
    }

    void drops_theOldest_atTheThirtyThird()
    {
        std::vector<LoginAttempt> attempts;
        for (int i = 0; i < 33; ++i)
            attempts.push_back(begin(start + std::chrono::seconds(i)));
        QCOMPARE(m_jar.size(), std::size_t(32));
        MESHSSO_VERIFY_FAILS(find(attempts.front().state(), start + 1min), ErrorCode::NotFound);
        for (std::size_t i = 1; i < attempts.size(); ++i)
            MESHSSO_VERIFY_OK(find(attempts[i].state(), start + 1min));
    }

    void boundsTheBytes_whenReturnUrlsAreLong()
    {
        for (int i = 0; i < 32; ++i)
            begin(start + std::chrono::seconds(i), "/" + std::string(2000, 'x'));
        QVERIFY(header().size() < 26'000);
        QVERIFY(m_jar.size() >= 6);
    }

    void expiresAfterTheLifetime()
    {
        const auto attempt = begin(start);
        MESHSSO_VERIFY_OK(find(attempt.state(), start + 600s));
        MESHSSO_VERIFY_FAILS(find(attempt.state(), start + 601s), ErrorCode::Expired);
    }

    void keepsWhatCameBefore()
    {
        auto attempt = LoginCookies::create(*m_random, start, "/", "https://app.example.com/cb");
        attempt.rounds = 2;
        attempt.retries = 1;
        QVERIFY(attempt.state().ends_with(".1"));
        QCOMPARE(LoginCookies::retriesIn(attempt.state()), 1);
        for (const auto& cookie : m_cookies->set(attempt, {}))
            m_jar[cookie.substr(0, cookie.find('='))] =
                cookie.substr(cookie.find('=') + 1, cookie.find(';') - cookie.find('=') - 1);
        const auto found = find(attempt.state(), start);
        MESHSSO_VERIFY_OK(found);
        QVERIFY(*found == attempt);
        for (const std::string tail : {".", ".0", ".x", ".11", ".1.1"})
            MESHSSO_VERIFY_FAILS(find(attempt.id + "." + attempt.secret + tail, start),
                                 ErrorCode::WrongState);
    }

    void countsRounds_data()
    {
        QTest::addColumn<QString>("header");
        QTest::addColumn<int>("rounds");
        QTest::newRow("none") << "" << 0;
        QTest::newRow("another's") << "meshsso-rounds=2" << 0;
        QTest::newRow("two, without a time") << "a=b; __Host-meshsso-rounds=2" << 2;
        QTest::newRow("two") << "a=b; __Host-meshsso-rounds=2.1800000000000" << 2;
        QTest::newRow("only a time") << "__Host-meshsso-rounds=.1800000000000" << 0;
        QTest::newRow("empty") << "__Host-meshsso-rounds=" << 0;
        QTest::newRow("long") << "__Host-meshsso-rounds=99999999999999999999" << 0;
        QTest::newRow("negative") << "__Host-meshsso-rounds=-1" << 0;
        QTest::newRow("letter") << "__Host-meshsso-rounds=x" << 0;
    }
    void countsRounds()
    {
        QFETCH(QString, header);
        QFETCH(int, rounds);
        const auto text = header.toStdString();
        CookieList list;
        list.addHeader(text);
        QCOMPARE(m_cookies->rounds(list).count, rounds);
        QCOMPARE(m_cookies->expireRounds(list).empty(),
                 text.find("__Host-meshsso-rounds") == std::string::npos);
        QVERIFY(m_cookies->setRounds({rounds, start})
                    .starts_with("__Host-meshsso-rounds=" + std::to_string(rounds) + "."));
        QVERIFY(m_cookies->setRounds({rounds, start}).ends_with("; Max-Age=60"));
        QVERIFY(m_cookies->setRounds({1000, start}).starts_with("__Host-meshsso-rounds=9."));
    }

    void keepsWhenTheLastSessionWasMade()
    {
        const auto made = start + 1234ms;
        const auto cookie = m_cookies->setRounds({2, made});
        CookieList list;
        list.addHeader(std::string_view(cookie).substr(0, cookie.find(';')));
        QVERIFY(m_cookies->rounds(list).lastSession == made);
        QVERIFY(LoginCookies::momentOf(LoginCookies::momentText(made)) == made);
        for (const auto* text : {"", "-1", "1.5", "1 ", "0x1", "now", "99999999999999999999"})
            QVERIFY2(LoginCookies::momentOf(text) == TimePoint{}, text);
    }

    void refusesForeignStates_data()
    {
        QTest::addColumn<QString>("state");
        QTest::newRow("empty") << "";
        QTest::newRow("only a dot") << ".";
        QTest::newRow("no secret") << "ID";
        QTest::newRow("empty secret") << "ID.";
        QTest::newRow("id of a cookie attack") << "a; Path=/.x";
        QTest::newRow("another id") << "00tt0000AAAAAAAAAAA.SECRET";
        QTest::newRow("very long") << QString(100'000, 'a');
    }
    void refusesForeignStates()
    {
        QFETCH(QString, state);
        const auto attempt = begin(start);
        auto text = state.toStdString();
        if (text.starts_with("ID"))
            text = attempt.id + text.substr(2);
        const auto found = find(text, start);
        QVERIFY(!found);
        QVERIFY(found.error().code == ErrorCode::NotFound || found.error().code == ErrorCode::WrongState);
    }

    void refuses_whenTheSecretDiffers()
    {
        const auto attempt = begin(start);
        auto state = attempt.state();
        state.back() = state.back() == 'A' ? 'B' : 'A';
        MESHSSO_VERIFY_FAILS(find(state, start), ErrorCode::WrongState);
    }

    void refuses_whenTheCookieWasRenamed()
    {
        const auto mine = begin(start);
        const auto other = begin(start);
        m_jar["__Host-meshsso-login-" + mine.id] = m_jar["__Host-meshsso-login-" + other.id];
        MESHSSO_VERIFY_FAILS(find(mine.state(), start), ErrorCode::NotFound);
    }

    void refuses_whenTheCookieIsDamaged()
    {
        const auto attempt = begin(start);
        auto& value = m_jar.begin()->second;
        for (std::size_t i = 0; i < value.size(); ++i) {
            const char old = value[i];
            value[i] = old == 'A' ? 'B' : 'A';
            QVERIFY(!find(attempt.state(), start));
            value[i] = old;
        }
        value.pop_back();
        QVERIFY(!find(attempt.state(), start));
    }

    void expiresOnlyWhatCanBeAnAttempt()
    {
        const auto attempt = begin(start);
        QVERIFY(m_cookies->expire(attempt.state()).starts_with("__Host-meshsso-login-" + attempt.id + "=;"));
        QCOMPARE(m_cookies->expire("x\r\nset-cookie: a=b.c"), std::string());
        QCOMPARE(m_cookies->expire(""), std::string());
    }

    void idsSortByTime()
    {
        std::string previous;
        for (int i = 0; i < 200; ++i) {
            const auto attempt =
                LoginCookies::create(*m_random, start + std::chrono::seconds(i * 7919), "/", "u");
            QVERIFY(previous < attempt.id);
            previous = attempt.id;
        }
    }

private:
    LoginAttempt begin(TimePoint at, std::string returnUrl = "/a?b=c")
    {
        auto attempt =
            LoginCookies::create(*m_random, at, std::move(returnUrl), "https://app/oauth2/callback");
        const auto text = header();
        CookieList present;
        present.addHeader(text);
        for (const auto& cookie : m_cookies->set(attempt, present)) {
            const auto equals = cookie.find('=');
            if (cookie.ends_with("Max-Age=0"))
                m_jar.erase(cookie.substr(0, equals));
            else
                m_jar[cookie.substr(0, equals)] = cookie.substr(equals + 1, cookie.find(';') - equals - 1);
        }
        return attempt;
    }
    std::string header() const
    {
        std::string out = "app=1";
        for (const auto& [name, value] : m_jar)
            out += "; " + name + "=" + value;
        return out;
    }
    Result<LoginAttempt> find(std::string_view state, TimePoint now) const
    {
        const auto text = header();
        CookieList present;
        present.addHeader(text);
        return m_cookies->find(state, present, now);
    }

    std::shared_ptr<SecureRandom> m_random;
    std::unique_ptr<LoginCookies> m_cookies;
    std::map<std::string, std::string> m_jar;
};

QTEST_APPLESS_MAIN(LoginCookiesTest)
#include "tst_LoginCookies.moc"
