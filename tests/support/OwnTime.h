#pragma once

#include <QElapsedTimer>

namespace meshsso::test {

/// A stopwatch for what must not take long on this thread. It stands while the thread could go on, but others
/// have the processors: that the machine is busy is not what such a test is about.
class OwnTime
{
public:
    OwnTime() { restart(); }

    /// Milliseconds.
    qint64 elapsed() const;
    /// The same, and begins anew.
    qint64 restart();

private:
    QElapsedTimer m_timer;
    qint64 m_queued = 0;
};

} // namespace meshsso::test
