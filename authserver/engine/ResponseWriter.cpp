#include "engine/ResponseWriter.h"

#include "core/Text.h"

#include <charconv>

namespace meshsso::engine {

std::string_view reasonPhrase(int status) noexcept
{
    switch (status) {
    case 200:
        return "OK";
    case 302:
        return "Found";
    case 303:
        return "See Other";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 413:
        return "Content Too Large";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 502:
        return "Bad Gateway";
    case 503:
        return "Service Unavailable";
    default:
        return "Status";
    }
}

void ResponseWriter::reset(bool isHead, bool keepAlive)
{
    m_buffer.clear();
    m_status = 0;
    m_isHead = isHead;
    m_keepAlive = keepAlive;
    m_finished = false;
}

void ResponseWriter::start(int status)
{
    m_buffer.clear();
    m_status = status;
    if (status == 200) {
        m_buffer.append("HTTP/1.1 200 OK\r\n");
        return;
    }
    m_buffer.append("HTTP/1.1 ").append(std::to_string(status)).append(" ").append(reasonPhrase(status));
    m_buffer.append("\r\n");
}

void ResponseWriter::header(std::string_view name, std::string_view value)
{
    if (hasControlCharacters(value))
        return;
    m_buffer.append(name).append(": ").append(value).append("\r\n");
}

void ResponseWriter::beginHeader(std::string_view name)
{
    m_buffer.append(name).append(": ");
}

void ResponseWriter::finish(std::string_view body, std::string_view contentType)
{
    if (!contentType.empty())
        m_buffer.append("content-type: ").append(contentType).append("\r\n");
    if (!m_keepAlive)
        m_buffer.append("connection: close\r\n");
    if (body.empty()) {
        m_buffer.append("content-length: 0\r\n\r\n");
    } else {
        char digits[24];
        const auto end = std::to_chars(digits, digits + sizeof digits, body.size()).ptr;
        m_buffer.append("content-length: ").append(digits, static_cast<std::size_t>(end - digits));
        m_buffer.append("\r\n\r\n");
        if (!m_isHead)
            m_buffer.append(body);
    }
    m_finished = true;
}

void ResponseWriter::shrink()
{
    if (m_buffer.capacity() > std::size_t{16} * 1024)
        m_buffer = std::string();
}

} // namespace meshsso::engine
