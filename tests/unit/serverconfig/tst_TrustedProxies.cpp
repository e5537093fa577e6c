#include "serverconfig/TrustedProxies.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using meshsso::ErrorCode;
using meshsso::serverconfig::TrustedProxies;

class TrustedProxiesTest : public QObject
{
    Q_OBJECT

private slots:
    void contains_data()
    {
        QTest::addColumn<std::string>("block");
        QTest::addColumn<std::string>("address");
        QTest::addColumn<bool>("expected");

        const auto row = [](const char* block, const char* address, bool expected) {
            QTest::addRow("%s in %s", address, block)
                << std::string(block) << std::string(address) << expected;
        };
        row("10.0.0.0/8", "10.255.255.255", true);
        row("10.0.0.0/8", "11.0.0.0", false);
        row("10.0.0.0/8", "::ffff:10.1.2.3", true);
        row("10.0.0.0/8", "::ffff:11.1.2.3", false);
        row("10.0.0.0/8", "::10.1.2.3", false);
        row("192.0.2.128/25", "192.0.2.128", true);
        row("192.0.2.128/25", "192.0.2.127", false);
        row("192.0.2.7", "192.0.2.7", true);
        row("192.0.2.7", "192.0.2.8", false);
        row("192.0.2.7/32", "192.0.2.7", true);
        row("0.0.0.0/0", "203.0.113.9", true);
        row("0.0.0.0/0", "2001:db8::1", false);
        row("::ffff:10.0.0.0/104", "10.1.2.3", true);
        row("fd00::/8", "fdff::1", true);
        row("fd00::/8", "fe00::1", false);
        row("2001:db8::/33", "2001:db8:7fff::1", true);
        row("2001:db8::/33", "2001:db8:8000::1", false);
        row("::1", "::1", true);
        row("::1", "127.0.0.1", false);
        row("::/0", "2001:db8::1", true);
        row("::/0", "192.0.2.1", false);
        row("10.0.0.0/8", "", false);
        row("10.0.0.0/8", "10.0.0.1:80", false);
        row("10.0.0.0/8", "[10.0.0.1]", false);
        row("10.0.0.0/8", "010.0.0.1", false);
        row("10.0.0.0/8", "10.0.0.1 ", false);
        row("10.0.0.0/8", "fe80::1%eth0", false);
    }

    void contains()
    {
        QFETCH(std::string, block);
        QFETCH(std::string, address);
        QFETCH(bool, expected);
        const std::vector<std::string> blocks{block};
        const auto proxies = TrustedProxies::parse(blocks);
        MESHSSO_VERIFY_OK(proxies);
        QCOMPARE(proxies->contains(address), expected);
    }

    void refusesBlock_data()
    {
        QTest::addColumn<std::string>("block");
        for (const char* block : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x",
                                  "10.0.0.0/ 8", "10.1.2.3/8", "10.0.0.0/+8", "fd00::/129", "fd00::1/8",
                                  "example.com", "10.0.0/8", "10.0.0.0/8/8", "[::1]/128", "256.0.0.0/8", "*"})
            QTest::newRow(block) << std::string(block);
    }

    void refusesBlock()
    {
        QFETCH(std::string, block);
        const std::vector<std::string> blocks{"192.0.2.0/24", block};
        MESHSSO_VERIFY_FAILS(TrustedProxies::parse(blocks), ErrorCode::InvalidArgument);
    }

    void trustsNobody_byDefault()
    {
        const TrustedProxies proxies;
        QVERIFY(proxies.empty());
        QVERIFY(!proxies.contains("127.0.0.1"));
    }

    void seesAWholeFamily()
    {
        const auto everything = [](std::string block) {
            const std::vector<std::string> blocks{std::move(block)};
            return TrustedProxies::parse(blocks)->containsEverything();
        };
        QVERIFY(everything("0.0.0.0/0"));
        QVERIFY(everything("::/0"));
        QVERIFY(!everything("10.0.0.0/8"));
        QVERIFY(!everything("::/1"));
    }
};

QTEST_APPLESS_MAIN(TrustedProxiesTest)
#include "tst_TrustedProxies.moc"
