// Loads the server's gRPC port with checks as Envoy sends them, over a few connections with several checks at
// the same time on each, and reports throughput, latency and the server's CPU time for a check.

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ext_authz.grpc.pb.h>
#include <fstream>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <memory>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

namespace v3 = envoy::service::auth::v3;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds maxWait{5};

struct Options
{
    std::string port;
    std::string pid;
    std::string host;
    std::string cookie; ///< or @FILE: one Cookie header a line, used in turn
    int connections = 2;
    int streams = 8; ///< checks at the same time on each connection
    int seconds = 8;
};

std::vector<std::string> cookiesOf(const std::string& option)
{
    if (!option.starts_with('@'))
        return {option};
    std::vector<std::string> cookies;
    std::ifstream file(option.substr(1));
    for (std::string line; std::getline(file, line);)
        cookies.push_back(line);
    return cookies;
}

v3::CheckRequest makeCheck(const std::string& host, const std::string& cookie)
{
    v3::CheckRequest check;
    auto& attributes = *check.mutable_attributes();
    attributes.mutable_source()->mutable_address()->mutable_socket_address()->set_address("203.0.113.9");
    attributes.mutable_source()->mutable_address()->mutable_socket_address()->set_port_value(51234);
    attributes.mutable_destination()->mutable_address()->mutable_socket_address()->set_address("10.0.0.8");
    attributes.mutable_destination()->mutable_address()->mutable_socket_address()->set_port_value(8443);
    auto& http = *attributes.mutable_request()->mutable_http();
    http.set_id("6132407382463523");
    http.set_method("GET");
    http.set_path("/headers");
    http.set_host(host);
    http.set_scheme("https");
    const std::pair<const char*, std::string> headers[] = {
        {":authority", host},
        {":method", "GET"},
        {":path", "/headers"},
        {":scheme", "https"},
        {"cookie", cookie},
        {"x-request-id", "0f3b11c2-bench"},
        {"x-forwarded-proto", "https"},
        {"user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"},
        {"accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
        {"accept-language", "en-US,en;q=0.5"},
        {"accept-encoding", "gzip, deflate, br"},
        {"sec-fetch-mode", "navigate"},
    };
    for (const auto& [name, value] : headers) {
        auto& entry = *http.add_headers();
        entry.set_key(name);
        entry.set_value(value);
    }
    return check;
}

/// CPU time of a process, in microseconds.
double cpuMicros(const std::string& pid)
{
    std::ifstream file("/proc/" + pid + "/stat");
    std::stringstream text;
    text << file.rdbuf();
    auto line = text.str();
    line = line.substr(line.rfind(')') + 2);
    std::istringstream fields(line);
    std::string skipped;
    for (int i = 0; i < 11; ++i)
        fields >> skipped;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) * 1e6 / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

class Load
{
public:
    Load(const Options& options, std::vector<grpc::ByteBuffer> checks)
        : m_options(options), m_checks(std::move(checks))
    {
        for (int i = 0; i < options.connections; ++i) {
            grpc::ChannelArguments arguments;
            arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
            m_stubs.push_back(std::make_unique<grpc::GenericStub>(grpc::CreateCustomChannel(
                "127.0.0.1:" + options.port, grpc::InsecureChannelCredentials(), arguments)));
        }
    }

    /// The calls of so many seconds; those still under way then are finished and not counted.
    bool run(std::chrono::seconds seconds)
    {
        m_latencies.clear();
        m_errors = 0;
        const auto end = Clock::now() + seconds;
        int underWay = 0;
        for (const auto& stub : m_stubs) {
            for (int i = 0; i < m_options.streams; ++i, ++underWay)
                start(stub.get());
        }
        void* tag = nullptr;
        bool ok = false;
        while (underWay > 0 && m_queue.Next(&tag, &ok)) {
            const std::unique_ptr<Call> call(static_cast<Call*>(tag));
            const auto now = Clock::now();
            if (now < end) {
                finished(*call, now);
                start(call->stub);
            } else {
                --underWay;
            }
        }
        return m_errors == 0;
    }

    std::vector<float>& latencies() { return m_latencies; }
    long errors() const { return m_errors; }

private:
    struct Call
    {
        grpc::GenericStub* stub = nullptr;
        grpc::ClientContext context;
        grpc::Status status;
        grpc::ByteBuffer response;
        Clock::time_point started = Clock::now();
        std::unique_ptr<grpc::ClientAsyncResponseReader<grpc::ByteBuffer>> reader;
    };

    void start(grpc::GenericStub* stub)
    {
        auto call = std::make_unique<Call>();
        call->stub = stub;
        // Until the server listens; one that has gone away is an error, and no wait for ever.
        call->context.set_wait_for_ready(true);
        call->context.set_deadline(std::chrono::system_clock::now() + maxWait);
        call->reader =
            stub->PrepareUnaryCall(&call->context, m_method, m_checks[m_next++ % m_checks.size()], &m_queue);
        call->reader->StartCall();
        auto* raw = call.release();
        raw->reader->Finish(&raw->response, &raw->status, raw);
    }

    void finished(Call& call, Clock::time_point now)
    {
        v3::CheckResponse response;
        if (!call.status.ok())
            ++m_errors;
        else if (m_latencies.size() % 1000 == 0 &&
                 (!grpc::SerializationTraits<v3::CheckResponse>::Deserialize(&call.response, &response)
                       .ok() ||
                  response.status().code() != 0))
            ++m_errors;
        m_latencies.push_back(std::chrono::duration<float, std::micro>(now - call.started).count());
    }

    const Options& m_options;
    std::vector<grpc::ByteBuffer> m_checks;
    std::vector<std::unique_ptr<grpc::GenericStub>> m_stubs;
    grpc::CompletionQueue m_queue;
    const std::string m_method = "/envoy.service.auth.v3.Authorization/Check";
    std::size_t m_next = 0;
    std::vector<float> m_latencies;
    long m_errors = 0;
};

} // namespace

