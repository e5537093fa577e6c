#include "desktop/views/steps/GatewayPage.h"

#include "desktop/controllers/GatewayController.h"
#include "desktop/controllers/ProjectCommands.h"
#include "desktop/models/Text.h"
#include "desktop/views/Dialogs.h"
#include "desktop/views/SecretClipboard.h"
#include "desktop/views/widgets/Card.h"
#include "desktop/views/widgets/CertificateStack.h"
#include "desktop/views/widgets/EmptyState.h"
#include "desktop/views/widgets/Form.h"
#include "desktop/views/widgets/JobBar.h"
#include "desktop/views/widgets/Label.h"
#include "desktop/views/widgets/LabelsField.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

using project::SsoProject;
using project::TlsSource;

GatewayPage::GatewayPage(ViewContext context, QWidget* parent)
    : StepPage(context, StepId::Gateway, tr("Gateway and certificate"),
               tr("Browsers reach your applications at this address, over HTTPS."), parent)
{
    primary()->setObjectName(QStringLiteral("primary"));
    connect(primary(), &QPushButton::clicked, this, &GatewayPage::make);
    m_makeAuthority = addSecondary(tr("Make an authority of your own"));
    m_makeAuthority->setObjectName(QStringLiteral("makeAuthority"));
    auto& controller = context.workspace.gateway();
    connect(m_makeAuthority, &QPushButton::clicked, &controller, &GatewayController::makeAuthority);

    addAddress();
    addCertificate();
    content()->addStretch(1);

    connect(&controller, &GatewayController::changed, this, &GatewayPage::refresh);
    connect(&controller.job(), &Job::changed, this, &GatewayPage::refreshActions);
    connect(&controller, &GatewayController::stateChanged, this, &GatewayPage::refresh);
    refresh();
}

PageHelp GatewayPage::help() const
{
    return {
        tr("The gateway is the mesh's ingress: every request from outside enters here, is asked to sign in "
           "and goes on to its application. Its certificate must cover the address that browsers use."),
        tr("The address becomes the redirect URI at Keycloak, the cookies' host and the certificate's name. "
           "The selectors and target ports stand in the Gateway and in the AuthorizationPolicy that asks "
           "the authorization service."),
        {QStringLiteral("gateway")}};
}

void GatewayPage::addAddress()
{
    auto* card = new Card(tr("Where browsers come in"));
    content()->addWidget(card);
    auto* form = addForm(card->content());
    form->add(Form::Text{QStringLiteral("gateway.address"), tr("Address"),
                         tr("The DNS name or IP address in the browser's address bar."),
                         [](const SsoProject& p) { return p.gateway.address; },
                         [](SsoProject& p, std::string value) { p.gateway.address = std::move(value); },
                         QStringLiteral("sso.example.com")})
        ->editor()
        ->setObjectName(QStringLiteral("gateway.address"));
    form->add(Form::Text{QStringLiteral("gateway.name"), tr("Gateway name"),
                         tr("The Gateway object that your routes are bound to."),
                         [](const SsoProject& p) { return p.gateway.name; },
                         [](SsoProject& p, std::string value) { p.gateway.name = std::move(value); }});
    form->add(
        Form::Text{QStringLiteral("gateway.namespace"), tr("Namespace"),
                   tr("Where the gateway's pods run; the certificate's Secret goes there too."),
                   [](const SsoProject& p) { return p.gateway.namespaceName; },
                   [](SsoProject& p, std::string value) { p.gateway.namespaceName = std::move(value); }});
    form->breakRow();

    const auto addLabels = [&](const QString& path, const QString& label, const QString& help,
                               LabelsField::Labels project::Gateway::*member) {
        auto* editor = new LabelsField(label);
        editor->setObjectName(path);
        form->addCustom(path, label, help, editor, false);
        const auto update = [this, editor, member] {
            editor->setLabels(context().document().project().gateway.*member);
        };
        connect(&context().document(), &ProjectDocument::changed, editor, update);
        connect(editor, &LabelsField::edited, this, [this, editor, label, member] {
            context().document().edit(label, {},
                                      [&](SsoProject& p) { p.gateway.*member = editor->labels(); });
        });
        update();
    };
    addLabels(QStringLiteral("gateway.selector"), tr("Labels that the Gateway selects"),
              tr("Must be on the gateway's pods."), &project::Gateway::selector);
    addLabels(QStringLiteral("gateway.policySelector"), tr("Labels that the policy selects"),
              tr("On the same pods. Where they differ, requests pass unasked."),
              &project::Gateway::policySelector);
    addPorts(form);
}

