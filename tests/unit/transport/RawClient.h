#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace meshsso::test {

/// A TCP connection to 127.0.0.1 that sends exactly the bytes it is told to.
class RawClient
{
public:
    explicit RawClient(int port);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    bool isConnected() const { return m_socket >= 0; }
    int localPort() const;
    void send(std::string_view bytes);
    /// What came until the given number of responses is complete, the peer closed, or the time is over.
    std::string receive(int responses = 1, std::chrono::milliseconds limit = std::chrono::seconds(30));
    /// Waits until the peer closes; false if it did not in time.
    bool waitForClose(std::chrono::milliseconds limit);
    void shutdownSend();

private:
    int m_socket = -1;
    bool m_closed = false;
};

} // namespace meshsso::test
