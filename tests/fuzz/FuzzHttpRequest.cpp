#include "engine/AuthEngine.h"
#include "engine/DecisionRenderer.h"
#include "engine/ResponseWriter.h"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace meshsso;
using namespace meshsso::engine;
namespace http = boost::beast::http;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

/// A server that lets everybody see "/open", and users everything.
struct Server
{
    std::shared_ptr<SystemRandom> random = std::make_shared<SystemRandom>();
    SystemClock clock;
    session::SessionCache cache{1'000'000};
    session::Revocations revocations{clock};
    SessionFinder finder{cache, revocations};
    AuthEngine engine{finder};
    Snapshot snapshot;
    TimePoint now = fromUnixSeconds(1'800'000'000);
    std::string cookie; ///< of a user

    Server()
    {
        serverconfig::ServerConfig config;
        config.provider.issuer = "https://sso.example.com/realms/demo";
        config.provider.clientId = "demo";
        config.allowedHosts = {"app.example.com"};
        config.publicAuthority = "app.example.com";
        config.headers.claimHeaders = {{"X-Department", "department"}};
        access::AccessRule open;
        open.name = "open";
        open.paths = {{access::PathPattern::Kind::Prefix, "/open"}};
        open.mode = access::AccessMode::Public;
        config.access.rules = {open};
        auto settings = Settings::create(std::move(config), {crypto::generateCookieSecret(*random)}, random);
        require(settings.has_value());
        snapshot.settings = *settings;
        snapshot.provider = std::make_shared<session::ProviderState>();

        session::Session user;
        user.id = "id";
        user.subject = "subject";
        user.username = "user";
        user.accessToken = "e30.e30.e30";
        user.createdAt = user.lastSeen = now;
        user.accessExpires = now + std::chrono::hours(1);
        const auto sealed = snapshot.settings->sessionCookies().seal(user, std::chrono::hours(1), {});
        cookie = sealed->setCookies.front().substr(0, sealed->setCookies.front().find(';'));
    }
};

bool isPrintable(std::string_view text)
{
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            return false;
    }
    return true;
}

/// One response, whole, and nothing after it.
void checkResponse(std::string_view bytes, bool isHead)
{
    http::response_parser<http::string_body> parser;
    parser.eager(true);
    parser.skip(isHead);
    boost::system::error_code error;
    std::size_t used = 0;
    while (used < bytes.size() && !parser.is_done()) {
        const auto taken = parser.put(boost::asio::buffer(bytes.data() + used, bytes.size() - used), error);
        require(!error && taken > 0);
        used += taken;
    }
    require(parser.is_done() && used == bytes.size());
}

void check(Server& server, const CheckRequest& request, bool isUser)
{
    const auto& settings = *server.snapshot.settings;
    const auto decision = server.engine.decide(request, server.snapshot, server.now);
    if (decision.kind == DecisionKind::Allow) {
        require(isUser || decision.reason == DecisionReason::PublicRule ||
                decision.reason == DecisionReason::Endpoint || decision.reason == DecisionReason::Preflight);
        // Whatever an application could take for our word is ours or gone.
        for (const auto& header : request.headers) {
            if (!settings.identityHeaders().matches(header.name))
                continue;
            bool isHandled = false;
            for (const auto name : decision.headersToRemove)
                isHandled |= equalsIgnoreCase(name, header.name);
            for (const auto& set : decision.headersToSet)
                isHandled |= equalsIgnoreCase(set.name, header.name);
            require(isHandled);
        }
    }
    for (const auto& header : decision.headersToSet)
        require(isPrintable(header.value));
    for (const auto& cookie : decision.setCookies)
        require(isPrintable(cookie));
    require(isPrintable(decision.location));
    for (const auto protocol : {CheckProtocol::Envoy, CheckProtocol::Nginx}) {
        ResponseWriter out;
        out.reset(request.method == "HEAD", true);
        renderDecision(decision, request, settings, protocol, out);
        checkResponse(out.bytes(), request.method == "HEAD");
    }
}

} // namespace

/// A request as it arrives.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static Server server;
    http::request_parser<http::string_body> parser;
    parser.header_limit(64 * 1024);
    parser.body_limit(std::uint64_t{64} * 1024);
    parser.eager(true);
    boost::system::error_code error;
    std::size_t used = 0;
    while (used < size && !parser.is_done() && !error)
        used += parser.put(boost::asio::buffer(data + used, size - used), error);
    if (!parser.is_done())
        return 0;
    const auto& message = parser.get();
    std::vector<HeaderView> headers;
    CheckRequest request;
    for (const auto& field : message.base()) {
        headers.push_back({{field.name_string().data(), field.name_string().size()},
                           {field.value().data(), field.value().size()}});
        if (field.name() == http::field::host)
            request.host = headers.back().value;
    }
    request.method = {message.method_string().data(), message.method_string().size()};
    request.target = {message.target().data(), message.target().size()};
    request.body = message.body();
    request.requestId = "0123456789";
    request.headers = headers;
    check(server, request, false);
    headers.push_back({"cookie", server.cookie});
    request.headers = headers;
    check(server, request, true);
    return 0;
}