void GatewayPage::addPorts(Form* form)
{
    const auto add = [&](const QString& path, const QString& label, const QString& help,
                         project::GatewayPort project::Gateway::*port, int project::GatewayPort::*part) {
        form->add(Form::Number{path, label, help, 1, 65535,
                               [port, part](const SsoProject& p) { return p.gateway.*port.*part; },
                               [port, part](SsoProject& p, int value) { p.gateway.*port.*part = value; }})
            ->editor()
            ->setObjectName(path);
    };
    add(QStringLiteral("gateway.https.port"), tr("HTTPS port"), tr("What browsers use; 443 needs no port."),
        &project::Gateway::https, &project::GatewayPort::port);
    add(QStringLiteral("gateway.https.targetPort"), tr("HTTPS port of the pod"),
        tr("What the gateway's pod listens on: 8443 for the stock gateway."), &project::Gateway::https,
        &project::GatewayPort::targetPort);
    add(QStringLiteral("gateway.http.port"), tr("HTTP port"),
        tr("For Keycloak in the old guide's layout; applications are never served here."),
        &project::Gateway::http, &project::GatewayPort::port);
    add(QStringLiteral("gateway.http.targetPort"), tr("HTTP port of the pod"),
        tr("Policies compare this one, not the Service's port: 8080 for the stock gateway."),
        &project::Gateway::http, &project::GatewayPort::targetPort);
    form->add(Form::Toggle{QStringLiteral("gateway.refuseUnderscores"), tr("Refuse header names with “_”"),
                           tr("Many applications read it as “-”, and could take a look-alike for an identity "
                              "header."),
                           [](const SsoProject& p) { return p.gateway.refuseUnderscores; },
                           [](SsoProject& p, bool value) { p.gateway.refuseUnderscores = value; }})
        ->editor()
        ->setObjectName(QStringLiteral("gateway.refuseUnderscores"));
}

Field* GatewayPage::addFile(Form* form, const QString& path, const QString& label, const QString& help,
                            std::string project::GatewayTls::*member)
{
    auto* field = form->add(
        Form::File{path, label, help, tr("PEM files (*.pem *.crt *.cer *.key);;All files (*)"),
                   [member](const SsoProject& p) { return p.gateway.tls.*member; },
                   [member](SsoProject& p, std::string value) { p.gateway.tls.*member = std::move(value); }},
        context().dialogs);
    field->editor()->setObjectName(path);
    return field;
}

void GatewayPage::addCertificate()
{
    auto* card = new Card(tr("Certificate"));
    content()->addWidget(card);
    auto* form = addForm(card->content());
    form
        ->add(Form::Choice{
            QStringLiteral("gateway.tls.source"),
            tr("Where it comes from"),
            tr("Self-signed is for trying out: browsers warn. Your authority's is trusted where the "
               "authority is."),
            {tr("Self-signed, made here"), tr("Signed by an authority of your own"), tr("Files you have")},
            [](const SsoProject& p) { return static_cast<int>(p.gateway.tls.source); },
            [](SsoProject& p, int value) {
                auto& tls = p.gateway.tls;
                tls.source = static_cast<TlsSource>(value);
                // What another source named would only be a warning now.
                if (tls.source != TlsSource::Files)
                    tls.certificateFile = tls.keyFile = {};
                if (tls.source != TlsSource::Authority)
                    tls.authorityCertificateFile = tls.authorityKeyFile = {};
                else if (tls.authorityCertificateFile.empty() && tls.authorityKeyFile.empty())
                    tls.authorityCertificateFile = "tls/authority.crt",
                    tls.authorityKeyFile = "tls/authority.key";
            }})
        ->editor()
        ->setObjectName(QStringLiteral("gateway.tls.source"));
    form->add(Form::Text{
        QStringLiteral("gateway.tls.credentialName"), tr("Secret in the cluster"),
        tr("The Gateway refers to this name."),
        [](const SsoProject& p) { return p.gateway.tls.credentialName; },
        [](SsoProject& p, std::string value) { p.gateway.tls.credentialName = std::move(value); }});
    m_validity = form->add(Form::Number{QStringLiteral("gateway.tls.validityDays"), tr("Valid for"),
                                        tr("Browsers refuse more than 398 days."), 1, 3650,
                                        [](const SsoProject& p) { return p.gateway.tls.validityDays; },
                                        [](SsoProject& p, int value) { p.gateway.tls.validityDays = value; },
                                        tr(" days")});
    form->breakRow();
    using Tls = project::GatewayTls;
    m_fileFields = {
        addFile(form, QStringLiteral("gateway.tls.certificateFile"), tr("Certificate file"),
                tr("PEM, your certificate first, then those that signed it."), &Tls::certificateFile),
        addFile(form, QStringLiteral("gateway.tls.keyFile"), tr("Key file"),
                tr("PEM, without a pass phrase."), &Tls::keyFile),
    };
    m_authorityFields = {
        addFile(form, QStringLiteral("gateway.tls.authorityCertificateFile"), tr("Authority's certificate"),
                tr("PEM. Browsers must trust it."), &Tls::authorityCertificateFile),
        addFile(form, QStringLiteral("gateway.tls.authorityKeyFile"), tr("Authority's key"),
                tr("PEM. It stays on this machine."), &Tls::authorityKeyFile),
    };

    m_jobBar = new JobBar(context().workspace.gateway().job());
    card->content()->addWidget(m_jobBar);
    m_empty =
        new EmptyState(QStringLiteral("shield-check"), tr("There is no certificate for this address yet."));
    card->content()->addWidget(m_empty);
    m_file = new Label({}, TextRole::Small);
    m_file->setSelectable(true);
    card->content()->addWidget(m_file);
    m_stack = new CertificateStack;
    m_stack->setObjectName(QStringLiteral("certificateStack"));
    connect(m_stack, &CertificateStack::copyRequested, this,
            [this](const QString& text) { context().clipboard.copyText(text); });
    card->content()->addWidget(m_stack);
}

