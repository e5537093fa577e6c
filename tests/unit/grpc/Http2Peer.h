#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct nghttp2_session;

namespace meshsso::test {

/// A client's side of an HTTP/2 connection, without a socket: what it is told to send is made into bytes, and
/// bytes of the server into what came of each stream.
class Http2Peer
{
public:
    using Fields = std::vector<std::pair<std::string, std::string>>;

    struct Stream
    {
        Fields headers; ///< the trailers among them
        std::string body;
        bool isClosed = false;
        std::uint32_t error = 0; ///< of RST_STREAM
        std::string header(std::string_view name) const;
    };

    /// With a window so small a peer reads no further until it is told to.
    explicit Http2Peer(std::uint32_t window = 65'535);
    ~Http2Peer();
    Http2Peer(const Http2Peer&) = delete;
    Http2Peer& operator=(const Http2Peer&) = delete;

    /// A call's headers as gRPC's clients send them.
    static Fields head(const std::string& path, const Fields& more = {});
    /// A message with the prefix that says how long it is.
    static std::string framed(const std::string& message, bool isCompressed = false);
    /// Begins a stream; its body ends unless it is kept open. Returns its number.
    std::int32_t send(const Fields& fields, const std::string& body, bool isLast = true);
    void sendMore(std::int32_t stream, const std::string& body, bool isLast);
    void reset(std::int32_t stream);
    void ping();

    /// What is to be sent now.
    std::string bytes();
    /// Takes what the server has sent.
    void receive(std::string_view bytes);

    const Stream& stream(std::int32_t number) { return m_streams[number]; }
    int goaways() const { return static_cast<int>(m_lastStreams.size()); }
    /// What each GOAWAY said the last stream is.
    const std::vector<std::int32_t>& lastStreams() const { return m_lastStreams; }
    int pings() const { return m_pings; } ///< of the server's own
    std::uint32_t maxStreams() const;

private:
    struct Callbacks;
    struct Outgoing
    {
        std::string body;
        bool isLast = true;
        bool isDeferred = false;
    };

    nghttp2_session* m_session = nullptr;
    std::map<std::int32_t, Stream> m_streams;
    std::map<std::int32_t, Outgoing> m_outgoing;
    std::vector<std::int32_t> m_lastStreams;
    int m_pings = 0;
};

} // namespace meshsso::test
