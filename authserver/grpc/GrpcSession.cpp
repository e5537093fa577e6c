#include "grpc/GrpcSession.h"

#include "grpc/GrpcFraming.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <nghttp2/nghttp2.h>
#include <vector>

namespace meshsso::grpcapi {
namespace {

constexpr std::uint32_t headerListBytes = 16 * 1024;
/// So much may come before we have read it. Checks are small, and larger ones are rare: no more than a few
/// of them at once should wait for leave.
constexpr std::int32_t connectionWindow = 1024 * 1024;
/// A gateway gives up a check with each client that goes. Beyond it is an attack.
constexpr std::uint64_t resetBurst = 10'000;
constexpr std::uint64_t resetsPerSecond = 1000;
/// Sent after the GOAWAY that announces the end, and after no other: whoever answers it has heard.
constexpr std::array<std::uint8_t, 8> endPing = {'a', 'n', 'n', 'o', 'u', 'n', 'c', 'e'};
/// What a stream takes besides its message and answer, about.
constexpr std::size_t streamBytes = 1024;

std::string_view view(const std::uint8_t* bytes, std::size_t size)
{
    return {reinterpret_cast<const char*>(bytes), size};
}

/// nghttp2 copies it when it is submitted.
nghttp2_nv field(std::string_view name, std::string_view value)
{
    const auto bytes = [](std::string_view text) {
        return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
    };
    return {bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

/// Of a text that lives as long as the program.
nghttp2_nv constant(std::string_view name, std::string_view value)
{
    auto made = field(name, value);
    made.flags = NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE;
    return made;
}

/// nghttp2 fails so early for want of memory alone.
void mustSucceed(int result)
{
    if (result != 0)
        std::abort();
}

} // namespace

struct GrpcSession::Stream
{
    enum class State { Receiving, Waiting, Answered };

    Stream(std::int32_t streamId, BufferBudget& budget, TimePoint now)
        : id(streamId), share(budget), since(now)
    {
    }

    void enter(State next, TimePoint now)
    {
        state = next;
        since = now;
    }

    std::int32_t id;
    BufferShare share;
    TimePoint since;
    State state = State::Receiving;
    bool hasHead = false;
    bool isPost = false;
    bool isGrpc = false;
    bool isMethod = false;
    bool isReadable = true; ///< as far as the encoding goes
    bool hasBadTimeout = false;
    std::optional<std::chrono::milliseconds> timeout;
    std::size_t headerBytes = 0;
    std::string message; ///< with its prefix
    std::string answer;
    std::size_t sent = 0; ///< of the answer
};

/// What nghttp2 calls. It tells a stream's end once, and nothing of it afterwards.
struct GrpcSession::Callbacks
{
    static GrpcSession& self(void* data) { return *static_cast<GrpcSession*>(data); }

    static int beginHeaders(nghttp2_session*, const nghttp2_frame* frame, void* data)
    {
        if (frame->hd.type == NGHTTP2_HEADERS && frame->headers.cat == NGHTTP2_HCAT_REQUEST)
            self(data).begin(frame->hd.stream_id);
        return 0;
    }

    static int header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                      std::size_t nameSize, const std::uint8_t* value, std::size_t valueSize, std::uint8_t,
                      void* data)
    {
        auto* stream = self(data).find(frame->hd.stream_id);
        if (stream && frame->headers.cat == NGHTTP2_HCAT_REQUEST)
            self(data).readHeader(*stream, view(name, nameSize), view(value, valueSize));
        return 0;
    }

    static int dataChunk(nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* bytes,
                         std::size_t size, void* data)
    {
        if (auto* stream = self(data).find(id))
            self(data).takeData(*stream, view(bytes, size));
        return 0;
    }

    static int frameReceived(nghttp2_session*, const nghttp2_frame* frame, void* data)
    {
        auto& session = self(data);
        switch (frame->hd.type) {
        case NGHTTP2_SETTINGS:
            session.m_isSettled = true;
            break;
        case NGHTTP2_PING:
            // Whatever the peer sent before it heard of the end is here by now.
            if ((frame->hd.flags & NGHTTP2_FLAG_ACK) != 0 && session.m_isEnding &&
                std::equal(endPing.begin(), endPing.end(), frame->ping.opaque_data))
                session.end();
            break;
        case NGHTTP2_HEADERS:
        case NGHTTP2_DATA:
            if (auto* stream = session.find(frame->hd.stream_id)) {
                if (frame->hd.type == NGHTTP2_HEADERS && frame->headers.cat == NGHTTP2_HCAT_REQUEST)
                    session.headComplete(*stream);
                if ((frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0)
                    session.complete(*stream);
            }
            break;
        default:
            break;
        }
        return 0;
    }

    static int frameSent(nghttp2_session* session, const nghttp2_frame* frame, void* data)
    {
        // Not together with it: nghttp2 sends pings before all else.
        if (frame->hd.type == NGHTTP2_GOAWAY && !self(data).m_hasEnded)
            self(data).note(nghttp2_submit_ping(session, NGHTTP2_FLAG_NONE, endPing.data()));
        // Answered before all of it came, it is to send no more.
        if (frame->hd.type == NGHTTP2_HEADERS && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0 &&
            nghttp2_session_get_stream_remote_close(session, frame->hd.stream_id) == 0)
            self(data).reset(frame->hd.stream_id, NGHTTP2_NO_ERROR);
        return 0;
    }

    static int streamClosed(nghttp2_session*, std::int32_t id, std::uint32_t, void* data)
    {
        self(data).closed(id);
        return 0;
    }

    static ssize_t readAnswer(nghttp2_session* session, std::int32_t id, std::uint8_t* out, std::size_t size,
                              std::uint32_t* flags, nghttp2_data_source* source, void* data)
    {
        auto& stream = *static_cast<Stream*>(source->ptr);
        const auto count = std::min(size, stream.answer.size() - stream.sent);
        std::memcpy(out, stream.answer.data() + stream.sent, count);
        stream.sent += count;
        if (stream.sent == stream.answer.size()) {
            *flags |= NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
            const auto status = constant("grpc-status", "0");
            self(data).note(nghttp2_submit_trailer(session, id, &status, 1));
        }
        return static_cast<ssize_t>(count);
    }

    static std::unique_ptr<nghttp2_session_callbacks, decltype(&nghttp2_session_callbacks_del)> make()
    {
        nghttp2_session_callbacks* callbacks = nullptr;
        mustSucceed(nghttp2_session_callbacks_new(&callbacks));
        nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, beginHeaders);
        nghttp2_session_callbacks_set_on_header_callback(callbacks, header);
        nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, dataChunk);
        nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, frameReceived);
        nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, frameSent);
        nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, streamClosed);
        return {callbacks, &nghttp2_session_callbacks_del};
    }
};

