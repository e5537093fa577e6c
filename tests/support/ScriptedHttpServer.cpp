#include "support/ScriptedHttpServer.h"

#include <arpa/inet.h>
#include <csignal>
#include <cstdlib>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace meshsso::test {
namespace {

constexpr char tlsHandshake = '\x16'; ///< the first byte of a TLS ClientHello

void require(bool ok)
{
    if (!ok)
        std::abort(); // no loopback network: nothing can be tested
}

SSL_CTX* makeTlsContext(const TestCertificate& certificate)
{
    SSL_CTX* context = SSL_CTX_new(TLS_server_method());
    BIO* certificateText = BIO_new_mem_buf(certificate.certificatePem.data(), -1);
    BIO* keyText = BIO_new_mem_buf(certificate.keyPem.data(), -1);
    X509* x509 = PEM_read_bio_X509(certificateText, nullptr, nullptr, nullptr);
    EVP_PKEY* key = PEM_read_bio_PrivateKey(keyText, nullptr, nullptr, nullptr);
    require(SSL_CTX_use_certificate(context, x509) == 1 && SSL_CTX_use_PrivateKey(context, key) == 1);
    X509_free(x509);
    EVP_PKEY_free(key);
    BIO_free(certificateText);
    BIO_free(keyText);
    return context;
}

std::size_t contentLength(const std::string& head)
{
    std::string lower;
    for (const char c : head)
        lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const auto at = lower.find("\r\ncontent-length:");
    return at == std::string::npos ? 0 : std::strtoul(lower.c_str() + at + 17, nullptr, 10);
}

} // namespace

