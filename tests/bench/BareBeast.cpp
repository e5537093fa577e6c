// The yardstick: Boost.Beast as its own examples use it, answering every request with one fixed response. The
// same thread model as the server's (one acceptor, an io_context a worker, least loaded first), so that only
// what the server does with a request differs.

#include <algorithm>
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;

using FixedHeaders = std::vector<std::pair<std::string, std::string>>;

/// "name: value" lines; the framing headers are Beast's business.
FixedHeaders readHeaders(const char* path)
{
    FixedHeaders headers;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
        const auto colon = line.find(": ");
        if (colon == std::string::npos || line.starts_with("content-length") ||
            line.starts_with("connection"))
            continue;
        headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    return headers;
}

struct Worker
{
    asio::io_context context{1};
    std::atomic<int> connections{0};
};

class Session : public std::enable_shared_from_this<Session>
{
public:
    Session(Worker& worker, tcp::socket socket, const FixedHeaders& headers)
        : m_worker(worker), m_stream(std::move(socket)), m_headers(headers)
    {
        error_code error;
        m_stream.socket().set_option(tcp::no_delay(true), error);
        ++m_worker.connections;
    }
    ~Session() { --m_worker.connections; }

    void read()
    {
        m_parser.emplace();
        m_parser->header_limit(64 * 1024);
        m_stream.expires_after(std::chrono::seconds(60));
        http::async_read(m_stream, m_buffer, *m_parser,
                         [self = shared_from_this()](error_code error, std::size_t) {
                             if (!error)
                                 self->write();
                         });
    }

private:
    void write()
    {
        m_response = {};
        m_response.result(http::status::ok);
        m_response.version(11);
        for (const auto& [name, value] : m_headers)
            m_response.insert(name, value);
        m_response.keep_alive(m_parser->get().keep_alive());
        m_response.prepare_payload();
        http::async_write(m_stream, m_response, [self = shared_from_this()](error_code error, std::size_t) {
            if (!error)
                self->read();
        });
    }

    Worker& m_worker;
    beast::tcp_stream m_stream;
    const FixedHeaders& m_headers;
    beast::flat_buffer m_buffer;
    std::optional<http::request_parser<http::string_body>> m_parser;
    http::response<http::string_body> m_response;
};

} // namespace

int main(int argc, char** argv)
{
    if (argc != 4) {
        std::fprintf(stderr, "usage: bench_bare PORT WORKERS HEADER-FILE\n");
        return 2;
    }
    const auto headers = readHeaders(argv[3]);
    std::vector<std::unique_ptr<Worker>> workers;
    std::vector<std::thread> threads;
    for (int i = 0; i < std::atoi(argv[2]); ++i) {
        workers.push_back(std::make_unique<Worker>());
        threads.emplace_back([worker = workers.back().get()] {
            const auto guard = asio::make_work_guard(worker->context);
            worker->context.run();
        });
    }
    asio::io_context context(1);
    tcp::acceptor acceptor(
        context, {asio::ip::make_address("127.0.0.1"), static_cast<unsigned short>(std::atoi(argv[1]))});
    for (;;) {
        auto& worker = **std::min_element(workers.begin(), workers.end(), [](const auto& a, const auto& b) {
            return a->connections < b->connections;
        });
        auto session = std::make_shared<Session>(worker, acceptor.accept(worker.context), headers);
        asio::post(worker.context, [session] { session->read(); });
    }
}
