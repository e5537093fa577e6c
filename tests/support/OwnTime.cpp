#include "support/OwnTime.h"

#include <algorithm>
#include <fstream>

namespace meshsso::test {
namespace {

/// How long this thread has been ready to run without running, in nanoseconds; 0 where the kernel does not
/// say.
qint64 queuedFor()
{
    qint64 running = 0;
    qint64 queued = 0;
    std::ifstream("/proc/thread-self/schedstat") >> running >> queued;
    return queued;
}

} // namespace

qint64 OwnTime::elapsed() const
{
    constexpr qint64 millisecond = 1'000'000;
    return std::max(qint64{0}, m_timer.nsecsElapsed() - (queuedFor() - m_queued)) / millisecond;
}

qint64 OwnTime::restart()
{
    const qint64 past = m_timer.isValid() ? elapsed() : 0;
    m_queued = queuedFor();
    m_timer.start();
    return past;
}

} // namespace meshsso::test
