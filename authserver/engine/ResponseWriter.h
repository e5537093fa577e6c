#pragma once

#include <string>
#include <string_view>

namespace meshsso::engine {

/// Writes one HTTP/1.1 response into a buffer that its connection keeps for the next one. By hand, because
/// this runs for each request and a general serializer costs more than the decision.
class ResponseWriter
{
public:
    /// Readies the writer for a request.
    void reset(bool isHead, bool keepAlive);

    void start(int status);
    /// The value must not hold control characters; one that does is left out.
    void header(std::string_view name, std::string_view value);
    /// A header whose value is several texts joined.
    void beginHeader(std::string_view name);
    void append(std::string_view text) { m_buffer.append(text); }
    void endHeader() { m_buffer.append("\r\n"); }
    /// Ends the response. To HEAD the body is announced and not sent.
    void finish(std::string_view body = {}, std::string_view contentType = {});

    bool isFinished() const noexcept { return m_finished; }
    bool keepAlive() const noexcept { return m_keepAlive; }
    void close() noexcept { m_keepAlive = false; }
    int status() const noexcept { return m_status; }
    std::string_view bytes() const noexcept { return m_buffer; }
    /// Gives memory back that an unusually large response took.
    void shrink();

private:
    std::string m_buffer;
    int m_status = 0;
    bool m_isHead = false;
    bool m_keepAlive = true;
    bool m_finished = false;
};

std::string_view reasonPhrase(int status) noexcept;

} // namespace meshsso::engine
