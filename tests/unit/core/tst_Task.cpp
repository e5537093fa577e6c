#include "core/Result.h"
#include "core/RunLoop.h"
#include "core/Task.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;

namespace {

/// Completes when told to, and notes when it is cancelled.
struct Manual
{
    std::function<void(int)> done;
    bool cancelled = false;

    auto wait()
    {
        return Completion<int>([this](std::function<void(int)> completion) {
            done = std::move(completion);
            struct Handle final : Operation
            {
                explicit Handle(Manual& m) : owner(m) {}
                Handle(const Handle&) = delete;
                Handle& operator=(const Handle&) = delete;
                ~Handle() override
                {
                    owner.cancelled = true;
                    owner.done = nullptr;
                }
                Manual& owner;
            };
            return std::make_unique<Handle>(*this);
        });
    }
};

Task<int> addOne(Manual& manual)
{
    const int value = co_await manual.wait();
    co_return value + 1;
}

Task<Result<std::string>> chain(Manual& manual)
{
    const int value = co_await addOne(manual);
    if (value > 10)
        co_return fail(ErrorCode::TooLarge, "over ten");
    co_return std::to_string(value);
}

Task<int> immediate()
{
    co_return 7;
}

Task<int> manySteps()
{
    int sum = 0;
    for (int i = 0; i < 100'000; ++i)
        sum += co_await immediate() - 7;
    co_return sum;
}

} // namespace

class TaskTest : public QObject
{
    Q_OBJECT

private slots:
    void completesLater_throughAChain()
    {
        Manual manual;
        std::optional<Result<std::string>> result;
        auto task = chain(manual);
        task.start([&](Result<std::string> r) { result = std::move(r); });
        QVERIFY(!result);
        auto done = manual.done;
        done(4);
        QVERIFY(result);
        QCOMPARE(result->value(), std::string("5"));
    }

    void carriesAnError()
    {
        Manual manual;
        std::optional<Result<std::string>> result;
        auto task = chain(manual);
        task.start([&](Result<std::string> r) { result = std::move(r); });
        auto done = manual.done;
        done(40);
        MESHSSO_VERIFY_FAILS(*result, ErrorCode::TooLarge);
    }

    void cancels_whenDropped()
    {
        Manual manual;
        bool completed = false;
        {
            auto task = chain(manual);
            task.start([&](Result<std::string>) { completed = true; });
        }
        QVERIFY(manual.cancelled);
        QVERIFY(!manual.done);
        QVERIFY(!completed);
    }

    void mayBeDestroyed_byItsOwnCompletion()
    {
        Manual manual;
        auto task = std::make_unique<Task<Result<std::string>>>(chain(manual));
        bool completed = false;
        task->start([&](Result<std::string>) {
            task.reset();
            completed = true;
        });
        auto done = manual.done;
        done(1);
        QVERIFY(completed);
        QVERIFY(!task);
    }

    void doesNotGrowTheStack_overManyImmediateSteps()
    {
        RunLoop loop;
        QCOMPARE(loop.runUntilDone(manySteps()), 0);
    }
};

QTEST_APPLESS_MAIN(TaskTest)
#include "tst_Task.moc"
