#include "desktop/controllers/Job.h"

namespace meshsso::desktop {

Job::Job(QObject* parent) : QObject(parent)
{
    m_tick.setInterval(500);
    m_limit.setSingleShot(true);
    connect(&m_tick, &QTimer::timeout, this, &Job::changed);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(m_limit.intervalAsDuration());
        m_task.reset();
        m_error =
            Error{ErrorCode::Timeout, "no answer within " + std::to_string(seconds.count()) + " seconds",
                  m_host.toStdString()};
        end(State::Failed);
    });
}

Job::~Job() = default;

void Job::begin(const QString& what, const QString& host, std::chrono::milliseconds limit)
{
    ++m_run;
    m_task.reset();
    m_retired.reset();
    m_what = what;
    m_host = host;
    m_progress.clear();
    m_done = m_total = 0;
    m_error.reset();
    m_state = State::Running;
    m_since.start();
    m_tick.start();
    m_limit.start(limit);
    emit changed();
}

void Job::end(State state)
{
    m_took = std::chrono::milliseconds(m_since.elapsed());
    m_tick.stop();
    m_limit.stop();
    m_state = state;
    emit changed();
    emit finished();
}

void Job::retire()
{
    // The frame that called us is still on the stack: it goes when the next run begins, or with this object.
    m_limit.stop();
    m_retired = std::move(m_task);
}

void Job::cancel()
{
    if (m_state != State::Running)
        return;
    m_task.reset();
    end(State::Cancelled);
}

void Job::succeed()
{
    if (m_state == State::Running)
        end(State::Succeeded);
}

void Job::fail(const Error& error)
{
    if (m_state != State::Running)
        return;
    m_error = error;
    end(State::Failed);
}

void Job::reset()
{
    if (m_state == State::Running)
        cancel();
    m_state = State::Idle;
    m_error.reset();
    emit changed();
}

void Job::setProgress(const QString& text, int done, int total)
{
    m_progress = text;
    m_done = done;
    m_total = total;
    emit changed();
}

std::chrono::milliseconds Job::elapsed() const
{
    switch (m_state) {
    case State::Idle:
        return std::chrono::milliseconds(0);
    case State::Running:
        return std::chrono::milliseconds(m_since.elapsed());
    default:
        return m_took;
    }
}

} // namespace meshsso::desktop
