#include "desktop/models/Text.h"
#include "desktop/views/steps/EarlierSecrets.h"
#include "desktop/views/steps/ServiceFields.h"
#include "desktop/views/steps/ServiceSettings.h"
#include "desktop/views/widgets/Label.h"

namespace meshsso::desktop {

using namespace fields;
using project::AuthorizationService;
using project::BearerTokens;
using project::Redis;
using project::SessionSettings;
using project::SessionStore;
using project::SsoProject;

namespace {

/// ASM runs a service of its own, which takes less.
bool isOurServer(const SsoProject& project)
{
    return project.clusters.target != project::Target::Asm;
}

Form::Number minutes(const char* path, const QString& label, const QString& help,
                     std::chrono::seconds SessionSettings::*member)
{
    return {
        QLatin1String(path),
        label,
        help,
        1,
        60 * 24 * 30,
        [member](const SsoProject& p) {
            return static_cast<int>(
                std::chrono::duration_cast<std::chrono::minutes>(p.authorization.session.*member).count());
        },
        [member](SsoProject& p, int value) { p.authorization.session.*member = std::chrono::minutes(value); },
        ServiceSettings::tr(" min")};
}

} // namespace

void ServiceSettings::addSession()
{
    auto* form = addGroup(tr("Session"), {"authorization.session"});
    form->add(Form::Choice{
        "authorization.session.store",
        tr("Where sessions are kept"),
        tr("The cookie needs nothing to run; Redis lets several replicas share and revoke."),
        {tr("Encrypted cookie"), tr("Redis")},
        [](const SsoProject& p) { return static_cast<int>(p.authorization.session.store); },
        [](SsoProject& p, int value) { p.authorization.session.store = static_cast<SessionStore>(value); }});
    form->add(Form::Secret{"authorization.session.cookieSecret", tr("Cookie secret"),
                           tr("Seals the session cookie: 32 random bytes. Replacing it signs everybody out; "
                              "rotating it does not."),
                           "cookie", getter(session, &SessionSettings::cookieSecret),
                           setter<secrets::SecretRef>(session, &SessionSettings::cookieSecret), true},
              m_context.workspace.secrets());
    showWhen(form->add(Form::Ticks{"authorization.session.keep",
                                   tr("Tokens kept with the session"),
                                   tr("The access token is always kept. Fewer tokens make a smaller cookie."),
                                   {{"access_token", tr("Access token"), true},
                                    {"id_token", tr("ID token: sign-out needs no question")},
                                    {"refresh_token", tr("Refresh token: renews the access token")}},
                                   getter(session, &SessionSettings::keep),
                                   setter<std::vector<std::string>>(session, &SessionSettings::keep)}),
             [](const SsoProject& p) {
                 return isOurServer(p) || p.authorization.session.keep != SessionSettings().keep;
             });
    showWhen(form->addCustom("authorization.session.previousCookieSecrets", tr("Earlier cookie secrets"),
                             tr("They still open the sessions that they sealed. Forget one when a session's "
                                "lifetime has passed."),
                             new EarlierSecrets(m_context), false),
             [](const SsoProject& p) {
                 return isOurServer(p) || !p.authorization.session.previousCookieSecrets.empty();
             });
    form->breakRow();
    addCookie(form);
    addWork(form);
}

void ServiceSettings::addCookie(Form* form)
{
    form->add(minutes("authorization.session.lifetime", tr("Lifetime"),
                      tr("A session ends after it, however busy."), &SessionSettings::lifetime));
    form->add(minutes("authorization.session.idleTimeout", tr("Idle time"),
                      tr("A session ends after it without a request."), &SessionSettings::idleTimeout));
    form->add(text("authorization.session.cookieName", tr("Cookie name"),
                   tr("The __Host- prefix is added where it can be."), session,
                   &SessionSettings::cookieName));
    form->add(text("authorization.session.cookieDomain", tr("Cookie domain"),
                   tr("Empty: each host has a cookie of its own. A domain: one login serves its hosts."),
                   session, &SessionSettings::cookieDomain));
}

void ServiceSettings::addWork(Form* form)
{
    const auto seconds = [](const QString& path, const QString& label, const QString& help,
                            std::chrono::seconds SessionSettings::*member) {
        return Form::Number{path,
                            label,
                            help,
                            0,
                            3600,
                            [member](const SsoProject& p) {
                                return static_cast<int>((p.authorization.session.*member).count());
                            },
                            [member](SsoProject& p, int value) {
                                p.authorization.session.*member = std::chrono::seconds(value);
                            },
                            tr(" s")};
    };
    const auto isShown = [](const SsoProject& p) {
        const auto& s = p.authorization.session;
        const SessionSettings d;
        return isOurServer(p) || s.refreshAhead != d.refreshAhead || s.outageGrace != d.outageGrace ||
               s.cacheMegabytes != d.cacheMegabytes;
    };
    showWhen(
        form->add(seconds("authorization.session.refreshAhead", tr("Refresh ahead"),
                          tr("Tokens are refreshed in the background when the access token has less left."),
                          &SessionSettings::refreshAhead)),
        isShown);
    showWhen(
        form->add(seconds("authorization.session.outageGrace", tr("Grace while Keycloak is away"),
                          tr("Sessions pass this long after their access token has expired, with the roles "
                             "it had. 0: not at all."),
                          &SessionSettings::outageGrace)),
        isShown);
    showWhen(
        form->add(Form::Number{
            "authorization.session.cacheMegabytes", tr("Memory for sessions"),
            tr("Opened sessions that each replica keeps at hand, some 5 KB each. The pod's limit follows."),
            0, 4096, [](const SsoProject& p) { return p.authorization.session.cacheMegabytes; },
            [](SsoProject& p, int value) { p.authorization.session.cacheMegabytes = value; }, tr(" MB")}),
        isShown);
}

void ServiceSettings::addRedis()
{
    auto* form = addGroup(tr("Redis"), {"authorization.session.redis"}, [](const SsoProject& p) {
        const auto& settings = p.authorization.session;
        return isOurServer(p) || settings.store == SessionStore::Redis || settings.redis != Redis();
    });
    form->add(text("authorization.session.redis.url", tr("Redis URL"),
                   tr("Holds the sessions, if they are kept there, and who was signed out. With sentinels, "
                      "the master's name stands in place of host and port."),
                   redis, &Redis::url, QStringLiteral("rediss://redis.example.com:6379")));
    form->add(Form::Secret{"authorization.session.redis.password",
                           tr("Redis password"),
                           {},
                           "redis",
                           getter(redis, &Redis::password),
                           setter<secrets::SecretRef>(redis, &Redis::password)},
              m_context.workspace.secrets());
    form->add(text("authorization.session.redis.username", tr("Redis user"),
                   tr("Of an access list (ACL). Empty: the default user."), redis, &Redis::username));
    form->add(Form::File{"authorization.session.redis.caFile", tr("Authority of its certificate"),
                         tr("PEM. Empty: the system's authorities. Only with rediss://."),
                         tr("PEM files (*.pem *.crt *.cer);;All files (*)"), getter(redis, &Redis::caFile),
                         setter<std::string>(redis, &Redis::caFile)},
              m_context.dialogs);
    form->add(list("authorization.session.redis.sentinels", tr("Sentinels"),
                   tr("If sentinels watch over it: host:port, one a line."), redis, &Redis::sentinels,
                   QStringLiteral("sentinel-0.redis:26379")));
    form->add(toggle("authorization.session.redis.cluster", tr("It is a Redis Cluster"),
                     tr("The URL then names one of its nodes. Not together with sentinels."), redis,
                     &Redis::cluster));
}

void ServiceSettings::addTokens()
{
    auto* form = addGroup(tr("API tokens and identity headers"),
                          {"authorization.bearer", "authorization.claimHeaders"}, [](const SsoProject& p) {
                              return isOurServer(p) || p.authorization.bearer != BearerTokens() ||
                                     !p.authorization.claimHeaders.empty();
                          });
    form->add(Form::Toggle{"authorization.bearer.enabled", tr("Accept API tokens"),
                           tr("Programs then send the realm's access tokens in Authorization: Bearer, "
                              "without a session."),
                           getter(bearer, &BearerTokens::enabled), [](SsoProject& p, bool value) {
                               p.authorization.bearer.enabled = value;
                               // They would only be an error now.
                               if (!value)
                                   p.authorization.bearer.audiences =
                                       p.authorization.bearer.allowedClients = {};
                           }});
    form->breakRow();
    const auto takesTokens = [](const SsoProject& p) {
        const auto& tokens = p.authorization.bearer;
        return tokens.enabled || !tokens.audiences.empty() || !tokens.allowedClients.empty();
    };
    showWhen(form->add(list("authorization.bearer.audiences", tr("Audiences"),
                            tr("Names in aud that are ours, beside the client's id, one a line."), bearer,
                            &BearerTokens::audiences)),
             takesTokens);
    showWhen(form->add(list("authorization.bearer.allowedClients", tr("Allowed clients"),
                            tr("Client ids, one a line. Empty: any client of the realm."), bearer,
                            &BearerTokens::allowedClients)),
             takesTokens);
    auto* issuers = new Label({}, TextRole::Mono);
    issuers->setSelectable(true);
    m_issuers =
        form->addCustom("authorization.bearer.issuers", tr("Further issuers"), QString(), issuers, false);
    showWhen(m_issuers, [](const SsoProject& p) { return !p.authorization.bearer.issuers.empty(); });
    form->breakRow();
    form->add(pairs("authorization.claimHeaders", tr("Headers from claims"),
                    tr("What applications get beside the usual headers: header: claim, one a line."), ':',
                    service, &AuthorizationService::claimHeaders, QStringLiteral("X-Tenant: tenant")));
}

/// They are looked at here and written in the file.
void ServiceSettings::showIssuers()
{
    const auto& issuers = m_context.document().project().authorization.bearer.issuers;
    QStringList lines;
    for (const auto& issuer : issuers)
        lines.append(displayable(issuer.issuer, 200));
    qobject_cast<Label*>(m_issuers->editor())->setText(lines.join(QLatin1Char('\n')));
    m_issuers->setHelp(tr("%n further issuers in the project file; change them there.", nullptr,
                          static_cast<int>(issuers.size())));
}

} // namespace meshsso::desktop
