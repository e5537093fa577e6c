#pragma once

#include "grpc/BufferBudget.h"
#include "grpc/GrpcSession.h"
#include "transport/Connection.h"

#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>
#include <unordered_map>

namespace meshsso::grpcapi {

class GrpcCall;
class GrpcProtocol;

/// A gateway's connection: carries bytes between its socket and its session, and has each call decided.
class GrpcConnection final : public transport::Connection,
                             public GrpcCalls,
                             public std::enable_shared_from_this<GrpcConnection>
{
public:
    using TimePoint = GrpcSession::TimePoint;

    /// What an idle connection takes, about: nghttp2's session, its frame buffer and header tables.
    static constexpr std::size_t idleBytes = std::size_t{32} * 1024;

    /// The share has idleBytes.
    GrpcConnection(GrpcProtocol& protocol, std::unique_ptr<BufferShare> share,
                   boost::asio::ip::tcp::socket socket, std::string peerAddress);
    ~GrpcConnection() override;

    void start() override;
    void beginDrain() override;
    void checkDeadline(TimePoint now, bool closeIdle) override;
    void close() override;

    void arrived(std::int32_t call, std::string_view message,
                 std::optional<std::chrono::milliseconds> timeout) override;
    void cancelled(std::int32_t call) override;

private:
    enum class State { Open, Lingering, Closed };
    /// A call that waits, and its share of the memory.
    struct Waiting
    {
        Waiting(std::unique_ptr<GrpcCall> waitingCall, BufferBudget& budget);
        ~Waiting();
        std::unique_ptr<GrpcCall> call;
        BufferShare share;
    };

    void awaitInput();
    void read();
    void finished(std::int32_t call, GrpcAnswer answer);
    void flush();
    void keepUnsent(std::string_view bytes);
    void awaitOutput();
    void dropWaiting();
    void linger();
    void keepAlive(TimePoint now);
    void showedLife();
    TimePoint now() const;

    GrpcProtocol& m_protocol;
    boost::asio::ip::tcp::socket m_socket;
    std::unique_ptr<BufferShare> m_share;
    GrpcSession m_session;
    std::unordered_map<std::int32_t, Waiting> m_waiting;
    std::string m_peerAddress;
    std::string m_unsent; ///< what the socket has not taken; nothing is read meanwhile
    BufferShare m_unsentShare;
    State m_state = State::Open;
    bool m_isReceiving = false; ///< in the session, which cannot gather then
    bool m_isAwaitingInput = false;
    bool m_hasPinged = false; ///< and nothing has come since
    TimePoint m_heard;        ///< when something came or was taken last
    TimePoint m_used;         ///< when it was last seen to have a call
    TimePoint m_since;        ///< of the state, or of the bytes that wait to be sent
};

} // namespace meshsso::grpcapi
