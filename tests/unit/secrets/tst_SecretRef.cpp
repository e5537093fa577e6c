#include "secrets/SecretRef.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using secrets::SecretRef;

class SecretRefTest : public QObject
{
    Q_OBJECT

private slots:
    void parses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("name");
        const auto row = [](const char* text, SecretRef::Kind kind, const char* name) {
            QTest::newRow(text) << QByteArray(text) << static_cast<int>(kind) << QByteArray(name);
        };
        row("keychain:meshsso/demo/client", SecretRef::Kind::Keychain, "meshsso/demo/client");
        row("keychain:with blank: and colon", SecretRef::Kind::Keychain, "with blank: and colon");
        row("env:CLIENT_SECRET", SecretRef::Kind::Environment, "CLIENT_SECRET");
        row("env:_x1", SecretRef::Kind::Environment, "_x1");
        row("file:secrets/client", SecretRef::Kind::File, "secrets/client");
        row("file:/run/secrets/a b", SecretRef::Kind::File, "/run/secrets/a b");
        row("memory:x", SecretRef::Kind::Memory, "x");
    }
    void parses()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, kind);
        QFETCH(QByteArray, name);
        const auto ref = SecretRef::parse(text.toStdString());
        MESHSSO_VERIFY_OK(ref);
        QCOMPARE(static_cast<int>(ref->kind), kind);
        QCOMPARE(ref->name, name.toStdString());
        QCOMPARE(ref->toString(), text.toStdString());
        QVERIFY(ref->isSet());
    }

    void refuses_withoutEcho_data()
    {
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char* name, const QByteArray& text) { QTest::newRow(name) << text; };
        row("literal", "hunter2");
        row("literal with colon", "hunter2:x");
        row("vault", "vault:hunter2");
        row("upper case scheme", "ENV:hunter2");
        row("blank in front", " env:hunter2");
        row("empty", "");
        row("no name", "env:");
        row("no keychain name", "keychain:");
        row("blank name", "file: hunter2");
        row("trailing line feed", "file:hunter2\n");
        row("variable with dash", "env:hunter2-x");
        row("variable from digit", "env:2hunter2");
        row("control character", "keychain:hunter2\x01x");
        row("not UTF-8", "keychain:hunter2\xff");
        row("too long", "file:" + QByteArray(1025, 'x') + "hunter2");
    }
    void refuses_withoutEcho()
    {
        QFETCH(QByteArray, text);
        const auto ref = SecretRef::parse(text.toStdString());
        MESHSSO_VERIFY_FAILS(ref, ErrorCode::InvalidArgument);
        QVERIFY(ref.error().toString().find("hunter2") == std::string::npos);
    }

    void isUnset_byDefault()
    {
        QVERIFY(!SecretRef().isSet());
        QCOMPARE(SecretRef().toString(), std::string());
    }
};

QTEST_APPLESS_MAIN(SecretRefTest)
#include "tst_SecretRef.moc"
