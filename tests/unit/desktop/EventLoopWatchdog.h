#pragma once

#include "support/OwnTime.h"

#include <QObject>
#include <QTimer>

namespace meshsso::test {

/// Measures the longest time that the event loop did not turn, though it could have, in milliseconds, while
/// it lives.
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
    OwnTime m_since;
    qint64 m_longest = 0;
};

} // namespace meshsso::test