void GatewayPage::refresh()
{
    auto& controller = context().workspace.gateway();
    const auto& tls = context().document().project().gateway.tls;
    for (auto* field : m_fileFields)
        field->setVisible(tls.source == TlsSource::Files);
    for (auto* field : m_authorityFields)
        field->setVisible(tls.source == TlsSource::Authority);
    m_validity->setVisible(tls.source != TlsSource::Files);

    const auto& certificate = controller.certificate();
    const bool hasChain = certificate && !certificate->chain.empty();
    m_stack->setVisible(hasChain);
    m_stack->setChain(hasChain ? certificate->chain : std::vector<crypto::CertificateInfo>(),
                      controller.now());
    m_empty->setVisible(!hasChain && context().document().isOpen());
    m_file->setVisible(hasChain);
    if (hasChain)
        m_file->setText(tr("Kept in %1").arg(displayable(certificate->file.string(), 200)));
    Findings shown;
    if (certificate) {
        for (const auto& finding : controller.state().findings) {
            if (finding.code.starts_with("tls."))
                shown.push_back(finding);
        }
    }
    showFindings(shown);
    refreshActions();
}

void GatewayPage::refreshActions()
{
    auto& controller = context().workspace.gateway();
    const auto source = context().document().project().gateway.tls.source;
    const auto lack = controller.lack();
    const bool isBusy = controller.job().isRunning();
    QString text = source == TlsSource::Files ? tr("Check the files again") : tr("Make a new certificate");
    QString why;
    switch (lack) {
    case GatewayController::Lack::File:
        text = tr("Save the project, to keep a certificate beside it");
        break;
    case GatewayController::Lack::Address:
        why = tr("Give the address first.");
        break;
    case GatewayController::Lack::ReadOnly:
        why = tr("The project is open for reading only.");
        break;
    case GatewayController::Lack::Project:
        why = tr("Open a project first.");
        break;
    case GatewayController::Lack::Nothing:
        break;
    }
    primary()->setText(text);
    primary()->setToolTip(why);
    primary()->setEnabled(!isBusy && why.isEmpty());
    m_makeAuthority->setVisible(controller.canMakeAuthority());
    m_makeAuthority->setEnabled(!isBusy);
}

void GatewayPage::make()
{
    auto& controller = context().workspace.gateway();
    if (controller.lack() == GatewayController::Lack::File) {
        context().workspace.commands().save();
        return;
    }
    if (!controller.replacesGoodOne()) {
        controller.make();
        return;
    }
    Confirmation question;
    question.title = tr("Replace the certificate?");
    question.text =
        tr("The present certificate is still good. Who was told to trust it must trust the new one, "
           "and its key is overwritten.");
    question.action = tr("Replace the certificate");
    question.isDangerous = true;
    if (context().document().isProduction())
        question.typedWord = context().document().title();
    context().dialogs.confirm(this, question, [&controller] { controller.make(); });
}

} // namespace meshsso::desktop
