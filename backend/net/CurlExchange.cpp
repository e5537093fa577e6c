#include "net/CurlExchange.h"

#include "core/Text.h"
#include "net/RequestCheck.h"

#include <cstring>

namespace meshsso::net {
namespace {

bool hasHeader(const std::vector<HttpHeader>& headers, std::string_view name)
{
    for (const auto& header : headers) {
        if (equalsIgnoreCase(header.name, name))
            return true;
    }
    return false;
}

bool append(curl_slist*& list, const std::string& line)
{
    curl_slist* longer = curl_slist_append(list, line.c_str());
    if (longer)
        list = longer;
    return longer != nullptr;
}

std::string bracketed(const std::string& host)
{
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

} // namespace

CurlExchange::CurlExchange(HttpRequest request, Url url,
                           std::shared_ptr<const CurlHttpClient::Settings> settings, Executor& executor)
    : m_request(std::move(request)), m_url(std::move(url)), m_settings(std::move(settings)),
      m_executor(executor)
{
}

CurlExchange::~CurlExchange()
{
    release();
}

Result<void> CurlExchange::prepare()
{
    m_easy = curl_easy_init();
    if (!m_easy || !prepareMethod() || !prepareHeaders() || !prepareConnection())
        return fail(ErrorCode::Internal, "libcurl did not accept the request's options",
                    m_url.origin() + m_url.path);
    return {};
}

bool CurlExchange::hasBody() const
{
    const auto& method = m_request.method;
    return method != "HEAD" &&
           (!m_request.body.empty() || method == "POST" || method == "PUT" || method == "PATCH");
}

bool CurlExchange::prepareMethod()
{
    const auto& method = m_request.method;
    bool ok = true;
    if (method == "HEAD") {
        ok = curl_easy_setopt(m_easy, CURLOPT_NOBODY, 1L) == CURLE_OK;
    } else if (hasBody()) {
        ok = curl_easy_setopt(m_easy, CURLOPT_POST, 1L) == CURLE_OK &&
             curl_easy_setopt(m_easy, CURLOPT_POSTFIELDSIZE_LARGE,
                              static_cast<curl_off_t>(m_request.body.size())) == CURLE_OK &&
             curl_easy_setopt(m_easy, CURLOPT_POSTFIELDS, m_request.body.c_str()) == CURLE_OK;
    }
    if (method != "GET" && method != "HEAD")
        ok = ok && curl_easy_setopt(m_easy, CURLOPT_CUSTOMREQUEST, method.c_str()) == CURLE_OK;
    else if (method == "GET" && !m_request.body.empty())
        ok = ok && curl_easy_setopt(m_easy, CURLOPT_CUSTOMREQUEST, "GET") == CURLE_OK;
    return ok;
}

bool CurlExchange::prepareHeaders()
{
    bool ok = true;
    for (const auto& header : m_request.headers) {
        // libcurl reads "Name:" as "leave this header out" and "Name;" as an empty value.
        const auto value = trim(header.value);
        ok = ok && append(m_headerList,
                          value.empty() ? header.name + ";" : header.name + ": " + std::string(value));
    }
    // What libcurl would add by itself and nobody asked for.
    for (const std::string_view name : {"Expect", "Content-Type"}) {
        if (!hasHeader(m_request.headers, name))
            ok = ok && append(m_headerList, std::string(name) + ":");
    }
    return ok && curl_easy_setopt(m_easy, CURLOPT_HTTPHEADER, m_headerList) == CURLE_OK;
}

bool CurlExchange::prepareConnection()
{
    bool ok = true;
    const auto set = [&](CURLoption option, auto value) {
        ok = ok && curl_easy_setopt(m_easy, option, value) == CURLE_OK;
    };
    const auto& options = m_settings->options();
    const std::string url = m_url.origin() + m_url.target();
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PATH_AS_IS, 1L);
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_HTTP09_ALLOWED, 0L);
    set(CURLOPT_NOSIGNAL, 1L);
    // Dropping an exchange must not wait for a name server: the resolver's thread is left to end by itself.
    set(CURLOPT_QUICK_EXIT, 1L);
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(m_request.timeout.count()));
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connectTimeout.count()));
    if (m_request.method != "HEAD") // whose Content-Length announces what does not come
        set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(m_request.maxResponseBytes));
    set(CURLOPT_USERAGENT, options.userAgent.c_str());
    set(CURLOPT_ERRORBUFFER, static_cast<char*>(m_errorText));
    set(CURLOPT_HEADERFUNCTION, &CurlExchange::onHeader);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_WRITEFUNCTION, &CurlExchange::onBody);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_PRIVATE, this);

    // A gateway may answer before it has read the body (RFC 9113, 8.1): libcurl 7.88, Debian's, then drops
    // the answer and reports a broken stream.
    if (!options.allowHttp2 || hasBody())
        set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_SSL_VERIFYPEER, options.verifyTls ? 1L : 0L);
    set(CURLOPT_SSL_VERIFYHOST, options.verifyTls ? 2L : 0L);
    if (!m_settings->authorities().empty()) {
        curl_blob blob{};
        // The settings outlive the handle, and libcurl only reads.
        blob.data = const_cast<char*>(
            m_settings->authorities().data()); // NOLINT(cppcoreguidelines-pro-type-const-cast)
        blob.len = m_settings->authorities().size();
        blob.flags = CURL_BLOB_NOCOPY;
        set(CURLOPT_CAINFO_BLOB, &blob);
    }

    const auto* rule = findConnectTo(options.connectTo, m_url);
    if (rule) {
        ok =
            ok && append(m_connectTo, bracketed(rule->host) + ":" + std::to_string(rule->port) + ":" +
                                          bracketed(rule->address) + ":" + std::to_string(rule->addressPort));
        set(CURLOPT_CONNECT_TO, m_connectTo);
    }
    if (rule || isLoopbackHost(m_url.host))
        set(CURLOPT_PROXY, "");
    return ok;
}

