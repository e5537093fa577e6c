#include "desktop/views/steps/ServiceSettings.h"

#include "desktop/views/Theme.h"
#include "desktop/views/steps/ServiceFields.h"
#include "desktop/views/widgets/Disclosure.h"
#include "desktop/views/widgets/Label.h"

#include <QLineEdit>
#include <QVBoxLayout>

namespace meshsso::desktop {

using namespace fields;
using project::AuthorizationService;
using project::CheckProtocol;
using project::LocalEndpoints;
using project::Pages;
using project::SsoProject;
using project::Target;

ServiceSettings::ServiceSettings(const ViewContext& context, QWidget* parent)
    : QWidget(parent), m_context(context), m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(Theme::grid);
    addService();
    addSession();
    addRedis();
    addTokens();
    addReach();
    addLocal();
    for (auto* field : findChildren<Field*>())
        field->editor()->setObjectName(field->path());
    connect(&m_context.document(), &ProjectDocument::changed, this, &ServiceSettings::refresh);
    refresh();
}

Form* ServiceSettings::addGroup(const QString& heading, const QStringList& fields, Condition matters)
{
    auto* fold = new Disclosure(heading);
    auto* form = new Form(m_context.document(), 2);
    fold->content()->addWidget(form);
    m_column->addWidget(fold);
    m_groups.push_back({fold, form, fields});
    if (matters)
        showWhen(fold, std::move(matters));
    return form;
}

void ServiceSettings::addService()
{
    auto* form = addGroup(tr("Provider and service"), {"authorization"});
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
    m_image = form->add(text("authorization.image", tr("Image"),
                             tr("Empty: this version's own. Istio only: ASM runs its own."), service,
                             &AuthorizationService::image));
    form->add(number("authorization.replicas", tr("Replicas"), {}, 1, 1000, service,
                     &AuthorizationService::replicas));
    showWhen(
        form->add(Form::Number{
            "authorization.drainDelay", tr("Delay at shutdown"),
            tr("A replica that is told to stop still answers this long, until nobody asks it any more."), 0,
            300, [](const SsoProject& p) { return static_cast<int>(p.authorization.drainDelay.count()); },
            [](SsoProject& p, int value) { p.authorization.drainDelay = std::chrono::seconds(value); },
            tr(" s")}),
        [](const SsoProject& p) {
            return p.clusters.target == Target::Istio ||
                   p.authorization.drainDelay != AuthorizationService().drainDelay;
        });
    form->breakRow();
    addChecks(form);
}

void ServiceSettings::addChecks(Form* form)
{
    form->add(Form::Choice{
        "authorization.protocol",
        tr("How the gateway asks"),
        tr("Both decide the same. Signing in is over HTTP either way."),
        {QStringLiteral("HTTP"), QStringLiteral("gRPC")},
        [](const SsoProject& p) { return static_cast<int>(p.authorization.protocol); },
        [](SsoProject& p, int value) { p.authorization.protocol = static_cast<CheckProtocol>(value); }});
    form->add(Form::Number{
        "authorization.timeout", tr("Time limit of a check"),
        tr("How long the gateway waits for an answer before it refuses."), 200, 60'000,
        [](const SsoProject& p) { return static_cast<int>(p.authorization.timeout.count()); },
        [](SsoProject& p, int value) { p.authorization.timeout = std::chrono::milliseconds(value); },
        tr(" ms")});
    form->add(
        number("authorization.httpPort", tr("Port"), {}, 1, 65535, service, &AuthorizationService::httpPort));
    showWhen(form->add(number("authorization.grpcPort", tr("Port of gRPC checks"), {}, 1, 65535, service,
                              &AuthorizationService::grpcPort)),
             [](const SsoProject& p) { return p.authorization.protocol == CheckProtocol::Grpc; });
    form->breakRow();
    form->add(number("authorization.metricsPort", tr("Port of the metrics"), {}, 1, 65535, service,
                     &AuthorizationService::metricsPort));
    showWhen(form->add(text("authorization.metricsNamespace", tr("Namespace that reads the metrics"),
                            tr("Your Prometheus's. Empty: the network policy lets nobody in."), service,
                            &AuthorizationService::metricsNamespace, QStringLiteral("monitoring"))),
             [](const SsoProject& p) {
                 return p.clusters.target == Target::Istio || !p.authorization.metricsNamespace.empty();
             });
}

