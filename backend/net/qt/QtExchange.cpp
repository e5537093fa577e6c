#include "net/qt/QtExchange.h"

#include <QSslError>

namespace meshsso::net {
namespace {

std::string tooLargeText(std::size_t limit)
{
    return " sent an answer larger than the limit of " + std::to_string(limit) + " bytes";
}

} // namespace

QtExchange::QtExchange(QNetworkReply* reply, const HttpRequest& request, Url url,
                       std::chrono::milliseconds connectTimeout, bool verifyTls, Done done)
    : m_reply(reply), m_url(std::move(url)), m_limit(request.maxResponseBytes), m_verifyTls(verifyTls),
      m_done(std::move(done))
{
    m_elapsed.start();
    m_deadline.setSingleShot(true);
    m_connectDeadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this, timeout = request.timeout] {
        giveUp(ErrorCode::Timeout,
               peer() + " did not answer in full within " + std::to_string(timeout.count()) + " ms");
    });
    connect(&m_connectDeadline, &QTimer::timeout, this, [this, connectTimeout] {
        giveUp(ErrorCode::Timeout, peer() + " did not accept a connection within " +
                                       std::to_string(connectTimeout.count()) + " ms");
    });
    connect(m_reply, &QNetworkReply::requestSent, &m_connectDeadline, &QTimer::stop);
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &QtExchange::onMetaData);
    connect(m_reply, &QNetworkReply::readyRead, this, &QtExchange::onReadyRead);
    connect(m_reply, &QNetworkReply::sslErrors, this, &QtExchange::onTlsErrors);
    // Queued, so that the reply is never torn down from within its own signal.
    connect(m_reply, &QNetworkReply::finished, this, &QtExchange::onFinished, Qt::QueuedConnection);
    m_deadline.start(request.timeout);
    m_connectDeadline.start(connectTimeout);
}

QtExchange::~QtExchange()
{
    m_reply->disconnect(this);
    m_reply->disconnect(&m_connectDeadline);
    if (m_reply->isRunning() && m_reply->error() == QNetworkReply::NoError)
        m_reply->abort();
    m_reply->deleteLater();
}

std::string QtExchange::peer() const
{
    return m_url.host + ":" + std::to_string(m_url.port);
}

void QtExchange::onMetaData()
{
    m_connectDeadline.stop();
    std::size_t bytes = 0;
    for (const auto& [name, value] : m_reply->rawHeaderPairs())
        bytes += static_cast<std::size_t>(name.size()) + static_cast<std::size_t>(value.size()) + 4;
    const auto length = m_reply->header(QNetworkRequest::ContentLengthHeader).toLongLong();
    const bool hasBody = m_reply->operation() != QNetworkAccessManager::HeadOperation;
    if (bytes > m_limit || (hasBody && length > 0 && static_cast<std::size_t>(length) > m_limit))
        giveUp(ErrorCode::TooLarge, peer() + tooLargeText(m_limit));
}

void QtExchange::onReadyRead()
{
    const QByteArray chunk = m_reply->readAll();
    const auto size = static_cast<std::size_t>(chunk.size());
    if (size > m_limit - m_response.body.size())
        giveUp(ErrorCode::TooLarge, peer() + tooLargeText(m_limit));
    else
        m_response.body.append(chunk.constData(), size);
}

void QtExchange::onTlsErrors(const QList<QSslError>& errors)
{
    if (!m_verifyTls) {
        m_reply->ignoreSslErrors();
        return;
    }
    for (const auto& error : errors)
        m_tlsErrors += (m_tlsErrors.empty() ? "" : "; ") + error.errorString().toStdString();
}

void QtExchange::readHeaders()
{
    for (const auto& [name, value] : m_reply->rawHeaderPairs()) {
        // Qt joins the values of Set-Cookie with line feeds, since they may hold commas.
        for (const auto& one : value.split('\n'))
            m_response.headers.push_back({name.toStdString(), one.trimmed().toStdString()});
    }
}

