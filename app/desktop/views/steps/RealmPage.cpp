#include "desktop/views/steps/RealmPage.h"

#include "desktop/models/Text.h"
#include "desktop/views/widgets/Card.h"
#include "desktop/views/widgets/Form.h"
#include "desktop/views/widgets/PlanActions.h"
#include "desktop/views/widgets/PlanView.h"

#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

using project::SsoProject;

RealmPage::RealmPage(ViewContext context, QWidget* parent)
    : StepPage(context, StepId::Realm, tr("Realm and client"),
               tr("Keycloak issues tokens to this client for your gateway."), parent)
{
    auto* names = new Card;
    auto* form = addForm(names->content());
    addNames(*form);
    addUris(*form);
    addSessions(*form);
    content()->addWidget(names);

    auto* plan = new Card(tr("Plan"));
    plan->content()->addWidget(new PlanView(context.workspace));
    content()->addWidget(plan);
    content()->addStretch(1);

    auto* apply = primary();
    new PlanActions(this->context(), *apply, *addSecondary(tr("Re-check")), *this);
    connect(&context.document(), &ProjectDocument::changed, this, &RealmPage::showDefaults);
    showDefaults();
}

void RealmPage::addNames(Form& form)
{
    const auto named = [](Field* field) { field->editor()->setObjectName(field->path()); };
    named(form.add(Form::Text{
        QStringLiteral("identityProvider.realm"), tr("Realm"),
        tr("Users, roles and clients live in it. It is made if it does not exist."),
        [](const SsoProject& project) { return project.identityProvider.realm; },
        [](SsoProject& project, std::string value) { project.identityProvider.realm = std::move(value); },
        QStringLiteral("Test-oidc")}));
    named(form.add(
        Form::Text{QStringLiteral("client.id"), tr("Client id"),
                   tr("The client that stands for your gateway; tokens name it as their audience."),
                   [](const SsoProject& project) { return project.client.id; },
                   [](SsoProject& project, std::string value) { project.client.id = std::move(value); },
                   QStringLiteral("oauth2proxy")}));
    named(form.add(
        Form::Secret{
            QStringLiteral("client.secret"), tr("Client secret"),
            tr("Keycloak generates it; applying reads it back and keeps it here. Nobody types it."), "client",
            [](const SsoProject& project) { return project.client.secret; },
            [](SsoProject& project, secrets::SecretRef value) { project.client.secret = std::move(value); }},
        context().workspace.secrets()));
    named(form.add(Form::List{
        QStringLiteral("client.scopes"), tr("Scopes"),
        tr("What a login asks for, one a line. openid is required; profile and email fill the user's name "
           "and e-mail."),
        [](const SsoProject& project) { return project.client.scopes; },
        [](SsoProject& project, std::vector<std::string> value) { project.client.scopes = std::move(value); },
        QStringLiteral("openid")}));
}

void RealmPage::addUris(Form& form)
{
    m_redirects = form.add(Form::List{
        QStringLiteral("client.redirectUris"), tr("Redirect URIs"),
        tr("Where Keycloak may send a login's answer, one a line, compared exactly. Leave it empty for the "
           "gateway's and the applications' own."),
        [](const SsoProject& project) { return project.client.redirectUris; },
        [](SsoProject& project, std::vector<std::string> value) {
            project.client.redirectUris = std::move(value);
        }});
    m_postLogout = form.add(Form::List{
        QStringLiteral("client.postLogoutRedirectUris"), tr("Post-logout redirect URIs"),
        tr("Where a user may land after signing out, one a line. Leave it empty for the front pages."),
        [](const SsoProject& project) { return project.client.postLogoutRedirectUris; },
        [](SsoProject& project, std::vector<std::string> value) {
            project.client.postLogoutRedirectUris = std::move(value);
        }});
    for (auto* field : {m_redirects, m_postLogout})
        field->editor()->setObjectName(field->path());
}

void RealmPage::addSessions(Form& form)
{
    m_logoutNotice = form.add(
        Form::Choice{QStringLiteral("client.logoutNotice"),
                     tr("Logout notice"),
                     {},
                     {tr("None: the client's setting is left alone"), tr("Back-channel, through the gateway"),
                      tr("Back-channel, inside the cluster"), tr("Front-channel, by the browser")},
                     [](const SsoProject& project) { return static_cast<int>(project.client.logoutNotice); },
                     [](SsoProject& project, int value) {
                         project.client.logoutNotice = static_cast<project::LogoutNotice>(value);
                     }});
    auto* rotates = form.add(Form::Toggle{
        QStringLiteral("identityProvider.rotatesRefreshTokens"), tr("Refresh tokens are good once"),
        tr("Say what “Revoke Refresh Token” is in the realm; applying does not change it. Several "
           "replicas then need sessions in Redis."),
        [](const SsoProject& project) { return project.identityProvider.rotatesRefreshTokens; },
        [](SsoProject& project, bool value) { project.identityProvider.rotatesRefreshTokens = value; }});
    for (auto* field : {m_logoutNotice, rotates})
        field->editor()->setObjectName(field->path());
}

void RealmPage::showLogoutNotice()
{
    const auto& project = context().document().project();
    const auto url = project.logoutNoticeUrl();
    const bool isFront = project.client.logoutNotice == project::LogoutNotice::FrontChannel;
    QString help = tr("How we hear that a session ended elsewhere: in Keycloak, or in another application.");
    if (!url.empty() && !project.gateway.address.empty())
        help = (isFront ? tr("Keycloak's logout page loads %1 in a frame.")
                        : tr("Keycloak calls %1 when a session ends."))
                   .arg(displayable(url, 200));
    m_logoutNotice->setHelp(help);
}

void RealmPage::showDefaults()
{
    showLogoutNotice();
    const auto show = [](Field* field, const std::vector<std::string>& uris) {
        QStringList lines;
        for (const auto& uri : uris)
            lines.append(displayable(uri, 200));
        if (auto* edit = qobject_cast<QPlainTextEdit*>(field->editor()))
            edit->setPlaceholderText(lines.mid(0, 3).join(QLatin1Char('\n')));
    };
    const auto& project = context().document().project();
    show(m_redirects,
         project.gateway.address.empty() ? std::vector<std::string>() : project.effectiveRedirectUris());
    show(m_postLogout, project.gateway.address.empty() ? std::vector<std::string>()
                                                       : project.effectivePostLogoutRedirectUris());
}

PageHelp RealmPage::help() const
{
    return {tr("The plan compares the project with Keycloak and lists what would be added or changed; "
               "applying makes exactly that, then compares again. Nothing that the project does not declare "
               "is deleted. You can cancel at any time: what was done stays, and applying again completes "
               "it."),
            tr("The authorization service signs users in with the client's id and secret. It accepts tokens "
               "of this realm only, and only those whose audience is this client."),
            {QStringLiteral("client"), QStringLiteral("identityProvider")}};
}

} // namespace meshsso::desktop
