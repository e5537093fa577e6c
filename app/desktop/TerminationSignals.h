#pragma once

#include <QObject>
#include <QSocketNotifier>

namespace meshsso::desktop {

/// SIGTERM, SIGINT and SIGHUP as a signal of the event loop. One object a process; SIGPIPE is ignored from
/// its construction on, since a peer that hangs up is an error of one request only.
class TerminationSignals final : public QObject
{
    Q_OBJECT
public:
    explicit TerminationSignals(QObject* parent = nullptr);
    ~TerminationSignals() override;

signals:
    void terminated();

private:
    int m_pipe[2] = {-1, -1};
    QSocketNotifier m_notifier{QSocketNotifier::Read};
};

} // namespace meshsso::desktop
