#include "session/SessionCodec.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::session;

namespace {

Session fullSession()
{
    Session session;
    session.id = "id";
    session.accessToken = std::string(1500, 'a');
    session.idToken = std::string(1200, 'i');
    session.refreshToken = std::string(600, 'r');
    session.accessClaims = R"({"a":1})";
    session.subject = "subject";
    session.username = "李雷";
    session.email = "a@example.com";
    session.groups = {"one", "two"};
    session.roles = {"admin", ""};
    session.providerSession = "sid";
    session.createdAt = fromUnixSeconds(1'800'000'000);
    session.lastSeen = fromUnixSeconds(1'800'000'100);
    session.accessExpires = fromUnixSeconds(1'800'000'300);
    return session;
}

} // namespace

class SessionCodecTest : public QObject
{
    Q_OBJECT

private slots:
    void returnsWhatWasWritten()
    {
        auto session = fullSession();
        const auto decoded = decodeSession(encodeSession(session));
        MESHSSO_VERIFY_OK(decoded);
        session.roles = {"admin"}; // an empty name says nothing
        QVERIFY(*decoded == session);
    }

    void staysSmall()
    {
        auto session = fullSession();
        const auto payload =
            session.accessToken.size() + session.idToken.size() + session.refreshToken.size();
        QVERIFY(encodeSession(session).size() < payload + 150);
    }

    void refuses_everyTruncation()
    {
        const auto bytes = encodeSession(fullSession());
        int accepted = 0;
        for (std::size_t length = 0; length < bytes.size(); ++length)
            accepted += decodeSession(std::string_view(bytes).substr(0, length)) ? 1 : 0;
        // A cut between two fields is a well-formed shorter session; the seal around it is what refuses that.
        QVERIFY(accepted <= 12);
        MESHSSO_VERIFY_FAILS(decodeSession(std::string_view(bytes).substr(0, bytes.size() - 1)),
                             ErrorCode::ParseError);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("only a version") << QByteArray("\x01", 1);
        QTest::newRow("another version") << QByteArray("\x02\x01\x01x\x06\x01y", 7);
        QTest::newRow("no subject") << QByteArray("\x01\x01\x01x", 4);
        QTest::newRow("length over the end") << QByteArray("\x01\x01\x7fx", 4);
        QTest::newRow("endless length") << QByteArray("\x01\x01\xff\xff\xff\xff\xff\xff\xff", 9);
    }
    void refuses()
    {
        QFETCH(QByteArray, bytes);
        MESHSSO_VERIFY_FAILS(decodeSession(bytes.toStdString()), ErrorCode::ParseError);
    }

    void skipsUnknownTags()
    {
        const auto decoded = decodeSession(encodeSession(fullSession()) + std::string("\x7f\x03new", 5));
        MESHSSO_VERIFY_OK(decoded);
        QCOMPARE(decoded->subject, std::string("subject"));
    }
};

QTEST_APPLESS_MAIN(SessionCodecTest)
#include "tst_SessionCodec.moc"