int main(int argc, char** argv)
{
    Options options;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string name = argv[i];
        const std::string value = argv[i + 1];
        if (name == "--port")
            options.port = value;
        else if (name == "--pid")
            options.pid = value;
        else if (name == "--host")
            options.host = value;
        else if (name == "--cookie")
            options.cookie = value;
        else if (name == "--connections")
            options.connections = std::atoi(argv[i + 1]);
        else if (name == "--streams")
            options.streams = std::atoi(argv[i + 1]);
        else if (name == "--seconds")
            options.seconds = std::atoi(argv[i + 1]);
    }
    if (options.port.empty() || options.pid.empty() || options.host.empty()) {
        std::fprintf(stderr, "usage: bench_grpc --port N --pid N --host NAME --cookie HEADER|@FILE "
                             "[--connections 2] [--streams 8] [--seconds 8]\n");
        return 2;
    }
    std::vector<grpc::ByteBuffer> checks;
    for (const auto& cookie : cookiesOf(options.cookie)) {
        const grpc::Slice slice(makeCheck(options.host, cookie).SerializeAsString());
        checks.emplace_back(&slice, 1);
    }
    Load load(options, std::move(checks));
    if (!load.run(std::chrono::seconds(1))) {
        std::fprintf(stderr, "error: %ld checks were not let through\n", load.errors());
        return 1;
    }
    const auto before = cpuMicros(options.pid);
    const bool isGood = load.run(std::chrono::seconds(options.seconds));
    const auto cpu = cpuMicros(options.pid) - before;
    auto& latencies = load.latencies();
    if (latencies.empty()) {
        std::fprintf(stderr, "error: no check was answered\n");
        return 1;
    }
    std::sort(latencies.begin(), latencies.end());
    const auto count = latencies.size();
    // As load.py reads it: requests/s, p50, p99, CPU (microseconds), errors.
    std::printf("%.0f %.0f %.0f %.1f %ld\n", static_cast<double>(count) / options.seconds,
                latencies[count / 2], latencies[count * 99 / 100], cpu / static_cast<double>(count),
                load.errors());
    return isGood ? 0 : 1;
}
