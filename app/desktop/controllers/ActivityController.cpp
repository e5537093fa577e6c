#include "desktop/controllers/ActivityController.h"

#include "desktop/models/BackendText.h"
#include "desktop/models/Text.h"
#include "net/RecordingHttpClient.h"

#include <QPointer>
#include <QUrl>

namespace meshsso::desktop {

namespace {

QString headerText(const std::vector<net::HttpHeader>& headers)
{
    QString text;
    for (const auto& header : headers)
        text +=
            displayable(header.name) + QStringLiteral(": ") + displayable(header.value) + QLatin1Char('\n');
    return text;
}

qint64 toMilliseconds(TimePoint time)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

} // namespace

ActivityController::ActivityController(const Clock& clock, QObject* parent) : QObject(parent), m_clock(clock)
{
}

std::unique_ptr<net::HttpClient> ActivityController::record(std::unique_ptr<net::HttpClient> client)
{
    const QPointer<ActivityController> self(this);
    const quint64 recorder = ++m_recorders;
    return std::make_unique<net::RecordingHttpClient>(
        std::move(client), m_clock, [self, recorder](const net::RecordedExchange& exchange) {
            if (self)
                self->take(recorder, exchange);
        });
}

void ActivityController::take(quint64 recorder, const net::RecordedExchange& exchange)
{
    RequestEntry entry;
    entry.id = (recorder << 32U) + exchange.id;
    entry.started = QDateTime::fromMSecsSinceEpoch(toMilliseconds(exchange.started));
    entry.method = displayable(exchange.method, 16);
    entry.url = displayable(exchange.url);
    entry.status = exchange.status;
    entry.elapsedUs = exchange.isFinished ? exchange.elapsed.count() : -1;
    if (exchange.isCancelled)
        entry.error = tr("cancelled");
    else if (exchange.error)
        entry.error = errorText(*exchange.error);
    entry.requestText = entry.method + QLatin1Char(' ') + entry.url + QLatin1Char('\n') +
                        headerText(exchange.requestHeaders) + QLatin1Char('\n') +
                        displayable(exchange.requestBody, 65536);
    if (exchange.status > 0) {
        entry.responseText = QString::number(exchange.status) + QLatin1Char('\n') +
                             headerText(exchange.responseHeaders) + QLatin1Char('\n') +
                             displayable(exchange.responseBody, 65536);
    }
    entry.curl = toQString(exchange.curl);
    QString latest = entry.method + QLatin1Char(' ') + QUrl(entry.url).path();
    if (exchange.status > 0)
        latest += QStringLiteral("  %1  %2 ms").arg(exchange.status).arg((entry.elapsedUs + 500) / 1000);
    else if (!entry.error.isEmpty())
        latest += QStringLiteral("  ") + entry.error;
    m_requests.put(std::move(entry));
    m_latest = latest;
    emit latestChanged(latest);
}

void ActivityController::note(LogLine::Level level, const QString& text)
{
    m_log.append({QDateTime::fromMSecsSinceEpoch(toMilliseconds(m_clock.now())), level, text});
}

} // namespace meshsso::desktop
