#include "EventLoopWatchdog.h"

#include <QFile>
#include <utility>

namespace meshsso::test {

namespace {

constexpr int beat = 5;

/// How long this thread could have run so far, had others not had the CPUs, in milliseconds; 0 where the
/// kernel does not say.
qint64 waitedForCpu()
{
    QFile file(QStringLiteral("/proc/thread-self/schedstat"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toLongLong() / 1'000'000 : 0;
}

} // namespace

EventLoopWatchdog::EventLoopWatchdog(QObject* parent) : QObject(parent)
{
    m_beat.setTimerType(Qt::PreciseTimer);
    m_beat.setInterval(beat);
    connect(&m_beat, &QTimer::timeout, this, [this] {
        const auto waited = waitedForCpu();
        const auto others = waited - std::exchange(m_waited, waited);
        m_longest = std::max(m_longest, m_since.restart() - beat - others);
    });
    reset();
}

void EventLoopWatchdog::reset()
{
    m_longest = 0;
    m_waited = waitedForCpu();
    m_since.start();
    m_beat.start();
}

} // namespace meshsso::test
