#include "desktop/views/steps/ServiceSettings.h"

#include "desktop/models/Text.h"
#include "desktop/views/Theme.h"
#include "desktop/views/widgets/Disclosure.h"
#include "desktop/views/widgets/Form.h"

#include <QVBoxLayout>

namespace meshsso::desktop {

namespace {

using project::AuthorizationService;
using project::LocalEndpoints;
using project::SessionSettings;
using project::SsoProject;

/// Getter and setter of a member at the end of a way into the project.
template<class Way, class Member>
auto getter(Way way, Member member)
{
    return [=](const SsoProject& project) { return way(const_cast<SsoProject&>(project)).*member; };
}

template<class Value, class Way, class Member>
std::function<void(SsoProject&, Value)> setter(Way way, Member member)
{
    return [=](SsoProject& project, Value value) { way(project).*member = std::move(value); };
}

AuthorizationService& service(SsoProject& project)
{
    return project.authorization;
}

SessionSettings& session(SsoProject& project)
{
    return project.authorization.session;
}

LocalEndpoints& local(SsoProject& project)
{
    return project.local;
}

template<class Way, class Member>
Form::Text text(const char* path, const QString& label, const QString& help, Way way, Member member,
                const QString& placeholder = {})
{
    return {QLatin1String(path), label, help, getter(way, member), setter<std::string>(way, member),
            placeholder};
}

template<class Way, class Member>
Form::Number number(const char* path, const QString& label, const QString& help, int minimum, int maximum,
                    Way way, Member member)
{
    return {QLatin1String(path),     label, help, minimum, maximum, getter(way, member),
            setter<int>(way, member)};
}

template<class Way, class Member>
Form::List list(const char* path, const QString& label, const QString& help, Way way, Member member,
                const QString& placeholder = {})
{
    return {
        QLatin1String(path), label, help, getter(way, member), setter<std::vector<std::string>>(way, member),
        placeholder};
}

Form::Number minutes(const char* path, const QString& label, const QString& help,
                     std::chrono::seconds SessionSettings::*member)
{
    return {
        QLatin1String(path),
        label,
        help,
        1,
        60 * 24 * 365,
        [member](const SsoProject& p) {
            return static_cast<int>(
                std::chrono::duration_cast<std::chrono::minutes>(p.authorization.session.*member).count());
        },
        [member](SsoProject& p, int value) { p.authorization.session.*member = std::chrono::minutes(value); },
        ServiceSettings::tr(" min")};
}

} // namespace

ServiceSettings::ServiceSettings(const ViewContext& context, QWidget* parent)
    : QWidget(parent), m_context(context), m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(Theme::grid);
    addService();
    addSession();
    addReach();
    addLocal();
    for (auto* field : findChildren<Field*>())
        field->editor()->setObjectName(field->path());
    connect(&m_context.document(), &ProjectDocument::changed, this, &ServiceSettings::refresh);
    refresh();
}

Form* ServiceSettings::addGroup(const QString& heading, const QStringList& fields)
{
    auto* fold = new Disclosure(heading);
    auto* form = new Form(m_context.document(), 2);
    fold->content()->addWidget(form);
    m_column->addWidget(fold);
    m_groups.push_back({fold, form, fields});
    return form;
}

void ServiceSettings::addService()
{
    auto* form = addGroup(tr("Provider and service"),
                          {"authorization.provider", "authorization.serviceName", "authorization.namespace",
                           "authorization.image", "authorization.replicas", "authorization.timeout",
                           "authorization.httpPort", "authorization.metricsPort"});
    form->add(text("authorization.provider", tr("Provider"),
                   tr("The mesh's extension provider, which the policy names. For ASM it starts with "
                      "httpextauth- or grpcextauth-."),
                   service, &AuthorizationService::provider));
    form->add(text("authorization.serviceName", tr("Service"),
                   tr("The authorization service's Service as it is in the cluster. ASM: empty means "
                      "asm-oauth2proxy-PROVIDER."),
                   service, &AuthorizationService::serviceName));
    form->add(
        text("authorization.namespace", tr("Namespace"), {}, service, &AuthorizationService::namespaceName));
    form->add(text("authorization.image", tr("Image"), tr("Istio only: ASM runs its own."), service,
                   &AuthorizationService::image));
    form->add(number("authorization.replicas", tr("Replicas"), {}, 1, 100, service,
                     &AuthorizationService::replicas));
    form->add(Form::Number{
        "authorization.timeout", tr("Time limit of a check"),
        tr("How long the gateway waits for an answer before it refuses."), 10, 60'000,
        [](const SsoProject& p) { return static_cast<int>(p.authorization.timeout.count()); },
        [](SsoProject& p, int value) { p.authorization.timeout = std::chrono::milliseconds(value); },
        tr(" ms")});
    form->add(
        number("authorization.httpPort", tr("Port"), {}, 1, 65535, service, &AuthorizationService::httpPort));
    form->add(number("authorization.metricsPort", tr("Port of the metrics"), {}, 1, 65535, service,
                     &AuthorizationService::metricsPort));
}

