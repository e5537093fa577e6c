#include "UsableCpus.h"

#include <QtTest/QtTest>
#include <sched.h>

using namespace meshsso::authserver;

class UsableCpusTest : public QObject
{
    Q_OBJECT

private slots:
    void readsAContainersLimit_data()
    {
        QTest::addColumn<QByteArray>("cpuMax");
        QTest::addColumn<int>("cpus"); // 0: none
        const auto row = [](const char* text, int cpus) { QTest::newRow(text) << QByteArray(text) << cpus; };
        row("max 100000\n", 0);
        row("100000 100000\n", 1);
        row("50000 100000\n", 1);
        row("150000 100000\n", 2);
        row("400000 100000\n", 4);
        row("1000 100000", 1);
        row("", 0);
        row("100000", 0);
        row("0 100000", 0);
        row("100000 0", 0);
        row("-1 100000", 0);
        row("2x 100000", 0);
        row("9223372036854775807 1", 1 << 16);
    }
    void readsAContainersLimit()
    {
        QFETCH(QByteArray, cpuMax);
        QTEST(cpusOfQuota(cpuMax.toStdString()).value_or(0), "cpus");
    }

    void findsItsCgroup()
    {
        QCOMPARE(cgroupOf("0::/\n"), std::string_view("/"));
        QCOMPARE(cgroupOf("8:pids:/x\n0::/kubepods/pod1\n"), std::string_view("/kubepods/pod1"));
        QCOMPARE(cgroupOf("8:pids:/x\n"), std::string_view());
        QCOMPARE(cgroupOf(""), std::string_view());
    }

    void countsOnlyTheCores_thatItMayUse()
    {
        cpu_set_t all;
        QCOMPARE(::sched_getaffinity(0, sizeof all, &all), 0);
        QVERIFY(usableCpus() >= 1 && usableCpus() <= CPU_COUNT(&all));
        int first = 0;
        while (!CPU_ISSET(first, &all))
            ++first;
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(first, &one);
        QCOMPARE(::sched_setaffinity(0, sizeof one, &one), 0);
        QCOMPARE(usableCpus(), 1);
        QCOMPARE(::sched_setaffinity(0, sizeof all, &all), 0);
    }
};

QTEST_APPLESS_MAIN(UsableCpusTest)
#include "tst_UsableCpus.moc"
