#pragma once

#include "core/Error.h"
#include "core/Task.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace meshsso::desktop {

/// One piece of work that talks to somebody, as a page shows it: what, to which host, since when, how it
/// ended, and a Cancel that works. At most one task at a time; starting another drops the first.
class Job final : public QObject
{
    Q_OBJECT
public:
    enum class State { Idle, Running, Succeeded, Failed, Cancelled };

    explicit Job(QObject* parent = nullptr);
    ~Job() override;

    /// Starts the task. done runs once with its value, not after cancel() or a time-out; it calls fail() or
    /// succeed(), or leaves it: then the job has succeeded. Do not call from within the task itself.
    template<class T>
    void start(const QString& what, const QString& host, Task<T> task, std::function<void(T)> done,
               std::chrono::milliseconds limit = std::chrono::seconds(60))
    {
        begin(what, host, limit);
        auto holder = std::make_unique<Holder<T>>(std::move(task));
        auto* raw = holder.get();
        m_task = std::move(holder);
        const auto run = m_run;
        raw->task.start([this, run, done = std::move(done)](T value) {
            if (run != m_run || m_state != State::Running)
                return;
            retire();
            done(std::move(value));
            if (run == m_run && m_state == State::Running)
                succeed();
        });
    }

    /// Drops the task; its peers are told by the closed connection. Nothing happens when idle.
    void cancel();
    /// Says how it ended; for done functions.
    void succeed();
    void fail(const Error& error);
    /// Back to Idle, to forget an old result.
    void reset();
    /// A word on how far it is; total 0: unknown.
    void setProgress(const QString& text, int done = 0, int total = 0);

    State state() const { return m_state; }
    bool isRunning() const { return m_state == State::Running; }
    const QString& what() const { return m_what; }
    const QString& host() const { return m_host; }
    const QString& progressText() const { return m_progress; }
    int progressDone() const { return m_done; }
    int progressTotal() const { return m_total; }
    /// Since the start, or of the whole run once it ended; 0 when idle.
    std::chrono::milliseconds elapsed() const;
    const std::optional<Error>& error() const { return m_error; }

signals:
    /// Any of the above changed; also twice a second while running, for the elapsed time.
    void changed();
    /// The run ended: succeeded, failed, timed out or cancelled.
    void finished();

private:
    struct AnyTask
    {
        virtual ~AnyTask() = default;
    };
    template<class T>
    struct Holder final : AnyTask
    {
        explicit Holder(Task<T> t) : task(std::move(t)) {}
        Task<T> task;
    };

    void begin(const QString& what, const QString& host, std::chrono::milliseconds limit);
    void end(State state);
    void retire();

    State m_state = State::Idle;
    QString m_what;
    QString m_host;
    QString m_progress;
    int m_done = 0;
    int m_total = 0;
    quint64 m_run = 0;
    QElapsedTimer m_since;
    std::chrono::milliseconds m_took{0};
    QTimer m_tick;
    QTimer m_limit;
    std::optional<Error> m_error;
    std::unique_ptr<AnyTask> m_task;
    std::unique_ptr<AnyTask> m_retired;
};

} // namespace meshsso::desktop