void ServiceSettings::addSession()
{
    auto* form = addGroup(tr("Session"), {"authorization.session"});
    form->add(
        Form::Choice{"authorization.session.store",
                     tr("Where sessions are kept"),
                     tr("The cookie needs nothing to run; Redis lets several replicas share and revoke."),
                     {tr("Encrypted cookie"), tr("Redis")},
                     [](const SsoProject& p) { return static_cast<int>(p.authorization.session.store); },
                     [](SsoProject& p, int value) {
                         p.authorization.session.store = static_cast<project::SessionStore>(value);
                     }});
    form->add(Form::Secret{"authorization.session.cookieSecret", tr("Cookie secret"),
                           tr("Seals the session cookie: 32 random bytes. A new one signs everybody out."),
                           "cookie", getter(session, &SessionSettings::cookieSecret),
                           setter<secrets::SecretRef>(session, &SessionSettings::cookieSecret), true},
              m_context.workspace.secrets());
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
    const auto redis = [](SsoProject& p) -> project::Redis& { return p.authorization.session.redis; };
    m_redisFields.push_back(
        form->add(text("authorization.session.redis.url", tr("Redis URL"), {}, redis, &project::Redis::url,
                       QStringLiteral("rediss://redis.example.com:6379"))));
    m_redisFields.push_back(
        form->add(Form::Secret{"authorization.session.redis.password",
                               tr("Redis password"),
                               {},
                               "redis",
                               getter(redis, &project::Redis::password),
                               setter<secrets::SecretRef>(redis, &project::Redis::password)},
                  m_context.workspace.secrets()));
}

void ServiceSettings::addReach()
{
    auto* form = addGroup(tr("Proxies, redirects and pages"),
                          {"authorization.trustedProxies", "authorization.allowedRedirectHosts",
                           "authorization.pathPrefix", "authorization.signInPage"});
    form->add(list("authorization.trustedProxies", tr("Trusted proxies"),
                   tr("Networks whose X-Forwarded headers are believed, one a line."), service,
                   &AuthorizationService::trustedProxies, QStringLiteral("10.0.0.0/8")));
    form->add(list("authorization.allowedRedirectHosts", tr("Hosts to return to"),
                   tr("Beside the gateway's own, one a line."), service,
                   &AuthorizationService::allowedRedirectHosts));
    form->add(text("authorization.pathPrefix", tr("Path prefix of checks"),
                   tr("Keeps a check apart from a request to the service itself."), service,
                   &AuthorizationService::pathPrefix));
    form->add(Form::Toggle{"authorization.signInPage", tr("Show a sign-in page first"),
                           tr("Otherwise users go to Keycloak at once."),
                           getter(service, &AuthorizationService::signInPage),
                           setter<bool>(service, &AuthorizationService::signInPage)});
}

void ServiceSettings::addLocal()
{
    auto* form = addGroup(tr("Addresses on this machine"), {"local"});
    m_local = m_groups.back().fold;
    form->add(text("local.keycloak", tr("Keycloak"), tr("Where Envoy finds it."), local,
                   &LocalEndpoints::keycloak, QStringLiteral("127.0.0.1:8080")));
    form->add(text("local.authorizationService", tr("Authorization service"), {}, local,
                   &LocalEndpoints::authorizationService, QStringLiteral("127.0.0.1:4180")));
    form->add(text("local.listenAddress", tr("Envoy listens at"), {}, local, &LocalEndpoints::listenAddress,
                   QStringLiteral("127.0.0.1")));
}

void ServiceSettings::refresh()
{
    const auto& project = m_context.document().project();
    m_local->setVisible(project.clusters.target == project::Target::Envoy);
    for (auto* field : m_redisFields)
        field->setVisible(project.authorization.session.store == project::SessionStore::Redis);
}

bool ServiceSettings::reveal(const QString& field)
{
    for (const auto& group : m_groups) {
        const bool isHere = std::any_of(group.fields.begin(), group.fields.end(), [&](const QString& own) {
            return ProjectDocument::isAtOrBelow(toUtf8(field), toUtf8(own));
        });
        if (!isHere)
            continue;
        group.fold->setOpen(true);
        group.form->reveal(field);
        return true;
    }
    return false;
}

} // namespace meshsso::desktop
