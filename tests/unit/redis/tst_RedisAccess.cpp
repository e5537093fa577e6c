#include "RedisOutcomes.h"
#include "support/TestPrinters.h"

#include <QRegularExpression>
#include <QTemporaryFile>
#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::test;
using namespace std::chrono_literals;

// Who may talk to whom: passwords, rights and TLS, of Redis' and of ours.
class RedisAccessTest : public QObject
{
    Q_OBJECT

private slots:
    void isRefused_withTheWrongPassword()
    {
        RedisServer server({{"requirepass planted-password"}, {}, false});
        QVERIFY(server.start());
        Replica wrong(settingsFor(configFor(server), "planted-mistake"));
        VERIFY_ALL_FAIL(wrong, isAnswer("WRONGPASS"));
        QVERIFY(wrong.log().find("WRONGPASS") != std::string::npos);
        Replica none(settingsFor(configFor(server)));
        VERIFY_ALL_FAIL(none, isAnswer("NOAUTH"));
        Replica right(settingsFor(configFor(server), "planted-password"));
        VERIFY_ALL_SUCCEED(right);
        for (const auto* replica : {&wrong, &none, &right})
            QVERIFY(replica->log().find("planted") == std::string::npos);
    }

    void takesANewPassword_withoutARestart()
    {
        RedisServer server({{"requirepass old"}, {}, false});
        QVERIFY(server.start());
        Replica replica(settingsFor(configFor(server), "old"));
        VERIFY_ALL_SUCCEED(replica);
        server.command({"CONFIG", "SET", "requirepass", "new"});
        server.command({"CLIENT", "KILL", "TYPE", "normal"});
        QTRY_VERIFY(!replica.wait(replica.sessions->load(makeTicket())).has_value());
        replica.service->renewAccess(*settingsFor(configFor(server), "new"));
        QTRY_VERIFY(replica.wait(replica.sessions->load(makeTicket())).has_value());
        VERIFY_ALL_SUCCEED(replica);
    }

    void needsNoMoreRightsThanItSays()
    {
        RedisServer server;
        QVERIFY(server.start());
        QCOMPARE(server.command(aclLine("planted-password")), QByteArray("OK"));
        auto config = configFor(server);
        config.username = "meshsso";
        Replica replica(settingsFor(config, "planted-password"));
        VERIFY_ALL_SUCCEED(replica);
        QVERIFY(replica.waitForNews());
        QVERIFY(!server.command({"ACL", "LOG"}).contains("meshsso"));
        // Each of them is needed: without it, something is refused, and says so.
        const QStringList forOthers{"+select", "+role", "+client|setname", "+cluster|slots", "+asking"};
        for (const auto& allowed : aclLine("any").filter(QRegularExpression("^[+]"))) {
            if (forOthers.contains(allowed))
                continue;
            server.command({"ACL", "SETUSER", "meshsso", "-" + allowed.mid(1)});
            bool isRefused = allowed == "+xread" && !replica.waitForNews(300ms);
            for (const auto& [name, error] : outcomes(replica)) {
                if (!error)
                    continue;
                QVERIFY2(error->code == ErrorCode::PeerError, error->toString().c_str());
                isRefused = true;
            }
            QVERIFY2(isRefused, qPrintable(allowed));
            server.command({"ACL", "SETUSER", "meshsso", allowed});
        }
        VERIFY_ALL_SUCCEED(replica);
    }

    void doesNotNeedTheRightToItsNameAndRole()
    {
        RedisServer server;
        QVERIFY(server.start());
        server.command(aclLine("planted-password") + QStringList{"-role", "-client|setname"});
        auto config = configFor(server);
        config.username = "meshsso";
        Replica replica(settingsFor(config, "planted-password"));
        VERIFY_ALL_SUCCEED(replica);
    }

    void isRefused_forKeysOfOthers()
    {
        RedisServer server;
        QVERIFY(server.start());
        server.command(aclLine("planted-password"));
        auto config = configFor(server);
        config.username = "meshsso";
        config.keyPrefix = "other:";
        Replica replica(settingsFor(config, "planted-password"));
        VERIFY_ALL_FAIL(replica, isAnswer("NOPERM"));
    }

    void speaksTls_withTheServersAuthority()
    {
        const auto certificate = makeTestCertificate();
        RedisServer server({{}, certificate, false});
        QVERIFY(server.start());
        auto config = configFor(server);
        config.url.replace(0, 5, "rediss");
        QTemporaryFile authority;
        writeTo(authority, certificate.certificatePem);
        config.caFile = authority.fileName().toStdString();
        Replica replica(settingsFor(config));
        VERIFY_ALL_SUCCEED(replica);
        QVERIFY(replica.waitForNews());
        server.kill();
        VERIFY_ALL_FAIL(replica, isUnreachable);
        QVERIFY(server.start());
        QTRY_VERIFY(replica.wait(replica.sessions->load(makeTicket())).has_value());
        VERIFY_ALL_SUCCEED(replica);
    }

    void refusesAServer_thatCannotProveItself()
    {
        const auto certificate = makeTestCertificate();
        RedisServer server({{}, certificate, false});
        QVERIFY(server.start());
        QTemporaryFile authority;
        writeTo(authority, certificate.certificatePem);
        QTemporaryFile otherAuthority;
        writeTo(otherAuthority, makeTestCertificate().certificatePem);
        const auto isTlsError = [](const Error& error) { return error.code == ErrorCode::TlsError; };
        auto config = configFor(server);
        config.url.replace(0, 5, "rediss");
        config.caFile = otherAuthority.fileName().toStdString();
        Replica foreign(settingsFor(config, "planted-password"));
        VERIFY_ALL_FAIL(foreign, isTlsError);
        config.caFile.clear();
        Replica publicAuthorities(settingsFor(config));
        VERIFY_ALL_FAIL(publicAuthorities, isTlsError);
        // The right authority, another address than the certificate's.
        config.caFile = authority.fileName().toStdString();
        config.url = "rediss://127.0.0.2:" + std::to_string(server.port());
        Replica elsewhere(settingsFor(config));
        VERIFY_ALL_FAIL(elsewhere, isTlsError);
        // Nor does it speak in clear to a server that wants TLS.
        Replica clear(settingsFor(hastyConfigFor(server)));
        VERIFY_ALL_FAIL(clear, isUnreachableOrLate);
    }

    void refusesAPlainServer_whenItIsToSpeakTls()
    {
        RedisServer server;
        QVERIFY(server.start());
        auto config = hastyConfigFor(server);
        config.url.replace(0, 5, "rediss");
        Replica replica(settingsFor(config, "planted-password"));
        VERIFY_ALL_FAIL(replica, [](const Error& refusal) {
            return refusal.code == ErrorCode::TlsError || isUnreachableOrLate(refusal);
        });
    }

private:
    static void writeTo(QTemporaryFile& file, const std::string& text)
    {
        QVERIFY(file.open());
        file.write(text.data(), static_cast<qint64>(text.size()));
        file.flush();
    }
};

QTEST_GUILESS_MAIN(RedisAccessTest)
#include "tst_RedisAccess.moc"
