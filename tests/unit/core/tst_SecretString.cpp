#include "core/SecretString.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>
#include <cstring>

using namespace meshsso;

class SecretStringTest : public QObject
{
    Q_OBJECT

private slots:
    void isWiped_whenDestroyed()
    {
        // Built in a buffer of ours, so that the memory may be looked at after the object is gone.
        alignas(SecretString) unsigned char buffer[sizeof(SecretString)];
        auto* secret = new (buffer) SecretString("short-secret");
        QCOMPARE(secret->reveal(), std::string_view("short-secret"));
        secret->~SecretString();
        QVERIFY(::memmem(buffer, sizeof buffer, "short-secret", 12) == nullptr);
    }

    void wipe_overwritesTheWholeCapacity()
    {
        std::string text = "a long secret that does not fit the small buffer";
        const char* memory = text.data();
        text.resize(60, 'x');
        text.resize(5);
        memory = text.data();
        const auto capacity = text.capacity();
        wipe(text);
        QVERIFY(text.empty());
        for (std::size_t i = 0; i < capacity; ++i)
            QCOMPARE(memory[i], '\0');
    }

    void movedFrom_isEmpty()
    {
        SecretString a(std::string("s3cret"));
        const SecretString b = std::move(a);
        QVERIFY(a.empty()); // NOLINT: the state after a move is the point
        QCOMPARE(b.reveal(), std::string_view("s3cret"));
    }

    void cannotBePrinted()
    {
        static_assert(!std::is_convertible_v<SecretString, std::string>);
        static_assert(!std::is_convertible_v<SecretString, std::string_view>);
        static_assert(!std::is_constructible_v<QString, SecretString>);
    }
};

QTEST_APPLESS_MAIN(SecretStringTest)
#include "tst_SecretString.moc"
