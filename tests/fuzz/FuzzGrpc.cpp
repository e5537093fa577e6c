#include "grpc/CheckReader.h"
#include "grpc/GrpcSession.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <ext_authz.pb.h>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace meshsso::grpcapi;

constexpr std::string_view checkMethod = "/envoy.service.auth.v3.Authorization/Check";

void require(bool holds)
{
    if (!holds)
        std::abort();
}

GrpcLimits smallLimits()
{
    GrpcLimits limits;
    limits.messageBytes = 4096;
    limits.bufferBytes = std::size_t{64} * 1024;
    limits.streamsPerConnection = 8;
    return limits;
}

/// Reads each check, answers every other one at once and the rest when all has been received.
class Calls final : public GrpcCalls
{
public:
    explicit Calls(const GrpcLimits& limits) : m_limits(limits) {}

    void arrived(std::int32_t call, std::string_view message,
                 std::optional<std::chrono::milliseconds> timeout) override
    {
        require(message.size() <= m_limits.messageBytes);
        require(!timeout || *timeout >= std::chrono::milliseconds(0));
        require(std::find(m_waiting.begin(), m_waiting.end(), call) == m_waiting.end());
        envoy::service::auth::v3::CheckRequest check;
        CheckReader reader;
        if (check.ParseFromArray(message.data(), static_cast<int>(message.size())) &&
            reader.read(check).empty()) {
            const auto& request = reader.request();
            require(!request.method.empty() && !request.host.empty() && !request.target.empty());
            for (const auto& header : request.headers)
                require(header.value.find_first_of("\r\n") == std::string_view::npos);
        }
        m_waiting.push_back(call);
        require(m_waiting.size() <= static_cast<std::size_t>(m_limits.streamsPerConnection));
        if (call % 4 == 1)
            answer(call);
    }
    void cancelled(std::int32_t call) override
    {
        const auto found = std::find(m_waiting.begin(), m_waiting.end(), call);
        require(found != m_waiting.end());
        m_waiting.erase(found);
    }
    void answerAll()
    {
        while (!m_waiting.empty())
            answer(m_waiting.back());
    }

    GrpcSession* session = nullptr;

private:
    void answer(std::int32_t call)
    {
        m_waiting.erase(std::find(m_waiting.begin(), m_waiting.end(), call));
        session->answer(call, GrpcAnswer::message(std::string(100, 'x')));
    }

    const GrpcLimits& m_limits;
    std::vector<std::int32_t> m_waiting;
};

} // namespace

/// What a gateway sends after HTTP/2's preface. The first byte says in pieces of how many bytes it comes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const auto limits = smallLimits();
    BufferBudget budget(limits.bufferBytes);
    {
        Calls calls(limits);
        GrpcSession session(checkMethod, limits, budget, calls);
        calls.session = &session;
        auto now = GrpcSession::TimePoint() + std::chrono::hours(1);
        session.setTime(now);
        const std::string_view preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        bool isOpen = session.receive(preface);
        const std::size_t piece = data[0] == 0 ? size : data[0];
        std::string out;
        for (std::size_t i = 1; i < size && isOpen; i += piece) {
            const auto count = std::min(piece, size - i);
            isOpen = session.receive({reinterpret_cast<const char*>(data + i), count});
            out.clear();
            session.gather(out, 4096);
            require(session.openCalls() <= static_cast<std::size_t>(limits.streamsPerConnection) + 1);
        }
        calls.answerAll();
        for (const auto& step : {limits.receiveTimeout, limits.writeTimeout, limits.writeTimeout}) {
            now += step;
            session.setTime(now);
            session.announceEnd();
            out.clear();
            session.gather(out, std::size_t{1024} * 1024);
        }
        session.end();
    }
    // All of it was given back.
    require(budget.take(limits.bufferBytes));
    return 0;
}
