#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace meshsso::test {

/// Measures the longest time that the event loop did not turn, in milliseconds, while it lives. What other
/// programs took of it, while the loop's thread waited for a CPU, is not counted.
class EventLoopWatchdog final : public QObject
{
    Q_OBJECT
public:
    explicit EventLoopWatchdog(QObject* parent = nullptr);
    /// The longest gap so far; the beat itself (5 ms) is not counted.
    qint64 longestGap() const { return m_longest; }
    void reset();

private:
    QTimer m_beat;
    QElapsedTimer m_since;
    qint64 m_waited = 0; ///< for a CPU
    qint64 m_longest = 0;
};

} // namespace meshsso::test
