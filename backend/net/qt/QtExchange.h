#pragma once

#include "core/Task.h"
#include "core/Url.h"
#include "net/HttpClient.h"

#include <QElapsedTimer>
#include <QNetworkReply>
#include <QObject>
#include <QTimer>

namespace meshsso::net {

/// One reply of a QNetworkAccessManager under way, with our limits and time-outs. Destroying it aborts the
/// reply and no completion runs.
class QtExchange final : public QObject, public Operation
{
public:
    using Done = std::function<void(Result<HttpResponse>)>;

    QtExchange(QNetworkReply* reply, const HttpRequest& request, Url url,
               std::chrono::milliseconds connectTimeout, bool verifyTls, Done done);
    ~QtExchange() override;

private:
    void onMetaData();
    void onReadyRead();
    void onFinished();
    void onTlsErrors(const QList<QSslError>& errors);
    void giveUp(ErrorCode code, std::string message);
    /// Hands the result on; this object may be gone afterwards.
    void complete(Result<HttpResponse> result);
    Error networkError() const;
    Error closedEarly() const;
    std::string peer() const;
    void readHeaders();

    QNetworkReply* m_reply;
    Url m_url;
    std::size_t m_limit;
    bool m_verifyTls;
    Done m_done;
    HttpResponse m_response;
    std::string m_tlsErrors;
    QElapsedTimer m_elapsed;
    QTimer m_deadline;
    QTimer m_connectDeadline;
};

} // namespace meshsso::net
