#pragma once

#include "core/Clock.h"
#include "desktop/models/LogModel.h"
#include "desktop/models/RequestsModel.h"
#include "net/HttpClient.h"

#include <QObject>
#include <memory>

namespace meshsso::net {
struct RecordedExchange;
}

namespace meshsso::desktop {

/// What the program did: the requests made and the log. Everything is masked before it gets here.
class ActivityController final : public QObject
{
    Q_OBJECT
public:
    explicit ActivityController(const Clock& clock, QObject* parent = nullptr);

    RequestsModel* requests() { return &m_requests; }
    LogModel* log() { return &m_log; }

    /// The client with each of its exchanges recorded here. It may outlive this object.
    std::unique_ptr<net::HttpClient> record(std::unique_ptr<net::HttpClient> client);
    /// A line for people; no secrets.
    void note(LogLine::Level level, const QString& text);
    /// What latestChanged said last.
    const QString& latest() const { return m_latest; }

signals:
    /// The latest request began or ended, for the status line: "GET /realms/Test-oidc 200 34 ms".
    void latestChanged(const QString& text);

private:
    void take(quint64 recorder, const net::RecordedExchange& exchange);

    const Clock& m_clock;
    RequestsModel m_requests;
    LogModel m_log;
    QString m_latest;
    quint64 m_recorders = 0;
};

} // namespace meshsso::desktop
