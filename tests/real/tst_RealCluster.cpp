#include "ClusterAdmissionTest.h"
#include "ClusterCommandTest.h"
#include "ClusterTest.h"

#include <QCoreApplication>
#include <QtTest/QtTest>
#include <exception>

// One program, since the second group goes on from what the first has applied.
int main(int argc, char* argv[])
{
    QCoreApplication application(argc, argv);
    try {
        meshsso::test::KubeSandbox sandbox;
        qInfo("starting two API servers");
        sandbox.start();
        meshsso::test::ClusterTest cluster(sandbox);
        if (const int failures = QTest::qExec(&cluster, argc, argv); failures != 0)
            return failures;
        meshsso::test::ClusterAdmissionTest admission(sandbox);
        if (const int failures = QTest::qExec(&admission, {argv[0]}); failures != 0)
            return failures;
        meshsso::test::ClusterCommandTest command(sandbox);
        return QTest::qExec(&command, {argv[0]});
    } catch (const std::exception& error) {
        qCritical("%s", error.what());
        return 1;
    }
}
