#include "login/Masking.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

class tst_Masking : public QObject
{
    Q_OBJECT

private slots:
    void masks_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("shown");
        const QString value = "abcdefghijklmnopqrst";
        QTest::newRow("plain") << "https://a/b"
                               << "https://a/b";
        QTest::newRow("harmless") << "https://a/b?client_id=x&code_challenge_method=S256"
                                  << "https://a/b?client_id=x&code_challenge_method=S256";
        for (const char* name :
             {"code", "state", "nonce", "code_challenge", "session_state", "session_code", "tab_id",
              "id_token_hint", "access_token", "client_secret", "STATE", "client_data"})
            QTest::newRow(name) << QString("https://a/b?x=1&%1=%2").arg(name, value)
                                << QString("https://a/b?x=1&%1=abcd..(20)").arg(name);
        QTest::newRow("short") << "https://a/?state=abcdef"
                               << "https://a/?state=..(6)";
        QTest::newRow("fragment") << "https://a/#access_token=" + value
                                  << "https://a/#access_token=abcd..(20)";
        QTest::newRow("no value") << "https://a/?code"
                                  << "https://a/?code";
    }
    void masks()
    {
        QFETCH(QString, url);
        QFETCH(QString, shown);
        QCOMPARE(meshsso::login::maskUrl(url.toStdString()), shown.toStdString());
    }
};

QTEST_APPLESS_MAIN(tst_Masking)
#include "tst_Masking.moc"
