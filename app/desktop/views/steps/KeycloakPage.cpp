#include "desktop/views/steps/KeycloakPage.h"

#include "desktop/controllers/KeycloakController.h"
#include "desktop/models/Text.h"
#include "desktop/views/Dialogs.h"
#include "desktop/views/steps/ConnectionFacts.h"
#include "desktop/views/steps/KeycloakWorkloadCard.h"
#include "desktop/views/widgets/Card.h"
#include "desktop/views/widgets/FactList.h"
#include "desktop/views/widgets/Form.h"
#include "desktop/views/widgets/JobBar.h"
#include "desktop/views/widgets/Label.h"

#include <QCheckBox>
#include <QComboBox>
#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

using project::Exposure;
using project::SsoProject;

namespace {

Form::Text textField(const QString& path, const QString& label, const QString& help,
                     std::function<std::string&(SsoProject&)> member, const QString& placeholder = {})
{
    return {path,
            label,
            help,
            [member](const SsoProject& p) {
                SsoProject copy = p;
                return member(copy);
            },
            [member](SsoProject& p, std::string value) { member(p) = std::move(value); },
            placeholder};
}

} // namespace

KeycloakPage::KeycloakPage(ViewContext context, QWidget* parent)
    : StepPage(context, StepId::Keycloak, tr("Keycloak"),
               tr("Your identity provider: where it is, and who administers it for this project."), parent)
{
    primary()->setObjectName(QStringLiteral("primary"));
    primary()->setText(tr("Test the connection"));
    auto& controller = context.workspace.keycloak();
    connect(primary(), &QPushButton::clicked, &controller, &KeycloakController::test);

    addAddress();
    addAdministration();
    addResult();
    auto* workload = new Card(tr("Keycloak in the cluster"));
    content()->addWidget(workload);
    new KeycloakWorkloadCard(context, addForm(workload->content()));
    content()->addStretch(1);

    connect(&controller, &KeycloakController::changed, this, &KeycloakPage::refresh);
    connect(&controller, &KeycloakController::stateChanged, this, &KeycloakPage::refresh);
    connect(&context.document(), &ProjectDocument::stateChanged, this, &KeycloakPage::refresh);
    connect(&context.workspace.secrets(), &SecretsController::keychainStateChanged, this,
            &KeycloakPage::refresh);
    refresh();
}

PageHelp KeycloakPage::help() const
{
    return {
        tr("Keycloak signs your users in and issues the tokens. The test looks at it as browsers and as the "
           "authorization service do, and signs in as administrator. It changes nothing."),
        tr("The URL and the realm make the issuer, which every token is checked against, letter by letter. "
           "The administrator's account is used by this program only; no exported file holds it."),
        {QStringLiteral("identityProvider")}};
}

void KeycloakPage::addAddress()
{
    auto* card = new Card(tr("Where it is"));
    content()->addWidget(card);
    auto* form = addForm(card->content());
    form->add(textField(
                  QStringLiteral("identityProvider.url"), tr("URL"),
                  tr("As browsers reach it, without /realms. The issuer begins with it."),
                  [](SsoProject& p) -> std::string& { return p.identityProvider.url; },
                  QStringLiteral("https://keycloak.example.com")))
        ->editor()
        ->setObjectName(QStringLiteral("identityProvider.url"));
    form->add(Form::Choice{
                  QStringLiteral("identityProvider.exposure"),
                  tr("How browsers reach it"),
                  tr("The old guide's layout sends passwords in clear; use it to reproduce that guide only."),
                  {tr("HTTPS on its own host name"), tr("Plain HTTP on the gateway, as in the old guide")},
                  [](const SsoProject& p) { return static_cast<int>(p.identityProvider.exposure); },
                  [](SsoProject& p, int value) {
                      auto& provider = p.identityProvider;
                      // In the guide's layout the URL follows from the gateway, and it fits no other.
                      provider.url.clear();
                      provider.exposure = static_cast<Exposure>(value);
                  }})
        ->editor()
        ->setObjectName(QStringLiteral("identityProvider.exposure"));
    form->add(textField(
        QStringLiteral("identityProvider.internalUrl"), tr("URL inside the cluster"),
        tr("Where the authorization service reaches it, if elsewhere. Leave it empty if not."),
        [](SsoProject& p) -> std::string& { return p.identityProvider.internalUrl; },
        QStringLiteral("http://keycloak.default.svc.cluster.local:8080")));
    addTls(form);
}

