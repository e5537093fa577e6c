#include "Http2Peer.h"

#include "grpc/GrpcFraming.h"

#include <QtGlobal>
#include <algorithm>
#include <cstring>
#include <nghttp2/nghttp2.h>

namespace meshsso::test {
namespace {

void check(std::int64_t result)
{
    if (result < 0)
        qFatal("HTTP/2 client: %s", nghttp2_strerror(static_cast<int>(result)));
}

std::string text(const std::uint8_t* bytes, std::size_t size)
{
    return {reinterpret_cast<const char*>(bytes), size};
}

} // namespace

struct Http2Peer::Callbacks
{
    static Http2Peer& self(void* data) { return *static_cast<Http2Peer*>(data); }

    static int header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                      std::size_t nameSize, const std::uint8_t* value, std::size_t valueSize, std::uint8_t,
                      void* data)
    {
        self(data).m_streams[frame->hd.stream_id].headers.emplace_back(text(name, nameSize),
                                                                       text(value, valueSize));
        return 0;
    }
    static int chunk(nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* bytes,
                     std::size_t size, void* data)
    {
        self(data).m_streams[id].body += text(bytes, size);
        return 0;
    }
    static int frame(nghttp2_session*, const nghttp2_frame* frame, void* data)
    {
        if (frame->hd.type == NGHTTP2_GOAWAY)
            self(data).m_lastStreams.push_back(frame->goaway.last_stream_id);
        else if (frame->hd.type == NGHTTP2_PING && (frame->hd.flags & NGHTTP2_FLAG_ACK) == 0)
            ++self(data).m_pings;
        return 0;
    }
    static int closed(nghttp2_session*, std::int32_t id, std::uint32_t error, void* data)
    {
        self(data).m_streams[id].isClosed = true;
        self(data).m_streams[id].error = error;
        return 0;
    }
    static ssize_t body(nghttp2_session*, std::int32_t id, std::uint8_t* out, std::size_t size,
                        std::uint32_t* flags, nghttp2_data_source*, void* data)
    {
        auto& outgoing = self(data).m_outgoing[id];
        const auto count = std::min(size, outgoing.body.size());
        std::memcpy(out, outgoing.body.data(), count);
        outgoing.body.erase(0, count);
        if (outgoing.body.empty() && outgoing.isLast)
            *flags |= NGHTTP2_DATA_FLAG_EOF;
        else if (count == 0) {
            outgoing.isDeferred = true;
            return NGHTTP2_ERR_DEFERRED;
        }
        return static_cast<ssize_t>(count);
    }
};

std::string Http2Peer::Stream::header(std::string_view name) const
{
    for (const auto& [key, value] : headers) {
        if (key == name)
            return value;
    }
    return {};
}

Http2Peer::Http2Peer(std::uint32_t window)
{
    nghttp2_session_callbacks* callbacks = nullptr;
    check(nghttp2_session_callbacks_new(&callbacks));
    nghttp2_session_callbacks_set_on_header_callback(callbacks, Callbacks::header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, Callbacks::chunk);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, Callbacks::frame);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, Callbacks::closed);
    check(nghttp2_session_client_new(&m_session, callbacks, this));
    nghttp2_session_callbacks_del(callbacks);
    const nghttp2_settings_entry setting{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, window};
    check(nghttp2_submit_settings(m_session, NGHTTP2_FLAG_NONE, &setting, 1));
    if (window > 65'535)
        check(nghttp2_session_set_local_window_size(m_session, NGHTTP2_FLAG_NONE, 0,
                                                    static_cast<std::int32_t>(window)));
}

Http2Peer::~Http2Peer()
{
    nghttp2_session_del(m_session);
}

Http2Peer::Fields Http2Peer::head(const std::string& path, const Fields& more)
{
    Fields fields = {{":method", "POST"},          {":scheme", "http"}, {":path", path},
                     {":authority", "authserver"}, {"te", "trailers"},  {"content-type", "application/grpc"}};
    for (const auto& field : more) {
        const auto found = std::find_if(fields.begin(), fields.end(),
                                        [&](const auto& given) { return given.first == field.first; });
        if (found == fields.end())
            fields.push_back(field);
        else
            found->second = field.second;
    }
    return fields;
}

std::string Http2Peer::framed(const std::string& message, bool isCompressed)
{
    std::string bytes(grpcapi::prefixBytes, '\0');
    grpcapi::writePrefix(static_cast<std::uint32_t>(message.size()), bytes.data());
    bytes[0] = isCompressed ? 1 : 0;
    return bytes + message;
}

std::int32_t Http2Peer::send(const Fields& fields, const std::string& body, bool isLast)
{
    std::vector<nghttp2_nv> block;
    const auto bytes = [](const std::string& field) {
        return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(field.data()));
    };
    for (const auto& [name, value] : fields)
        block.push_back({bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE});
    const nghttp2_data_provider provider{{.ptr = nullptr}, &Callbacks::body};
    const auto id =
        nghttp2_submit_request(m_session, nullptr, block.data(), block.size(), &provider, nullptr);
    check(id);
    m_outgoing[id] = {body, isLast, false};
    return id;
}

void Http2Peer::sendMore(std::int32_t stream, const std::string& body, bool isLast)
{
    auto& outgoing = m_outgoing[stream];
    outgoing.body += body;
    outgoing.isLast = isLast;
    if (std::exchange(outgoing.isDeferred, false))
        check(nghttp2_session_resume_data(m_session, stream));
}

void Http2Peer::reset(std::int32_t stream)
{
    check(nghttp2_submit_rst_stream(m_session, NGHTTP2_FLAG_NONE, stream, NGHTTP2_CANCEL));
}

void Http2Peer::ping()
{
    check(nghttp2_submit_ping(m_session, NGHTTP2_FLAG_NONE, nullptr));
}

std::string Http2Peer::bytes()
{
    std::string all;
    for (;;) {
        const std::uint8_t* data = nullptr;
        const auto size = nghttp2_session_mem_send(m_session, &data);
        check(size);
        if (size == 0)
            return all;
        all += text(data, static_cast<std::size_t>(size));
    }
}

void Http2Peer::receive(std::string_view bytes)
{
    check(nghttp2_session_mem_recv(m_session, reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                   bytes.size()));
}

std::uint32_t Http2Peer::maxStreams() const
{
    return nghttp2_session_get_remote_settings(m_session, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS);
}

} // namespace meshsso::test
