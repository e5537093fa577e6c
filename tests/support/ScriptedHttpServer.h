#pragma once

#include "support/TestCertificate.h"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace meshsso::test {

/// What the server sends for a path: bytes as they are, well-formed or not.
struct ScriptedAnswer
{
    std::string bytes;
    std::chrono::milliseconds delayBefore{0};  ///< before the first byte
    std::size_t pieceBytes = 0;                ///< 0: all at once
    std::chrono::milliseconds delayBetween{0}; ///< between pieces
    bool closeAfter = true;
};

/// A well-formed response with Content-Length and Connection: close.
ScriptedAnswer answer(int status, std::string body = {}, std::vector<std::string> headerLines = {});

/// A raw-socket HTTP/1.1 server on 127.0.0.1 and a free port, with a thread a connection, that answers each
/// path (query ignored) from a script, 404 otherwise. With a certificate it speaks TLS.
class ScriptedHttpServer
{
public:
    explicit ScriptedHttpServer(std::optional<TestCertificate> certificate = std::nullopt);
    ~ScriptedHttpServer();
    ScriptedHttpServer(const ScriptedHttpServer&) = delete;
    ScriptedHttpServer& operator=(const ScriptedHttpServer&) = delete;

    void on(const std::string& path, ScriptedAnswer answer);
    int port() const { return m_port; }
    std::string url(const std::string& path) const;
    /// The requests received so far: head and body as they came.
    std::vector<std::string> requests() const;
    /// How many connections are open now.
    int openConnections() const;

private:
    class Connection;

    void acceptLoop();
    void serve(int socket);
    void play(Connection& connection, const ScriptedAnswer& scripted);
    /// Sleeps, but not past the server's end; false at the end.
    bool pause(std::chrono::milliseconds duration) const;

    std::optional<TestCertificate> m_certificate;
    int m_listener = -1;
    int m_stopPipe[2] = {-1, -1}; ///< closed writer = stop, seen by every poll
    int m_port = 0;
    mutable std::mutex m_mutex;
    std::map<std::string, ScriptedAnswer> m_answers;
    std::vector<std::string> m_requests;
    std::vector<std::thread> m_workers;
    int m_open = 0;
    std::thread m_acceptor;
};

} // namespace meshsso::test
