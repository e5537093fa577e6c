#include "core/RunLoop.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>
#include <thread>

using namespace meshsso;

namespace {

struct Nothing final : Operation
{
};

Task<std::thread::id> resumedOn(Executor& executor)
{
    std::thread worker;
    co_await Completion<int>([&](std::function<void(int)> done) {
        worker = std::thread([&executor, done] { executor.post([done] { done(1); }); });
        return std::make_unique<Nothing>();
    });
    worker.join();
    co_return std::this_thread::get_id();
}

} // namespace

class RunLoopTest : public QObject
{
    Q_OBJECT

private slots:
    void runsInOrder_whatWasPosted()
    {
        RunLoop loop;
        std::string order;
        loop.post([&] { order += 'a'; });
        loop.post([&] {
            order += 'b';
            loop.post([&] {
                order += 'd';
                loop.quit();
            });
        });
        loop.post([&] { order += 'c'; });
        loop.run();
        QCOMPARE(order, std::string("abcd"));
    }

    void completesATask_onItsOwnThread()
    {
        RunLoop loop;
        QVERIFY(loop.runUntilDone(resumedOn(loop)) == std::this_thread::get_id());
    }
};

QTEST_APPLESS_MAIN(RunLoopTest)
#include "tst_RunLoop.moc"