void ServiceSettings::addReach()
{
    auto* form = addGroup(tr("Proxies, redirects and pages"),
                          {"authorization.trustedProxies", "authorization.allowedRedirectHosts",
                           "authorization.pathPrefix", "authorization.signInPage", "authorization.pages",
                           "authorization.logins"});
    form->add(list("authorization.trustedProxies", tr("Trusted proxies"),
                   tr("Networks whose X-Forwarded headers are believed, one a line."), service,
                   &AuthorizationService::trustedProxies, QStringLiteral("10.0.0.0/8")));
    form->add(list("authorization.allowedRedirectHosts", tr("Hosts to return to"),
                   tr("Beside the gateway's own, one a line."), service,
                   &AuthorizationService::allowedRedirectHosts));
    form->add(text("authorization.pathPrefix", tr("Path prefix of checks"),
                   tr("Keeps a check apart from a request to the service itself."), service,
                   &AuthorizationService::pathPrefix));
    form->add(toggle("authorization.signInPage", tr("Show a sign-in page first"),
                     tr("Otherwise users go to Keycloak at once."), service,
                     &AuthorizationService::signInPage));
    addPages(form);
    auto* logins = new Label({}, TextRole::Mono);
    logins->setSelectable(true);
    m_logins = form->addCustom("authorization.logins", tr("Further logins"), {}, logins, false);
    showWhen(m_logins, [](const SsoProject& p) { return !p.authorization.logins.empty(); });
}

void ServiceSettings::addPages(Form* form)
{
    const auto matters = [](const SsoProject& p) {
        return p.clusters.target != Target::Asm || p.authorization.pages != Pages();
    };
    form->breakRow();
    showWhen(form->add(text("authorization.pages.directory", tr("Folder of your own pages"),
                            tr("Holds page.html, and logo.svg or logo.png. Empty: the service's own."), pages,
                            &Pages::directory, QStringLiteral("pages"))),
             matters);
    showWhen(form->add(text("authorization.pages.configMap", tr("ConfigMap of your own pages"),
                            tr("Instead of a folder: one that holds them already, in the service's "
                               "namespace."),
                            pages, &Pages::configMap)),
             matters);
    showWhen(form->add(toggle("authorization.pages.showMissingRole", tr("Name what is missing when denied"),
                              tr("The 403 page then says which role or claim. Otherwise only the log does."),
                              pages, &Pages::showMissingRole)),
             matters);
    form->breakRow();
}

void ServiceSettings::addLocal()
{
    auto* form = addGroup(tr("Addresses on this machine"), {"local"}, [](const SsoProject& p) {
        return p.clusters.target == Target::Envoy || p.local != LocalEndpoints();
    });
    form->add(text("local.keycloak", tr("Keycloak"), tr("Where Envoy finds it."), local,
                   &LocalEndpoints::keycloak, QStringLiteral("127.0.0.1:8080")));
    form->add(text("local.authorizationService", tr("Authorization service"), {}, local,
                   &LocalEndpoints::authorizationService, QStringLiteral("127.0.0.1:4180")));
    form->add(text("local.listenAddress", tr("Envoy listens at"), {}, local, &LocalEndpoints::listenAddress,
                   QStringLiteral("127.0.0.1")));
    form->add(pairs("local.applications", tr("Applications"), tr("NAME=host:port, one a line."), '=', local,
                    &LocalEndpoints::applications, QStringLiteral("shop=127.0.0.1:8000")));
}

void ServiceSettings::showWhen(QWidget* widget, Condition matters)
{
    m_conditionals.push_back({widget, std::move(matters)});
}

void ServiceSettings::refresh()
{
    const auto& project = m_context.document().project();
    for (const auto& [widget, matters] : m_conditionals)
        widget->setVisible(matters(project));
    showImage();
    showIssuers();
    showLogins();
}

/// They are looked at here and written in the file.
void ServiceSettings::showLogins()
{
    const auto& logins = m_context.document().project().authorization.logins;
    QStringList lines;
    for (const auto& login : logins)
        lines.append(tr("%1: %2").arg(displayable(login.name, 80), displayable(login.issuer, 200)));
    qobject_cast<Label*>(m_logins->editor())->setText(lines.join(QLatin1Char('\n')));
    m_logins->setHelp(tr("%n further logins in the project file; change them there.", nullptr,
                         static_cast<int>(logins.size())));
}

void ServiceSettings::showImage()
{
    auto unset = m_context.document().project().authorization;
    unset.image.clear();
    qobject_cast<QLineEdit*>(m_image->editor())->setPlaceholderText(toQString(unset.effectiveImage()));
}

bool ServiceSettings::reveal(const QString& field)
{
    // The narrowest group: Redis is below the session.
    const Group* best = nullptr;
    qsizetype length = 0;
    for (const auto& group : m_groups) {
        for (const auto& own : group.fields) {
            if (own.size() > length && ProjectDocument::isAtOrBelow(toUtf8(field), toUtf8(own))) {
                best = &group;
                length = own.size();
            }
        }
    }
    if (best == nullptr)
        return false;
    best->fold->setOpen(true);
    best->form->reveal(field);
    return true;
}

} // namespace meshsso::desktop