GrpcSession::GrpcSession(std::string_view method, const GrpcLimits& limits, BufferBudget& budget,
                         GrpcCalls& calls)
    : m_method(method), m_limits(limits), m_budget(budget), m_calls(calls)
{
    nghttp2_option* option = nullptr;
    mustSucceed(nghttp2_option_new(&option));
    nghttp2_option_set_stream_reset_rate_limit(option, resetBurst, resetsPerSecond);
    const auto callbacks = Callbacks::make();
    const int made = nghttp2_session_server_new2(&m_session, callbacks.get(), this, option);
    nghttp2_option_del(option);
    mustSucceed(made);
    const std::array settings = {
        nghttp2_settings_entry{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS,
                               static_cast<std::uint32_t>(m_limits.streamsPerConnection)},
        nghttp2_settings_entry{NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, headerListBytes},
        nghttp2_settings_entry{NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1},
    };
    mustSucceed(nghttp2_submit_settings(m_session, NGHTTP2_FLAG_NONE, settings.data(), settings.size()));
    mustSucceed(nghttp2_session_set_local_window_size(m_session, NGHTTP2_FLAG_NONE, 0, connectionWindow));
}

GrpcSession::~GrpcSession()
{
    nghttp2_session_del(m_session);
}

bool GrpcSession::receive(std::span<const char> bytes)
{
    const auto taken = nghttp2_session_mem_recv(
        m_session, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    note(taken);
    return !m_hasFailed;
}

void GrpcSession::gather(std::string& out, std::size_t bytes)
{
    while (out.size() < bytes) {
        const std::uint8_t* frame = nullptr;
        const auto size = nghttp2_session_mem_send(m_session, &frame);
        note(size);
        if (size <= 0)
            return;
        out.append(view(frame, static_cast<std::size_t>(size)));
    }
}

GrpcSession::Stream* GrpcSession::find(std::int32_t id)
{
    const auto found = m_streams.find(id);
    return found == m_streams.end() ? nullptr : found->second.get();
}

void GrpcSession::begin(std::int32_t id)
{
    auto stream = std::make_unique<Stream>(id, m_budget, m_now);
    auto& begun = *m_streams.emplace(id, std::move(stream)).first->second;
    if (!begun.share.add(streamBytes))
        fail(begun, GrpcCode::ResourceExhausted, "too many checks wait already");
}

void GrpcSession::readHeader(Stream& stream, std::string_view name, std::string_view value)
{
    constexpr std::size_t entryBytes = 32; // RFC 9113 section 6.5.2
    stream.headerBytes += name.size() + value.size() + entryBytes;
    if (name == ":method")
        stream.isPost = value == "POST";
    else if (name == ":path")
        stream.isMethod = value == m_method;
    else if (name == "content-type")
        stream.isGrpc = isGrpcContentType(value);
    else if (name == "grpc-encoding")
        stream.isReadable = value == "identity";
    else if (name == "grpc-timeout") {
        stream.timeout = readTimeout(value);
        stream.hasBadTimeout = !stream.timeout;
    }
}

void GrpcSession::headComplete(Stream& stream)
{
    stream.hasHead = true;
    if (stream.state != Stream::State::Receiving)
        return;
    if (stream.headerBytes > headerListBytes)
        fail(stream, GrpcCode::ResourceExhausted, "the call's metadata is too large");
    else if (!stream.isPost)
        refuse(stream, "405");
    else if (!stream.isGrpc)
        refuse(stream, "415");
    else if (!stream.isMethod)
        fail(stream, GrpcCode::Unimplemented, "no such method");
    else if (!stream.isReadable)
        fail(stream, GrpcCode::Unimplemented, "compressed messages are not read");
    else if (stream.hasBadTimeout)
        fail(stream, GrpcCode::Internal, "grpc-timeout cannot be read");
}

void GrpcSession::takeData(Stream& stream, std::string_view bytes)
{
    if (stream.state != Stream::State::Receiving)
        return;
    if (!stream.share.add(bytes.size())) {
        fail(stream, GrpcCode::ResourceExhausted, "too much waits already");
        return;
    }
    stream.message += bytes;
    if (stream.message.size() < prefixBytes)
        return;
    const auto prefix = readPrefix(stream.message);
    if (!prefix)
        fail(stream, GrpcCode::Internal, "the message's prefix is not one");
    else if (prefix->isCompressed)
        fail(stream, GrpcCode::Unimplemented, "compressed messages are not read");
    else if (prefix->length > m_limits.messageBytes)
        fail(stream, GrpcCode::ResourceExhausted, "the message is too large");
    else if (stream.message.size() - prefixBytes > prefix->length)
        fail(stream, GrpcCode::Unimplemented, "a check is one message");
}

void GrpcSession::complete(Stream& stream)
{
    if (stream.state != Stream::State::Receiving)
        return;
    const auto prefix = readPrefix(stream.message);
    if (stream.message.empty()) {
        fail(stream, GrpcCode::Unimplemented, "a check is one message");
    } else if (!prefix || stream.message.size() - prefixBytes != prefix->length) {
        fail(stream, GrpcCode::Internal, "the message was cut off");
    } else {
        stream.enter(Stream::State::Waiting, m_now);
        const auto message = std::move(stream.message);
        m_calls.arrived(stream.id, std::string_view(message).substr(prefixBytes), stream.timeout);
    }
}

void GrpcSession::closed(std::int32_t id)
{
    const auto stream = m_streams.extract(id);
    if (!stream.empty() && stream.mapped()->state == Stream::State::Waiting)
        m_calls.cancelled(id);
}

void GrpcSession::answer(std::int32_t call, GrpcAnswer answer)
{
    auto* stream = find(call);
    if (!stream || stream->state != Stream::State::Waiting)
        return;
    if (answer.code != GrpcCode::Ok) {
        fail(*stream, answer.code, answer.text);
        return;
    }
    enterAnswered(*stream);
    if (!stream->share.add(streamBytes + answer.text.size())) {
        fail(*stream, GrpcCode::ResourceExhausted, "too much waits already");
        return;
    }
    stream->answer = std::move(answer.text);
    const std::array head = {constant(":status", "200"), constant("content-type", "application/grpc")};
    nghttp2_data_provider provider{{.ptr = stream}, &Callbacks::readAnswer};
    note(nghttp2_submit_response(m_session, stream->id, head.data(), head.size(), &provider));
}

void GrpcSession::fail(Stream& stream, GrpcCode code, std::string_view why)
{
    enterAnswered(stream);
    const auto number = std::to_string(static_cast<int>(code));
    const auto sentence = encodeMessage(why);
    std::vector<nghttp2_nv> head = {constant(":status", "200"), constant("content-type", "application/grpc"),
                                    field("grpc-status", number), field("grpc-message", sentence)};
    if (code == GrpcCode::Unimplemented)
        head.push_back(constant("grpc-accept-encoding", "identity"));
    note(nghttp2_submit_response(m_session, stream.id, head.data(), head.size(), nullptr));
}

void GrpcSession::refuse(Stream& stream, std::string_view httpStatus)
{
    enterAnswered(stream);
    const auto status = constant(":status", httpStatus);
    note(nghttp2_submit_response(m_session, stream.id, &status, 1, nullptr));
}

void GrpcSession::enterAnswered(Stream& stream)
{
    stream.enter(Stream::State::Answered, m_now);
    // The answer takes the message's place.
    stream.message = {};
    stream.share.clear();
}

void GrpcSession::reset(std::int32_t id, std::uint32_t reason)
{
    note(nghttp2_submit_rst_stream(m_session, NGHTTP2_FLAG_NONE, id, reason));
}

void GrpcSession::note(std::int64_t result)
{
    m_hasFailed = m_hasFailed || result < 0;
}

void GrpcSession::ping()
{
    note(nghttp2_submit_ping(m_session, NGHTTP2_FLAG_NONE, nullptr));
}

void GrpcSession::announceEnd()
{
    if (std::exchange(m_isEnding, true))
        return;
    note(nghttp2_submit_shutdown_notice(m_session));
}

void GrpcSession::end()
{
    m_isEnding = true;
    if (std::exchange(m_hasEnded, true))
        return;
    note(nghttp2_submit_goaway(m_session, NGHTTP2_FLAG_NONE,
                               nghttp2_session_get_last_proc_stream_id(m_session), NGHTTP2_NO_ERROR, nullptr,
                               0));
}

void GrpcSession::setTime(TimePoint now)
{
    m_now = now;
    for (const auto& [id, stream] : m_streams) {
        const auto waited = now - stream->since;
        if (!stream->hasHead && waited >= m_limits.receiveTimeout)
            m_hasFailed = true; // whatever is said to it, what it holds of the head would stay
        else if (stream->state == Stream::State::Receiving && waited >= m_limits.receiveTimeout)
            fail(*stream, GrpcCode::DeadlineExceeded, "the check took too long to arrive");
        else if (stream->state == Stream::State::Answered && waited >= m_limits.writeTimeout)
            reset(id, NGHTTP2_CANCEL);
    }
}

bool GrpcSession::isOver() const
{
    return m_hasFailed ||
           (nghttp2_session_want_read(m_session) == 0 && nghttp2_session_want_write(m_session) == 0);
}

} // namespace meshsso::grpcapi
