#include "desktop/views/steps/UsersPage.h"

#include "desktop/views/steps/RolesEditor.h"
#include "desktop/views/steps/TokenPreviewView.h"
#include "desktop/views/steps/UsersEditor.h"
#include "desktop/views/widgets/Card.h"
#include "desktop/views/widgets/Form.h"
#include "desktop/views/widgets/Label.h"
#include "desktop/views/widgets/PlanActions.h"
#include "desktop/views/widgets/PlanView.h"
#include "desktop/views/widgets/RolePicker.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

using project::SsoProject;

UsersPage::UsersPage(ViewContext context, QWidget* parent)
    : StepPage(context, StepId::Users, tr("Users and claims"),
               tr("Who may have which role, and what the tokens say about them."), parent)
{
    auto* roles = new Card(tr("Realm roles"));
    m_roles = new RolesEditor(context.workspace);
    roles->content()->addWidget(m_roles);
    content()->addWidget(roles);

    auto* users = new Card(tr("Users"));
    users->content()->addWidget(
        new Label(tr("Users that the project brings along, such as the one for the login test. The realm's "
                     "other users stay as they are."),
                  TextRole::Muted));
    m_users = new UsersEditor(context.workspace);
    users->content()->addWidget(m_users);
    content()->addWidget(users);

    auto* claims = new Card(tr("Claims"));
    addClaims(*addForm(claims->content()));
    content()->addWidget(claims);

    auto* plan = new Card(tr("Plan"));
    plan->content()->addWidget(new PlanView(context.workspace));
    content()->addWidget(plan);

    auto* preview = new Card(tr("Token preview"));
    preview->content()->addWidget(new TokenPreviewView(context));
    content()->addWidget(preview);
    content()->addStretch(1);

    auto* apply = primary();
    new PlanActions(this->context(), *apply, *addSecondary(tr("Re-check")), *this);
    connect(&context.document(), &ProjectDocument::changed, this, &UsersPage::refreshRestriction);
    refreshRestriction();
}

void UsersPage::addClaims(Form& form)
{
    using Claims = project::Claims;
    const auto add = [&form](const char* path, const QString& label, const QString& help,
                             const std::function<std::string&(Claims&)>& member) {
        auto* field = form.add(Form::Text{
            QLatin1String(path), label, help,
            [member](const SsoProject& project) {
                auto claims = project.claims;
                return member(claims);
            },
            [member](SsoProject& project, std::string value) { member(project.claims) = std::move(value); }});
        field->editor()->setObjectName(field->path());
    };
    add("claims.roles.claim", tr("Roles claim"), tr("The token's claim that holds the user's realm roles."),
        [](Claims& claims) -> std::string& { return claims.roles.claim; });
    add("claims.roles.scopeName", tr("Client scope of the roles"),
        tr("Holds the mapper; it becomes a default scope of the client."),
        [](Claims& claims) -> std::string& { return claims.roles.scopeName; });
    addRestriction(form);
    add("claims.audienceScopeName", tr("Client scope of the audience"),
        tr("Holds the mapper that names the client in aud. A scope of its own: one that is restricted to "
           "roles is lost whole for users who lack them."),
        [](Claims& claims) -> std::string& { return claims.audienceScopeName; });
    add("claims.groupsClaim", tr("Groups claim"), tr("The claim that access rules read groups from."),
        [](Claims& claims) -> std::string& { return claims.groupsClaim; });
}

void UsersPage::addRestriction(Form& form)
{
    m_restriction = new RolePicker;
    m_restriction->setObjectName(QStringLiteral("claims.roles.restrictToRoles"));
    connect(m_restriction, &RolePicker::chosenChanged, this, [this] {
        context().document().edit(tr("Roles in the token"), {}, [&](SsoProject& project) {
            project.claims.roles.restrictToRoles = m_restriction->chosen();
        });
    });
    form.addCustom(QStringLiteral("claims.roles.restrictToRoles"), tr("Roles that may enter the token"),
                   tr("None ticked: every role that the project declares."), m_restriction, false);
}

void UsersPage::refreshRestriction()
{
    const auto& project = context().document().project();
    std::vector<std::string> declared;
    for (const auto& role : project.roles)
        declared.push_back(role.name);
    m_restriction->setRoles(declared, project.claims.roles.restrictToRoles);
}

void UsersPage::reveal(const QString& field)
{
    if (field.isEmpty() ? m_roles->reveal(QStringLiteral("roles"))
                        : m_roles->reveal(field) || m_users->reveal(field))
        return;
    StepPage::reveal(field);
}

PageHelp UsersPage::help() const
{
    return {tr("Roles are made in the realm, users are made with the password you keep for them, and two "
               "client scopes put roles and audience into the tokens. It is one plan with the realm and the "
               "client. The preview asks Keycloak what a user's tokens would hold, and names the mapper that "
               "is missing where something is."),
            tr("Access rules read roles and groups from the access token. The authorization service refuses "
               "tokens whose audience is not the client. The login test signs in as the user chosen here."),
            {QStringLiteral("roles"), QStringLiteral("users"), QStringLiteral("claims")}};
}

} // namespace meshsso::desktop