void QtExchange::onFinished()
{
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    // From 201 on, Qt's errors are readings of a status that did arrive; what we want is the status itself. A
    // reply that broke off has its status too, and an error below.
    const auto error = m_reply->error();
    const bool answered =
        error == QNetworkReply::NoError || (status >= 400 &&
                                            (error > QNetworkReply::UnknownProxyError ||
                                             error == QNetworkReply::ProxyAuthenticationRequiredError) &&
                                            error != QNetworkReply::ProtocolFailure);
    if (!answered) {
        complete(fail(networkError()));
        return;
    }
    if (m_reply->bytesAvailable() > 0) {
        onReadyRead();
        if (!m_done)
            return;
    }
    const auto announced = m_reply->rawHeader("Content-Length");
    const bool hasBody =
        m_reply->operation() != QNetworkAccessManager::HeadOperation && status != 204 && status != 304;
    if (hasBody && !announced.isEmpty() && announced.toULongLong() > m_response.body.size()) {
        // Qt notices this itself, except under an error status.
        complete(fail(closedEarly()));
        return;
    }
    if (status == 0) {
        complete(fail(ErrorCode::ProtocolError, peer() + " sent an answer without a status",
                      m_url.origin() + m_url.path));
        return;
    }
    readHeaders();
    if (m_response.headers.empty()) {
        // Qt drops a head it finds too large (over 100 fields) without a word; a real server sends at least
        // one.
        complete(fail(ErrorCode::TooLarge, peer() + " sent no header field, or more than we take",
                      m_url.origin() + m_url.path));
        return;
    }
    m_response.status = status;
    m_response.elapsed = std::chrono::microseconds(m_elapsed.nsecsElapsed() / 1000);
    complete(std::move(m_response));
}

Error QtExchange::networkError() const
{
    const auto make = [&](ErrorCode code, std::string message) {
        return Error{code, std::move(message), m_url.origin() + m_url.path};
    };
    const std::string detail = m_reply->errorString().toStdString();
    switch (m_reply->error()) {
    case QNetworkReply::HostNotFoundError:
        return make(ErrorCode::Unreachable, "the host name " + m_url.host + " does not resolve");
    case QNetworkReply::ConnectionRefusedError:
        return make(ErrorCode::Unreachable, "no connection to " + peer() + ": Connection refused");
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
    case QNetworkReply::UnknownProxyError:
        return make(ErrorCode::Unreachable, "no connection to " + peer() + " through the system's proxy");
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::NetworkSessionFailedError:
    case QNetworkReply::UnknownNetworkError:
        return make(ErrorCode::Unreachable, "no connection to " + peer() + ": " + detail);
    case QNetworkReply::TimeoutError:
        return make(ErrorCode::Timeout, peer() + " did not accept a connection in time");
    case QNetworkReply::SslHandshakeFailedError:
        return make(ErrorCode::TlsError, "the TLS connection to " + peer() +
                                             " was refused: " + (m_tlsErrors.empty() ? detail : m_tlsErrors));
    case QNetworkReply::RemoteHostClosedError:
        return make(ErrorCode::ProtocolError,
                    peer() + " closed the connection before its answer was complete");
    default:
        return make(ErrorCode::ProtocolError, peer() + " sent an answer that is not HTTP as we speak it");
    }
}

Error QtExchange::closedEarly() const
{
    return {ErrorCode::ProtocolError, peer() + " closed the connection before its answer was complete",
            m_url.origin() + m_url.path};
}

void QtExchange::giveUp(ErrorCode code, std::string message)
{
    complete(fail(code, std::move(message), m_url.origin() + m_url.path));
}

void QtExchange::complete(Result<HttpResponse> result)
{
    if (!m_done)
        return;
    m_deadline.stop();
    m_connectDeadline.stop();
    m_reply->disconnect(this);
    auto done = std::move(m_done);
    m_done = nullptr;
    // Later, because we may be inside one of the reply's signals and the completion destroys this object.
    QMetaObject::invokeMethod(
        this,
        [done = std::move(done), result = std::move(result)] {
            const auto keptDone = done; // the lambda may die with this object while it runs
            auto keptResult = result;
            keptDone(std::move(keptResult));
        },
        Qt::QueuedConnection);
}

} // namespace meshsso::net
