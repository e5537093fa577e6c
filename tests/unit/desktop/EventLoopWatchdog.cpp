#include "EventLoopWatchdog.h"

namespace meshsso::test {

namespace {

constexpr int beat = 5;

} // namespace

EventLoopWatchdog::EventLoopWatchdog(QObject* parent) : QObject(parent)
{
    m_beat.setTimerType(Qt::PreciseTimer);
    m_beat.setInterval(beat);
    connect(&m_beat, &QTimer::timeout, this,
            [this] { m_longest = std::max(m_longest, m_since.restart() - beat); });
    reset();
}

void EventLoopWatchdog::reset()
{
    m_longest = 0;
    m_since.restart();
    m_beat.start();
}

} // namespace meshsso::test
