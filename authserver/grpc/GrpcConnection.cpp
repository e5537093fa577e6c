#include "grpc/GrpcConnection.h"

#include "grpc/GrpcCall.h"
#include "grpc/GrpcProtocol.h"
#include "transport/Worker.h"

namespace meshsso::grpcapi {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr std::string_view checkMethod = "/envoy.service.auth.v3.Authorization/Check";
/// At a time, so that a peer that does not read has no more made for it.
constexpr std::size_t outputBytes = std::size_t{64} * 1024;
constexpr std::chrono::seconds lingerTime{2};

} // namespace

GrpcConnection::Waiting::Waiting(std::unique_ptr<GrpcCall> waitingCall, BufferBudget& budget)
    : call(std::move(waitingCall)), share(budget)
{
}

GrpcConnection::Waiting::~Waiting() = default;

GrpcConnection::GrpcConnection(GrpcProtocol& protocol, std::unique_ptr<BufferShare> share, tcp::socket socket,
                               std::string peerAddress)
    : m_protocol(protocol), m_socket(std::move(socket)), m_share(std::move(share)),
      m_session(checkMethod, protocol.limits(), protocol.budget(), *this),
      m_peerAddress(std::move(peerAddress)), m_unsentShare(protocol.budget()), m_heard(now()), m_used(now()),
      m_since(now())
{
}

GrpcConnection::~GrpcConnection() = default;

GrpcConnection::TimePoint GrpcConnection::now() const
{
    return m_protocol.worker().coarseNow();
}

void GrpcConnection::start()
{
    m_session.setTime(now());
    if (m_protocol.worker().isDraining())
        m_session.announceEnd();
    flush();
}

void GrpcConnection::awaitInput()
{
    if (m_isAwaitingInput || m_state == State::Closed)
        return;
    m_isAwaitingInput = true;
    // Waits without a buffer: the worker's connections read into one.
    m_socket.async_wait(tcp::socket::wait_read, [self = shared_from_this()](error_code error) {
        self->m_isAwaitingInput = false;
        if (self->m_state == State::Closed)
            return;
        if (error)
            self->close();
        else
            self->read();
    });
}

void GrpcConnection::read()
{
    if (!m_unsent.empty())
        return; // a peer that does not take its answers is not heard; it is once it has
    error_code error;
    const auto buffer = m_protocol.inputBuffer();
    const auto bytes = m_socket.read_some(boost::asio::buffer(buffer.data(), buffer.size()), error);
    if (error && error != boost::asio::error::would_block) {
        close();
        return;
    }
    showedLife();
    if (m_state == State::Lingering) {
        awaitInput();
        return;
    }
    m_isReceiving = true;
    const bool isGood = m_session.receive(buffer.first(bytes));
    m_isReceiving = false;
    if (isGood)
        flush();
    else
        close();
}

void GrpcConnection::arrived(std::int32_t call, std::string_view message,
                             std::optional<std::chrono::milliseconds> timeout)
{
    m_used = now();
    auto deciding = m_protocol.lendCall();
    auto answer = deciding->decide(message, m_peerAddress, timeout,
                                   [this, call](GrpcAnswer later) { finished(call, std::move(later)); });
    if (answer) {
        m_protocol.giveBack(std::move(deciding));
        m_session.answer(call, std::move(*answer));
        return;
    }
    auto& budget = m_protocol.budget();
    auto& waiting = m_waiting.try_emplace(call, std::move(deciding), budget).first->second;
    m_protocol.countWaiting(1);
    if (m_protocol.callCount() > m_protocol.limits().waitingCalls ||
        !waiting.share.add(sizeof(GrpcCall), budget.reserveOfWaiting())) {
        cancelled(call);
        m_session.answer(call,
                         GrpcAnswer::failure(GrpcCode::ResourceExhausted, "too many checks wait already"));
    }
}

void GrpcConnection::finished(std::int32_t call, GrpcAnswer answer)
{
    // It is the call that says so: it goes when all else has been done.
    const auto self = shared_from_this();
    auto waiting = m_waiting.extract(call);
    m_protocol.countWaiting(-1);
    m_used = now();
    m_session.answer(call, std::move(answer));
    flush();
    m_protocol.giveBack(std::move(waiting.mapped().call));
}