/// A socket, with TLS on it where wanted.
class ScriptedHttpServer::Connection
{
public:
    Connection(int socket, int stop, SSL_CTX* context) : m_socket(socket), m_stop(stop)
    {
        if (!context)
            return;
        m_tls = SSL_new(context);
        SSL_set_fd(m_tls, socket);
        m_good = waitReadable() && SSL_accept(m_tls) == 1;
    }
    ~Connection()
    {
        if (m_tls) {
            SSL_shutdown(m_tls);
            SSL_free(m_tls);
        }
        ::close(m_socket);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    bool good() const { return m_good; }

    /// The next bytes; empty at the end.
    std::string read()
    {
        char buffer[16384];
        if ((!m_tls || SSL_pending(m_tls) == 0) && !waitReadable())
            return {};
        const auto count =
            m_tls ? SSL_read(m_tls, buffer, sizeof(buffer)) : ::recv(m_socket, buffer, sizeof(buffer), 0);
        return count <= 0 ? std::string() : std::string(buffer, static_cast<std::size_t>(count));
    }
    bool write(std::string_view bytes)
    {
        while (!bytes.empty()) {
            pollfd fds[2] = {{m_socket, POLLOUT, 0}, {m_stop, POLLIN, 0}};
            if (::poll(fds, 2, -1) < 0 || fds[1].revents != 0)
                return false;
            const auto part = bytes.substr(0, 16384);
            const auto count = m_tls
                                   ? SSL_write(m_tls, part.data(), static_cast<int>(part.size()))
                                   : ::send(m_socket, part.data(), part.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (count <= 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }

private:
    bool waitReadable() const
    {
        pollfd fds[2] = {{m_socket, POLLIN, 0}, {m_stop, POLLIN, 0}};
        return ::poll(fds, 2, -1) > 0 && fds[1].revents == 0;
    }

    int m_socket;
    int m_stop;
    SSL* m_tls = nullptr;
    bool m_good = true;
};

ScriptedAnswer answer(int status, std::string body, std::vector<std::string> headerLines)
{
    ScriptedAnswer out;
    out.bytes = "HTTP/1.1 " + std::to_string(status) + " Scripted\r\n";
    for (const auto& line : headerLines)
        out.bytes += line + "\r\n";
    out.bytes += "Content-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
    return out;
}

ScriptedHttpServer::ScriptedHttpServer(std::optional<TestCertificate> certificate)
    : m_certificate(std::move(certificate))
{
    std::signal(SIGPIPE, SIG_IGN); // SSL_write to a client that left
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    void* generic = &address;
    require(m_listener >= 0 && ::pipe(m_stopPipe) == 0);
    require(::bind(m_listener, static_cast<sockaddr*>(generic), size) == 0 && ::listen(m_listener, 64) == 0);
    require(::getsockname(m_listener, static_cast<sockaddr*>(generic), &size) == 0);
    m_port = ntohs(address.sin_port);
    m_acceptor = std::thread([this] { acceptLoop(); });
}

ScriptedHttpServer::~ScriptedHttpServer()
{
    ::close(m_stopPipe[1]);
    m_acceptor.join();
    for (auto& worker : m_workers)
        worker.join();
    ::close(m_listener);
    ::close(m_stopPipe[0]);
}

void ScriptedHttpServer::on(const std::string& path, ScriptedAnswer scripted)
{
    const std::lock_guard lock(m_mutex);
    m_answers[path] = std::move(scripted);
}

std::string ScriptedHttpServer::url(const std::string& path) const
{
    return (m_certificate ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(m_port) + path;
}

std::vector<std::string> ScriptedHttpServer::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

int ScriptedHttpServer::openConnections() const
{
    const std::lock_guard lock(m_mutex);
    return m_open;
}

void ScriptedHttpServer::acceptLoop()
{
    for (;;) {
        pollfd fds[2] = {{m_listener, POLLIN, 0}, {m_stopPipe[0], POLLIN, 0}};
        if (::poll(fds, 2, -1) < 0 || fds[1].revents != 0)
            return;
        const int socket = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0)
            continue;
        const std::lock_guard lock(m_mutex);
        ++m_open;
        m_workers.emplace_back([this, socket] { serve(socket); });
    }
}

void ScriptedHttpServer::serve(int socket)
{
    SSL_CTX* context = m_certificate ? makeTlsContext(*m_certificate) : nullptr;
    {
        Connection connection(socket, m_stopPipe[0], context);
        std::string input;
        bool more = connection.good();
        while (more) {
            auto headEnd = input.find("\r\n\r\n");
            while (headEnd == std::string::npos ||
                   input.size() < headEnd + 4 + contentLength(input.substr(0, headEnd))) {
                const auto bytes = connection.read();
                if (bytes.empty())
                    break;
                input += bytes;
                if (input.front() == tlsHandshake)
                    break;
                headEnd = input.find("\r\n\r\n");
            }
            if (headEnd == std::string::npos) {
                if (!input.empty() && input.front() == tlsHandshake)
                    connection.write(answer(400, "plain HTTP is spoken here").bytes);
                break;
            }
            const auto pathStart = input.find(' ') + 1;
            const auto path = input.substr(pathStart, input.find_first_of(" ?", pathStart) - pathStart);
            ScriptedAnswer scripted = answer(404);
            {
                const std::lock_guard lock(m_mutex);
                m_requests.push_back(input);
                if (const auto found = m_answers.find(path); found != m_answers.end())
                    scripted = found->second;
            }
            input.clear();
            play(connection, scripted);
            more = !scripted.closeAfter;
        }
    }
    SSL_CTX_free(context);
    const std::lock_guard lock(m_mutex);
    --m_open;
}

void ScriptedHttpServer::play(Connection& connection, const ScriptedAnswer& scripted)
{
    if (!pause(scripted.delayBefore))
        return;
    std::string_view rest = scripted.bytes;
    while (!rest.empty()) {
        const auto piece = rest.substr(0, scripted.pieceBytes == 0 ? rest.size() : scripted.pieceBytes);
        if (!connection.write(piece))
            return;
        rest.remove_prefix(piece.size());
        if (!rest.empty() && !pause(scripted.delayBetween))
            return;
    }
}

bool ScriptedHttpServer::pause(std::chrono::milliseconds duration) const
{
    if (duration.count() == 0)
        return true;
    pollfd stop = {m_stopPipe[0], POLLIN, 0};
    return ::poll(&stop, 1, static_cast<int>(duration.count())) == 0;
}

} // namespace meshsso::test
