#include "ExpiredSession.h"

#include "session/SessionCookies.h"

namespace meshsso::test {

using namespace std::chrono_literals;

void refuseInOutages(const ServerProcess& server)
{
    server.editConfig("session:\n", "session:\n  outageGrace: 0s\n");
}

QByteArray sessionToRefresh(const ServerProcess& server, const std::string& issuer)
{
    auto sealer = crypto::Sealer::create({SecretString(server.cookieSecret().toStdString())},
                                         session::SessionCookies::purpose, std::make_shared<SystemRandom>());
    if (!sealer)
        qFatal("%s", sealer.error().toString().c_str());
    const session::SessionCookies cookies(std::move(*sealer), session::CookiePolicy("meshsso", {}, true),
                                          session::sessionOwner(issuer, "test-client"));
    const auto now = SystemClock().now();
    session::Session session;
    session.id = "session-1";
    session.subject = "alice";
    session.refreshToken = "refresh-1";
    session.createdAt = now - 60s;
    session.lastSeen = now - 60s;
    session.accessExpires = now - 1s;
    const auto sealed = cookies.seal(session, 1h, {});
    if (!sealed)
        qFatal("%s", sealed.error().toString().c_str());
    const auto& cookie = sealed->setCookies.front();
    return QByteArray::fromStdString(cookie.substr(0, cookie.find(';')));
}

} // namespace meshsso::test