std::size_t CurlExchange::onHeader(const char* data, std::size_t size, std::size_t count, CurlExchange* self)
{
    const std::size_t bytes = size * count;
    return self->addHeader({data, bytes}) ? bytes : 0;
}

bool CurlExchange::addHeader(std::string_view line)
{
    m_headerBytes += line.size();
    if (m_headerBytes > m_request.maxResponseBytes) {
        m_tooLarge = true;
        return false;
    }
    if (m_bodyBegan) // a trailer: nothing we use comes in one
        return true;
    if (line.starts_with("HTTP/")) { // a new response: what came before was an interim one (1xx)
        m_response.headers.clear();
        m_headComplete = false;
        return true;
    }
    const bool continues = line.starts_with(' ') || line.starts_with('\t');
    const auto text = trim(line);
    if (text.empty()) {
        m_headComplete = true;
        return true;
    }
    if (continues) {
        if (!m_response.headers.empty())
            m_response.headers.back().value.append(" ").append(text);
        return true;
    }
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0)
        return true;
    m_response.headers.push_back(
        {std::string(trim(text.substr(0, colon))), std::string(trim(text.substr(colon + 1)))});
    return true;
}

std::size_t CurlExchange::onBody(const char* data, std::size_t size, std::size_t count, CurlExchange* self)
{
    const std::size_t bytes = size * count;
    self->m_bodyBegan = true;
    if (bytes > self->m_request.maxResponseBytes - self->m_response.body.size()) {
        self->m_tooLarge = true;
        return 0;
    }
    self->m_response.body.append(data, bytes);
    return bytes;
}

Error CurlExchange::errorFor(CURLcode code) const
{
    const std::string peer = m_url.host + ":" + std::to_string(m_url.port);
    const auto make = [&](ErrorCode kind, std::string message) {
        return Error{kind, std::move(message), m_url.origin() + m_url.path};
    };
    const std::string detail = m_errorText[0] != '\0' ? m_errorText : curl_easy_strerror(code);
    if (m_tooLarge || code == CURLE_FILESIZE_EXCEEDED || code == CURLE_OUT_OF_MEMORY) {
        // libcurl reports a single header line over its own 100 KB as "out of memory".
        return make(ErrorCode::TooLarge, peer + " sent an answer larger than the limit of " +
                                             std::to_string(m_request.maxResponseBytes) + " bytes");
    }
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return make(ErrorCode::Unreachable, "the host name " + m_url.host + " does not resolve");
    case CURLE_COULDNT_RESOLVE_PROXY:
        return make(ErrorCode::Unreachable,
                    "the proxy's host name does not resolve; see http_proxy and https_proxy");
    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY: {
        long number = 0;
        curl_easy_getinfo(m_easy, CURLINFO_OS_ERRNO, &number);
        const std::string why = number != 0 ? std::strerror(static_cast<int>(number)) : detail;
        return make(ErrorCode::Unreachable, "no connection to " + peer + ": " + why);
    }
    case CURLE_OPERATION_TIMEDOUT: {
        curl_off_t connected = 0;
        curl_easy_getinfo(m_easy, CURLINFO_CONNECT_TIME_T, &connected);
        const auto limit = connected > 0 ? m_request.timeout
                                         : std::min(m_request.timeout, m_settings->options().connectTimeout);
        return make(ErrorCode::Timeout, peer +
                                            (connected > 0 ? " did not answer in full within "
                                                           : " did not accept a connection within ") +
                                            std::to_string(limit.count()) + " ms");
    }
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_USE_SSL_FAILED:
        return make(ErrorCode::TlsError, "the TLS connection to " + peer + " was refused: " + detail);
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
        return make(ErrorCode::ProtocolError, peer + " closed the connection before its answer was complete");
    default:
        return make(ErrorCode::ProtocolError,
                    peer + " sent an answer that is not HTTP as we speak it: " + detail);
    }
}

void CurlExchange::finish(CURLcode code)
{
    Result<HttpResponse> result;
    if (code == CURLE_OK && !m_headComplete)
        code = CURLE_PARTIAL_FILE; // libcurl takes a head without its end for a whole one
    if (code == CURLE_OK) {
        long status = 0;
        curl_off_t elapsed = 0;
        curl_easy_getinfo(m_easy, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(m_easy, CURLINFO_TOTAL_TIME_T, &elapsed);
        m_response.status = static_cast<int>(status);
        m_response.elapsed = std::chrono::microseconds(elapsed);
        result = std::move(m_response);
    } else {
        result = fail(errorFor(code));
    }
    release();
    const std::lock_guard lock(m_mutex);
    if (m_cancelled)
        return;
    m_result = std::move(result);
    m_executor.post([self = shared_from_this()] { self->deliver(); });
}

void CurlExchange::release()
{
    if (m_easy)
        curl_easy_cleanup(m_easy);
    curl_slist_free_all(m_headerList);
    curl_slist_free_all(m_connectTo);
    m_easy = nullptr;
    m_headerList = nullptr;
    m_connectTo = nullptr;
}

void CurlExchange::deliver()
{
    if (m_cancelled)
        return;
    // The completion may destroy the operation, which calls cancel(): both are taken out first.
    const auto done = std::move(m_done);
    auto result = std::move(*m_result);
    m_done = nullptr;
    m_result.reset();
    done(std::move(result));
}

void CurlExchange::cancel()
{
    Done forgotten;
    const std::lock_guard lock(m_mutex);
    m_cancelled = true;
    std::swap(forgotten, m_done);
}

} // namespace meshsso::net
