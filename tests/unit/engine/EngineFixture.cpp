#include "EngineFixture.h"

#include "core/Encoding.h"

namespace meshsso::test {
namespace {

access::AccessRule rule(std::string name, std::string path, access::PathPattern::Kind kind,
                        access::AccessMode mode)
{
    access::AccessRule rule;
    rule.name = std::move(name);
    rule.paths = {{kind, std::move(path)}};
    rule.mode = mode;
    return rule;
}

std::shared_ptr<const engine::Settings> makeSettings(serverconfig::ServerConfig config,
                                                     const SecretString& secret,
                                                     std::shared_ptr<SecureRandom> random)
{
    auto others = engine::Settings::otherCookies(config, config.session.cookieName);
    auto settings =
        engine::Settings::create(std::move(config), {secret}, std::move(random), {}, std::move(others));
    if (!settings)
        qFatal("%s", settings.error().toString().c_str());
    return *settings;
}

} // namespace

std::string Answer::header(std::string_view name) const
{
    for (const auto& [key, value] : headers) {
        if (key == name)
            return value;
    }
    return {};
}

bool Answer::has(std::string_view name) const
{
    return !all(name).empty();
}

std::vector<std::string> Answer::all(std::string_view name) const
{
    std::vector<std::string> values;
    for (const auto& [key, value] : headers) {
        if (key == name)
            values.push_back(value);
    }
    return values;
}

bool Answer::removes(std::string_view name) const
{
    const auto list = header("x-envoy-auth-headers-to-remove");
    for (const auto entry : split(list, ',')) {
        if (entry == name)
            return true;
    }
    return false;
}

Answer Answer::parse(std::string_view bytes)
{
    Answer answer;
    answer.status = std::stoi(std::string(bytes.substr(9, 3)));
    auto position = bytes.find("\r\n") + 2;
    for (;;) {
        const auto end = bytes.find("\r\n", position);
        const auto line = bytes.substr(position, end - position);
        position = end + 2;
        if (line.empty())
            break;
        const auto colon = line.find(": ");
        answer.headers.emplace_back(toLowerAscii(line.substr(0, colon)), line.substr(colon + 2));
    }
    answer.body = bytes.substr(position);
    return answer;
}

serverconfig::ServerConfig EngineFixture::defaultConfig()
{
    using access::AccessMode;
    using access::PathPattern;
    serverconfig::ServerConfig config;
    config.provider.issuer = FakeIdentityProvider::issuer;
    config.provider.clientId = FakeIdentityProvider::clientId;
    config.allowedHosts = {host, "other.example.com:8443"};
    config.publicAuthority = host;
    config.postLogoutRedirectUris = {"https://app.example.com/", "https://app.example.com/bye"};
    config.session.outageGrace = std::chrono::seconds(0);
    auto admin = rule("admins", "/admin", PathPattern::Kind::Prefix, AccessMode::Require);
    admin.requirement.kind = access::Requirement::Kind::Role;
    admin.requirement.name = "admin";
    auto research = rule("research", "/research", PathPattern::Kind::Prefix, AccessMode::Require);
    research.requirement.kind = access::Requirement::Kind::ClaimEquals;
    research.requirement.name = "department";
    research.requirement.value = "research";
    config.access.rules = {rule("public", "/public", PathPattern::Kind::Prefix, AccessMode::Public), admin,
                           research};
    return config;
}

EngineFixture::EngineFixture(serverconfig::ServerConfig config, bool providerKnown)
    : cookieSecret(crypto::generateCookieSecret(*random)),
      m_log(Log::toSink(clock, LogLevel::Debug,
                        [this](std::string_view line) { logLines.emplace_back(line); })),
      m_store(makeSettings(std::move(config), cookieSecret, random)), m_gate(clock),
      m_service({m_store, m_finder, revocations, m_gate, m_readiness, *random, clock, *m_log},
                {provider,
                 settings().isStored() ? &sessions : nullptr,
                 settings().config().redis.isSet() ? &channel : nullptr,
                 loop,
                 timers,
                 telemetry,
                 {&bearerIssuer}})
{
    if (providerKnown)
        m_store.setProvider(std::make_shared<session::ProviderState>(provider.state()));
    m_readiness.setReporter([this] {
        const bool isKnown = m_store.current()->provider != nullptr;
        return std::vector<engine::Readiness::Part>{
            {"identityProvider", isKnown ? "known" : "not reached yet", isKnown}};
    });
}

engine::CheckRequest EngineFixture::request(Pending& pending, bool peerTrusted)
{
    engine::CheckRequest request;
    request.method = pending.method;
    request.target = pending.target;
    request.body = pending.body;
    for (const auto& [name, value] : pending.headers) {
        pending.views.push_back({name, value});
        if (equalsIgnoreCase(name, "host"))
            request.host = value;
    }
    request.headers = pending.views;
    request.peerAddress = "10.0.0.7";
    request.requestId = requestId;
    request.isPeerTrusted = peerTrusted;
    return request;
}

Answer EngineFixture::send(const std::string& method, const std::string& target, Headers headers,
                           const std::string& body, bool peerTrusted)
{
    return sendTo(m_service, method, target, std::move(headers), body, peerTrusted);
}

Answer EngineFixture::sendTo(engine::RequestHandler& handler, const std::string& method,
                             const std::string& target, Headers headers, const std::string& body,
                             bool peerTrusted)
{
    Pending pending;
    pending.method = method;
    pending.target = target;
    pending.body = body;
    pending.headers = std::move(headers);
    pending.writer.reset(method == "HEAD", true);
    auto task = handler.handle(request(pending, peerTrusted), pending.writer);
    if (task)
        loop.runUntilDone(std::move(*task));
    if (!pending.writer.isFinished())
        qFatal("no response was written");
    return Answer::parse(pending.writer.bytes());
}

std::unique_ptr<EngineFixture::Pending> EngineFixture::begin(const std::string& method,
                                                             const std::string& target, Headers headers)
{
    auto pending = std::make_unique<Pending>();
    pending->method = method;
    pending->target = target;
    pending->headers = std::move(headers);
    pending->writer.reset(false, true);
    pending->task = m_service.handle(request(*pending, false), pending->writer);
    if (pending->task)
        pending->task->start([p = pending.get()](bool) { p->done = true; });
    return pending;
}

std::string EngineFixture::logText() const
{
    std::string text;
    for (const auto& line : logLines)
        text += line + "\n";
    return text;
}

Browser::Browser(EngineFixture& server, std::string host) : m_server(server), m_host(std::move(host)) {}

std::string Browser::cookieHeader() const
{
    std::string out;
    for (const auto& [name, value] : jar)
        out += (out.empty() ? "" : "; ") + name + "=" + value;
    return out;
}

Answer Browser::send(const std::string& method, const std::string& target, Headers extra)
{
    Headers headers{{"Host", m_host},
                    {"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"},
                    {"Sec-Fetch-Mode", "navigate"},
                    {"Sec-Fetch-Dest", "document"}};
    if (!jar.empty())
        headers.emplace_back("Cookie", cookieHeader());
    for (auto& header : extra) {
        std::erase_if(headers, [&](const auto& h) {
            return header.first != "Cookie" && equalsIgnoreCase(h.first, header.first);
        });
        headers.push_back(std::move(header));
    }
    auto answer = m_server.send(method, target, std::move(headers));
    for (const auto& cookie : answer.all("set-cookie")) {
        const auto equals = cookie.find('=');
        const auto name = cookie.substr(0, equals);
        if (cookie.ends_with("Max-Age=0"))
            jar.erase(name);
        else
            jar[name] = cookie.substr(equals + 1, cookie.find(';') - equals - 1);
    }
    return answer;
}

Answer Browser::check(const std::string& path, Headers extra, const std::string& method)
{
    return send(method, m_server.settings().config().pathPrefix + path, std::move(extra));
}

Answer Browser::open(const std::string& target, Headers extra, const std::string& method)
{
    return send(method, target, std::move(extra));
}

std::string Browser::startLogin(const std::string& returnUrl)
{
    const auto started = open("/oauth2/start?rd=" + percentEncode(returnUrl));
    if (started.status != 302)
        qFatal("the login did not start: %s", started.body.c_str());
    return "/oauth2/callback?" + m_server.provider.callbackQuery(started.header("location"));
}

Answer Browser::signIn(const std::string& returnUrl)
{
    return open(startLogin(returnUrl));
}

} // namespace meshsso::test
