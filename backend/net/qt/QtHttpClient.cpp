#include "net/qt/QtHttpClient.h"

#include "core/Text.h"
#include "net/RequestCheck.h"
#include "net/qt/QtExchange.h"

#include <QNetworkAccessManager>
#include <QNetworkProxyFactory>
#include <QNetworkRequest>
#include <QSslCertificate>
#include <QSslConfiguration>

namespace meshsso::net {
namespace {

/// The system's proxies, but none to reach this machine itself.
class SystemProxies final : public QNetworkProxyFactory
{
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery& query) override
    {
        if (isLoopbackHost(query.peerHostName().toStdString()))
            return {QNetworkProxy(QNetworkProxy::NoProxy)};
        return systemProxyForQuery(query);
    }
};

QNetworkRequest makeRequest(const HttpRequest& request, const Url& url, const HttpClientOptions& options,
                            const QSslConfiguration& tls)
{
    const auto* rule = findConnectTo(options.connectTo, url);
    Url target = url;
    target.fragment.clear();
    if (rule) {
        target.host = rule->address;
        target.port = rule->addressPort;
    }
    QNetworkRequest out(QUrl::fromEncoded(QByteArray::fromStdString(target.toString()), QUrl::StrictMode));
    out.setSslConfiguration(tls);
    out.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    out.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    out.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    out.setRawHeader("User-Agent", QByteArray::fromStdString(options.userAgent));
    out.setRawHeader("Accept", "*/*");
    out.setRawHeader("Accept-Language", QByteArray()); // not ours to tell
    out.setRawHeader("Accept-Encoding", "identity");   // else Qt inflates by itself, past our limit
    if (rule) {
        out.setRawHeader("Host", QByteArray::fromStdString(url.authority()));
        out.setPeerVerifyName(QString::fromStdString(url.host));
    }
    if (rule || !options.allowHttp2) // with a rule, HTTP/2 would name the connection's address as :authority
        out.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    for (const auto& header : request.headers)
        out.setRawHeader(QByteArray::fromStdString(header.name),
                         QByteArray::fromStdString(std::string(trim(header.value))));
    return out;
}

} // namespace

QtHttpClient::QtHttpClient(HttpClientOptions options)
    : m_options(std::move(options)),
      m_tls(std::make_unique<QSslConfiguration>(QSslConfiguration::defaultConfiguration())),
      m_manager(std::make_unique<QNetworkAccessManager>())
{
    m_manager->setProxyFactory(new SystemProxies); // the manager owns it
    m_manager->setAutoDeleteReplies(false);
    m_tls->setProtocol(QSsl::TlsV1_2OrLater);
    m_tls->setPeerVerifyMode(m_options.verifyTls ? QSslSocket::VerifyPeer : QSslSocket::VerifyNone);
    auto authorities = readAuthorities(m_options);
    if (!authorities) {
        m_error = std::move(authorities).error();
        return;
    }
    if (!authorities->empty())
        m_tls->addCaCertificates(
            QSslCertificate::fromData(QByteArray::fromStdString(*authorities), QSsl::Pem));
}

QtHttpClient::~QtHttpClient() = default;

Task<Result<HttpResponse>> QtHttpClient::send(HttpRequest request)
{
    const auto url = checkRequest(request);
    if (!url)
        co_return fail(url.error());
    if (m_error)
        co_return fail(*m_error);
    const QNetworkRequest outgoing = makeRequest(request, *url, m_options, *m_tls);
    Completion<Result<HttpResponse>>::Starter starter = [&](QtExchange::Done done) {
        const auto body = QByteArray::fromStdString(request.body);
        QNetworkReply* reply =
            request.method == "HEAD"
                ? m_manager->head(outgoing)
                : m_manager->sendCustomRequest(outgoing, QByteArray::fromStdString(request.method), body);
        std::unique_ptr<Operation> operation = std::make_unique<QtExchange>(
            reply, request, *url, m_options.connectTimeout, m_options.verifyTls, std::move(done));
        return operation;
    };
    Completion<Result<HttpResponse>> completion(std::move(starter));
    co_return co_await completion;
}

} // namespace meshsso::net
