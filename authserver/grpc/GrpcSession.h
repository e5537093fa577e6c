#pragma once

#include "grpc/BufferBudget.h"
#include "grpc/GrpcLimits.h"
#include "grpc/GrpcStatus.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

struct nghttp2_session;

namespace meshsso::grpcapi {

/// Whom a session tells of its calls.
class GrpcCalls
{
public:
    virtual ~GrpcCalls() = default;
    /// A call has arrived whole; GrpcSession::answer() answers it, now or later. The message lives as long as
    /// this takes, the timeout is what the peer will wait.
    virtual void arrived(std::int32_t call, std::string_view message,
                         std::optional<std::chrono::milliseconds> timeout) = 0;
    /// Nobody wants its answer any more.
    virtual void cancelled(std::int32_t call) = 0;
};

/// The server's side of one HTTP/2 connection that carries unary gRPC calls of one method: bytes in, calls
/// out; answers in, bytes out (RFC 9113, gRPC's PROTOCOL-HTTP2.md). It has no socket, no clock and no thread.
/// What cannot be a call of that method is answered by the session itself.
class GrpcSession
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// All of them outlive the session, but for the limits.
    GrpcSession(std::string_view method, const GrpcLimits& limits, BufferBudget& budget, GrpcCalls& calls);
    ~GrpcSession();
    GrpcSession(const GrpcSession&) = delete;
    GrpcSession& operator=(const GrpcSession&) = delete;

    /// Takes what the peer has sent. False if it is no HTTP/2, or abuses it: the connection is to be closed.
    bool receive(std::span<const char> bytes);
    /// Appends what is to be sent, until there are about so many bytes; adds nothing if there is no more.
    void gather(std::string& out, std::size_t bytes);

    /// Answers a call that has arrived and has not been cancelled.
    void answer(std::int32_t call, GrpcAnswer answer);

    /// Asks the peer for a sign of life.
    void ping();
    /// Sends the peer elsewhere with its next calls. Those it sends until it has heard of it are served; then
    /// the session ends by itself, as soon as all are answered.
    void announceEnd();
    /// Takes no further calls: as above, but without waiting for the peer to have heard.
    void end();

    /// The time, as exact as deadlines need it. Ends calls that take too long to arrive or whose answer
    /// nobody takes.
    void setTime(TimePoint now);

    bool isSettled() const noexcept { return m_isSettled; } ///< the peer speaks HTTP/2
    bool isOver() const;                                    ///< nothing more comes or goes
    /// Calls that have begun to arrive and whose answer is not sent.
    std::size_t openCalls() const noexcept { return m_streams.size(); }

private:
    struct Stream;
    struct Callbacks;

    Stream* find(std::int32_t id);
    void begin(std::int32_t id);
    void readHeader(Stream& stream, std::string_view name, std::string_view value);
    void headComplete(Stream& stream);
    void takeData(Stream& stream, std::string_view bytes);
    void complete(Stream& stream);
    void closed(std::int32_t id);
    void fail(Stream& stream, GrpcCode code, std::string_view why);
    void refuse(Stream& stream, std::string_view httpStatus);
    void enterAnswered(Stream& stream);
    void reset(std::int32_t id, std::uint32_t reason);
    void note(std::int64_t result);

    std::string_view m_method;
    GrpcLimits m_limits;
    BufferBudget& m_budget;
    GrpcCalls& m_calls;
    nghttp2_session* m_session = nullptr;
    std::unordered_map<std::int32_t, std::unique_ptr<Stream>> m_streams;
    TimePoint m_now{};
    bool m_isSettled = false;
    bool m_isEnding = false;
    bool m_hasEnded = false;
    bool m_hasFailed = false; ///< for want of memory, or because the peer abuses the protocol
};

} // namespace meshsso::grpcapi
