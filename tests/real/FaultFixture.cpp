#include "FaultFixture.h"

#include "core/Text.h"

#include <QElapsedTimer>
#include <QThread>
#include <stdexcept>

namespace meshsso::test {
namespace {

constexpr const char* realm = "/realms/Test-oidc";

keycloak::AdminCredentials credentials(Sandbox& sandbox)
{
    keycloak::AdminCredentials credentials;
    credentials.username = "admin";
    credentials.password = sandbox.adminPassword();
    return credentials;
}

} // namespace

FaultFixture::FaultFixture(Sandbox& s)
    : sandbox(s), origin(s.gatewayOrigin()), page(origin + "/headers"),
      m_admin(s.http(), s.adminUrl(), credentials(s), m_clock)
{
}

Browser FaultFixture::nobody()
{
    return {sandbox.loop(), sandbox.http()};
}

Browser FaultFixture::signedIn(const std::string& username)
{
    auto browser = nobody();
    const auto form = browser.follow(page);
    const auto password = sandbox.password(username);
    const auto done = browser.follow(browser.submitLogin(form, username, password.reveal()));
    if (done.status != 200)
        throw std::runtime_error(username + " could not sign in: " + std::to_string(done.status) + " " +
                                 done.body.substr(0, 500));
    return browser;
}

std::string FaultFixture::applicationHeader(const Page& page, std::string_view name)
{
    const auto body = parseJsonObject(page.body);
    if (!body || !body->contains("headers"))
        return {};
    for (const auto& [field, value] : body->at("headers").as_object()) {
        if (equalsIgnoreCase(std::string_view(field), name))
            return std::string(value.as_string());
    }
    return {};
}

json::object FaultFixture::tokenClaims(const Page& page)
{
    const auto token = QByteArray::fromStdString(applicationHeader(page, "authorization"));
    const auto payload = QByteArray::fromBase64(token.split('.').value(1), QByteArray::Base64UrlEncoding);
    return parseJsonObject(payload.toStdString()).value_or(json::object{});
}

Page FaultFixture::askedDirectly(const std::string& server, const Browser& browser, bool isScript)
{
    net::HttpRequest request;
    request.url = server + sandbox.project().authorization.pathPrefix + page.substr(origin.size());
    request.timeout = std::chrono::minutes(1);
    request.headers = {{"Host", origin.substr(origin.find("//") + 2)},
                       {"Cookie", browser.cookieHeader(page)},
                       {"Accept", isScript ? "*/*" : "text/html"},
                       {"Sec-Fetch-Mode", isScript ? "cors" : "navigate"},
                       {"Sec-Fetch-Dest", isScript ? "empty" : "document"}};
    auto response = sandbox.await(sandbox.http().send(std::move(request)));
    if (!response)
        throw std::runtime_error(response.error().toString());
    return {page, response->status, std::move(response->headers), std::move(response->body)};
}

bool FaultFixture::isGatewaysLater(const Page& page)
{
    return page.status == 503 && !page.header("retry-after").empty() &&
           page.header("content-type") == "text/html; charset=utf-8" &&
           page.header("cache-control") == "no-store" &&
           page.header("content-security-policy").starts_with("default-src 'none';") &&
           page.location().empty() && referenceIn(page).size() == 8;
}

QByteArray FaultFixture::referenceIn(const Page& page)
{
    const auto body = QByteArray::fromStdString(page.body);
    const auto begin = body.indexOf("<code>");
    return begin < 0 ? QByteArray() : body.mid(begin + 6, body.indexOf("</code>") - begin - 6);
}

void FaultFixture::restartServer(const Sandbox::Adjust& adjust)
{
    if (const int code = sandbox.stopAuthServer(); code != 0)
        throw std::runtime_error("our server ended with " + std::to_string(code));
    sandbox.startAuthServer(adjust);
}

double FaultFixture::metric(const std::string& metricsOrigin, const std::string& family)
{
    const auto metrics = nobody().get(metricsOrigin + "/metrics");
    double sum = 0;
    for (const auto line : split(metrics.body, '\n')) {
        const auto name = line.substr(0, line.find_first_of("{ "));
        if (name == family)
            sum += QByteArray::fromStdString(std::string(line.substr(line.rfind(' ') + 1))).toDouble();
    }
    return sum;
}

json::value FaultFixture::admin(const std::string& path)
{
    auto answer = sandbox.await(m_admin.get(realm + path));
    if (!answer)
        throw std::runtime_error(path + ": " + answer.error().toString());
    return std::move(*answer);
}

void FaultFixture::changeRealm(const json::object& fields)
{
    auto object = admin("").as_object();
    for (const auto& [name, value] : fields)
        object[name] = value;
    const auto put = sandbox.await(m_admin.put(realm, object));
    if (!put)
        throw std::runtime_error(put.error().toString());
}

void FaultFixture::setTokenLife(std::chrono::seconds life)
{
    const json::object fields{{"accessTokenLifespan", life.count()}};
    changeRealm(fields);
}

bool FaultFixture::becomes(const std::function<bool()>& condition, int milliseconds)
{
    QElapsedTimer patience;
    patience.start();
    while (!condition()) {
        if (patience.hasExpired(milliseconds))
            return false;
        QThread::msleep(50);
    }
    return true;
}

} // namespace meshsso::test
