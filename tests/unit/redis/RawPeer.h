#pragma once

#include <cstdint>
#include <string>
#include <thread>

namespace meshsso::test {

/// A listener on 127.0.0.1 that is no Redis: sends everybody the same bytes as soon as something came, and
/// keeps the connection, or closes it at once.
class RawPeer
{
public:
    enum class Then { Keep, Close };
    explicit RawPeer(std::string bytes, Then then = Then::Keep);
    ~RawPeer();
    RawPeer(const RawPeer&) = delete;
    RawPeer& operator=(const RawPeer&) = delete;

    std::uint16_t port() const { return m_port; }

private:
    void serve();

    std::string m_bytes;
    Then m_then;
    int m_listener = -1;
    int m_stop[2] = {-1, -1}; ///< closing the second ends the thread
    std::uint16_t m_port = 0;
    std::thread m_thread;
};

} // namespace meshsso::test