void KeycloakPage::addTls(Form* form)
{
    const QString path = QStringLiteral("identityProvider.caFile");
    form->add(Form::File{
                  path, tr("Authority of its certificate"),
                  tr("PEM, trusted beside the system's authorities. Usually empty."),
                  tr("PEM files (*.pem *.crt *.cer);;All files (*)"),
                  [](const SsoProject& p) { return p.identityProvider.caFile; },
                  [](SsoProject& p, std::string value) { p.identityProvider.caFile = std::move(value); }},
              context().dialogs)
        ->editor()
        ->setObjectName(path);
    m_verifyTls = new QCheckBox(tr("Check Keycloak's certificate"));
    m_verifyTls->setObjectName(QStringLiteral("identityProvider.verifyTls"));
    m_verifyTls->setAccessibleName(m_verifyTls->text());
    form->addCustom(QStringLiteral("identityProvider.verifyTls"), {},
                    tr("Without it anybody on the way could answer in Keycloak's place."), m_verifyTls,
                    false);
    connect(m_verifyTls, &QCheckBox::clicked, this, &KeycloakPage::setVerifyTls);
    const auto update = [this] {
        m_verifyTls->setChecked(context().document().project().identityProvider.verifyTls);
    };
    connect(&context().document(), &ProjectDocument::changed, m_verifyTls, update);
    update();
}

void KeycloakPage::setVerifyTls(bool on)
{
    const auto set = [this](bool value) {
        context().document().edit(tr("Check Keycloak's certificate"), {},
                                  [value](SsoProject& p) { p.identityProvider.verifyTls = value; });
    };
    if (on) {
        set(true);
        return;
    }
    // It stays on until the warning was read.
    m_verifyTls->setChecked(true);
    Confirmation question;
    question.title = tr("Trust any certificate?");
    question.text =
        tr("Whoever stands between this machine and Keycloak could answer in its place, and would "
           "get the administrator's password. Name the authority's file instead, if you can.");
    question.action = tr("Trust any certificate");
    question.isDangerous = true;
    if (context().document().isProduction())
        question.typedWord = context().document().title();
    context().dialogs.confirm(this, question, [set] { set(false); });
}

void KeycloakPage::addAdministration()
{
    auto* card = new Card(tr("Administrator"));
    content()->addWidget(card);
    auto* form = addForm(card->content());
    m_signIn = new QComboBox;
    m_signIn->addItems({tr("User and password"), tr("Client credentials")});
    m_signIn->setObjectName(QStringLiteral("identityProvider.admin"));
    form->addCustom(QStringLiteral("identityProvider.admin"), tr("How we sign in"),
                    tr("A client with a service account suits automation; it needs realm management roles."),
                    m_signIn, false);
    connect(m_signIn, &QComboBox::activated, this, [this](int index) { useSignIn(index == 1); });
    form->add(textField(QStringLiteral("identityProvider.admin.realm"), tr("Realm of the administrator"),
                        tr("Usually master, whatever realm your users are in."),
                        [](SsoProject& p) -> std::string& { return p.identityProvider.admin.realm; }));
    const auto addSecret = [&](const QString& path, const QString& label, const char* purpose,
                               project::SecretRef project::KeycloakAdmin::*member) {
        auto* field = form->add(
            Form::Secret{path, label, tr("Kept in the keychain; the project holds the reference only."),
                         purpose, [member](const SsoProject& p) { return p.identityProvider.admin.*member; },
                         [member](SsoProject& p, secrets::SecretRef ref) {
                             p.identityProvider.admin.*member = std::move(ref);
                         }},
            context().workspace.secrets());
        field->editor()->setObjectName(path);
        return field;
    };
    m_userFields = {
        form->add(textField(
            QStringLiteral("identityProvider.admin.username"), tr("User"), {},
            [](SsoProject& p) -> std::string& { return p.identityProvider.admin.username; },
            QStringLiteral("admin"))),
        addSecret(QStringLiteral("identityProvider.admin.password"), tr("Password"), "keycloak-admin",
                  &project::KeycloakAdmin::password),
    };
    m_userFields.front()->editor()->setObjectName(QStringLiteral("identityProvider.admin.username"));
    form->breakRow();
    m_clientFields = {
        form->add(textField(QStringLiteral("identityProvider.admin.clientId"), tr("Client"), {},
                            [](SsoProject& p) -> std::string& { return p.identityProvider.admin.clientId; })),
        addSecret(QStringLiteral("identityProvider.admin.clientSecret"), tr("Client secret"),
                  "keycloak-admin-client", &project::KeycloakAdmin::clientSecret),
    };
    form->breakRow();
    form->add(
        textField(QStringLiteral("identityProvider.admin.url"), tr("Administration URL"),
                  tr("If administrators reach Keycloak elsewhere, such as a port-forward. Usually empty."),
                  [](SsoProject& p) -> std::string& { return p.identityProvider.admin.url; }));
    auto* sessionOnly = new QCheckBox(tr("Keep typed secrets for this session only"));
    sessionOnly->setObjectName(QStringLiteral("sessionOnly"));
    sessionOnly->setAccessibleName(sessionOnly->text());
    form->addCustom(QStringLiteral("session-only"), {},
                    tr("In memory, until the program ends, instead of in the keychain."), sessionOnly, false);
    auto& secrets = context().workspace.secrets();
    sessionOnly->setChecked(secrets.isSessionOnly());
    connect(sessionOnly, &QCheckBox::clicked, &secrets, &SecretsController::setSessionOnly);
    connect(&secrets, &SecretsController::keychainStateChanged, sessionOnly,
            [sessionOnly, &secrets] { sessionOnly->setChecked(secrets.isSessionOnly()); });
}