void GrpcConnection::cancelled(std::int32_t call)
{
    auto waiting = m_waiting.extract(call);
    if (waiting.empty())
        return;
    m_protocol.countWaiting(-1);
    m_protocol.giveBack(std::move(waiting.mapped().call));
}

void GrpcConnection::flush()
{
    if (m_state != State::Open || m_isReceiving || !m_unsent.empty())
        return;
    auto& out = m_protocol.outputBuffer();
    for (;;) {
        out.clear();
        m_session.gather(out, outputBytes);
        if (out.empty())
            break;
        error_code error;
        const auto written = m_socket.write_some(boost::asio::buffer(out), error);
        if (error && error != boost::asio::error::would_block) {
            close();
            return;
        }
        if (written < out.size()) {
            keepUnsent(std::string_view(out).substr(written));
            return;
        }
    }
    if (m_session.isOver())
        linger();
    else
        awaitInput();
}

void GrpcConnection::keepUnsent(std::string_view bytes)
{
    if (!m_unsentShare.add(bytes.size())) {
        close();
        return;
    }
    m_unsent = bytes;
    m_since = now();
    awaitOutput();
}

void GrpcConnection::awaitOutput()
{
    m_socket.async_wait(tcp::socket::wait_write, [self = shared_from_this()](error_code error) {
        if (self->m_state == State::Closed)
            return;
        std::size_t written = 0;
        if (!error)
            written = self->m_socket.write_some(boost::asio::buffer(self->m_unsent), error);
        if (error && error != boost::asio::error::would_block) {
            self->close();
            return;
        }
        self->m_unsent.erase(0, written);
        if (written > 0)
            self->showedLife();
        if (!self->m_unsent.empty()) {
            self->awaitOutput();
            return;
        }
        self->m_unsent.shrink_to_fit();
        self->m_unsentShare.clear();
        self->flush();
    });
}

void GrpcConnection::dropWaiting()
{
    m_protocol.countWaiting(-static_cast<int>(m_waiting.size()));
    m_waiting.clear();
}

void GrpcConnection::linger()
{
    dropWaiting();
    // Closing with unread bytes would reset the connection and could take the last answer with it.
    error_code error;
    m_socket.shutdown(tcp::socket::shutdown_send, error);
    if (error) {
        close();
        return;
    }
    m_state = State::Lingering;
    m_since = now();
    awaitInput();
}

void GrpcConnection::beginDrain()
{
    m_session.announceEnd();
    flush();
}

void GrpcConnection::checkDeadline(TimePoint now, bool closeIdle)
{
    const auto& limits = m_protocol.limits();
    const auto waited = now - m_since;
    if (m_state == State::Lingering ? waited >= lingerTime
                                    : !m_unsent.empty() && waited >= limits.writeTimeout) {
        close();
        return;
    }
    if (m_state != State::Open)
        return;
    m_session.setTime(now);
    if (m_session.openCalls() > 0)
        m_used = now;
    const auto idle = now - m_used;
    if (!m_session.isSettled() && idle >= limits.handshakeTimeout) {
        close();
        return;
    }
    if (closeIdle || idle >= limits.idleTimeout + limits.keepaliveTimeout)
        m_session.end();
    else if (idle >= limits.idleTimeout)
        m_session.announceEnd();
    keepAlive(now);
    flush();
}

void GrpcConnection::keepAlive(TimePoint now)
{
    const auto& limits = m_protocol.limits();
    const auto silent = now - m_heard;
    if (silent >= limits.keepaliveTime + limits.keepaliveTimeout)
        close();
    else if (silent >= limits.keepaliveTime && !std::exchange(m_hasPinged, true))
        m_session.ping();
}

void GrpcConnection::showedLife()
{
    m_heard = now();
    m_hasPinged = false;
}

void GrpcConnection::close()
{
    if (m_state == State::Closed)
        return;
    m_state = State::Closed;
    dropWaiting();
    error_code error;
    m_socket.close(error);
    m_protocol.remove(shared_from_this());
}

} // namespace meshsso::grpcapi