void KeycloakPage::useSignIn(bool byClient)
{
    auto& secrets = context().workspace.secrets();
    context().document().edit(tr("How we sign in"), {}, [&](SsoProject& p) {
        auto& admin = p.identityProvider.admin;
        if (byClient) {
            admin.username.clear();
            admin.password = {};
            admin.clientSecret = secrets.suggestRef("keycloak-admin-client");
        } else {
            admin.clientId.clear();
            admin.clientSecret = {};
            admin.username = "admin";
            admin.password = secrets.suggestRef("keycloak-admin");
        }
    });
    refresh();
}

void KeycloakPage::addResult()
{
    m_jobBar = new JobBar(context().workspace.keycloak().job());
    m_jobBar->setRetry(tr("Try again"), [this] { context().workspace.keycloak().test(); });
    content()->addWidget(m_jobBar);
    m_result = new Card(tr("What the test saw"));
    m_result->setObjectName(QStringLiteral("connectionResult"));
    m_when = new Label({}, TextRole::Muted);
    m_facts = new FactList;
    m_probes = new FactList;
    m_result->content()->addWidget(m_when);
    m_result->content()->addWidget(m_facts);
    m_result->content()->addWidget(new Label(tr("What was asked"), TextRole::Strong));
    m_result->content()->addWidget(m_probes);
    content()->addWidget(m_result);
}

void KeycloakPage::refresh()
{
    auto& controller = context().workspace.keycloak();
    const auto& admin = context().document().project().identityProvider.admin;
    const bool byClient = admin.username.empty() && (!admin.clientId.empty() || admin.clientSecret.isSet());
    m_signIn->setCurrentIndex(byClient ? 1 : 0);
    for (auto* field : m_userFields)
        field->setVisible(!byClient);
    for (auto* field : m_clientFields)
        field->setVisible(byClient);
    const bool canTest = controller.lack() == KeycloakController::Lack::Nothing;
    primary()->setEnabled(canTest && !controller.job().isRunning());
    primary()->setToolTip(canTest ? QString() : tr("Give the URL first."));
    refreshResult();
}

void KeycloakPage::refreshResult()
{
    auto& controller = context().workspace.keycloak();
    const auto& report = controller.report();
    m_result->setVisible(report.has_value());
    Findings shown;
    if (report) {
        m_facts->setFacts(connectionFacts(*report));
        m_probes->setFacts(probeFacts(*report));
        m_when->setText(controller.isStale()
                            ? tr("The project changed since: test again.")
                            : connectionTime(controller.checkedAt().value_or(TimePoint()), *report));
        if (!controller.isStale()) {
            for (const auto& finding : report->findings) {
                // What is nothing but good news stands among the facts.
                if (finding.severity != Severity::Info || !report->inOrder())
                    shown.push_back(finding);
            }
        }
    }
    showFindings(shown);
}

} // namespace meshsso::desktop
