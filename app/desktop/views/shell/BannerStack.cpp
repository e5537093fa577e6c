#include "desktop/views/shell/BannerStack.h"

#include "desktop/controllers/ProjectCommands.h"
#include "desktop/models/BackendText.h"
#include "desktop/models/ErrorText.h"
#include "desktop/models/Text.h"
#include "desktop/views/Dialogs.h"
#include "desktop/views/shell/Banner.h"

#include <QDateTime>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

BannerStack::BannerStack(ViewContext context, QWidget* parent) : QWidget(parent), m_context(context)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    makeRestore();
    makeKeychain();
    makeSession();
    makeTls();
    makeReadOnly();
    for (auto* banner : {m_restore, m_keychain, m_session, m_tls, m_readOnly})
        column->addWidget(banner);
    connect(&m_context.document(), &ProjectDocument::changed, this, &BannerStack::refresh);
    connect(&m_context.document(), &ProjectDocument::stateChanged, this, &BannerStack::refresh);
    connect(&m_context.workspace.secrets(), &SecretsController::keychainStateChanged, this,
            &BannerStack::refresh);
    connect(&m_context.workspace.commands(), &ProjectCommands::leftBehindChanged, this,
            &BannerStack::refresh);
    refresh();
}

void BannerStack::makeRestore()
{
    m_restore = new Banner(QStringLiteral("restoreBanner"), QStringLiteral("history"), Severity::Info);
    auto* restore = m_restore->addButton(QStringLiteral("restore"), tr("Restore"));
    auto* discard = m_restore->addButton(QStringLiteral("discardUnsaved"), tr("Discard"));
    connect(restore, &QPushButton::clicked, &m_context.workspace.commands(), &ProjectCommands::restoreNewest);
    connect(discard, &QPushButton::clicked, this, &BannerStack::askToDiscard);
}

void BannerStack::askToDiscard()
{
    auto& commands = m_context.workspace.commands();
    m_context.dialogs.confirm(window(),
                              {tr("Discard the unsaved changes"),
                               tr("The changes of the earlier run are deleted. They cannot be brought back."),
                               tr("Discard the changes"),
                               {},
                               true},
                              [&commands] { commands.discardNewest(); });
}

void BannerStack::makeKeychain()
{
    m_keychain = new Banner(QStringLiteral("keychainBanner"), QStringLiteral("lock"), Severity::Warning);
    auto* retry = m_keychain->addButton(QStringLiteral("retryKeychain"), tr("Try again"));
    auto* session =
        m_keychain->addButton(QStringLiteral("sessionOnly"), tr("Keep secrets in memory for this session"));
    auto& secrets = m_context.workspace.secrets();
    connect(retry, &QPushButton::clicked, &secrets, &SecretsController::retryKeychain);
    connect(session, &QPushButton::clicked, &secrets, [&secrets] { secrets.setSessionOnly(true); });
}

void BannerStack::makeSession()
{
    m_session = new Banner(QStringLiteral("sessionBanner"), QStringLiteral("lock-open"), Severity::Info);
    m_session->setText(tr("Secrets are kept in memory and are gone when MeshSSO ends."));
    auto* back = m_session->addButton(QStringLiteral("useKeychain"), tr("Use the keychain"));
    connect(back, &QPushButton::clicked, &m_context.workspace.secrets(), &SecretsController::retryKeychain);
}

void BannerStack::makeTls()
{
    m_tls = new Banner(QStringLiteral("tlsBanner"), QStringLiteral("triangle-alert"), Severity::Error);
    m_tls->setText(
        tr("Keycloak's TLS certificate is not checked in this project: whoever is on the way can read "
           "passwords and tokens."));
    m_checkTls = m_tls->addButton(QStringLiteral("checkTls"), tr("Check it again"));
    auto* show = m_tls->addButton(QStringLiteral("showTls"), tr("Show the setting"));
    connect(m_checkTls, &QPushButton::clicked, this, [this] {
        m_context.document().edit(tr("Check TLS certificates"), {},
                                  [](project::SsoProject& p) { p.identityProvider.verifyTls = true; });
    });
    connect(show, &QPushButton::clicked, this,
            [this] { m_context.workspace.showField(QStringLiteral("identityProvider.verifyTls")); });
}

void BannerStack::makeReadOnly()
{
    m_readOnly = new Banner(QStringLiteral("readOnlyBanner"), QStringLiteral("eye"), Severity::Info);
    m_readOnly->setText(tr("The project is open read-only: you can look at everything and change nothing."));
    auto* allow = m_readOnly->addButton(QStringLiteral("allowChanges"), tr("Allow changes"));
    connect(allow, &QPushButton::clicked, this,
            [this] { m_context.workspace.commands().setReadOnly(false); });
}

void BannerStack::refresh()
{
    auto& document = m_context.document();
    auto& secrets = m_context.workspace.secrets();
    const auto& leftBehind = m_context.workspace.commands().leftBehind();
    m_restore->setVisible(!leftBehind.empty());
    if (!leftBehind.empty()) {
        const auto& work = leftBehind.front();
        m_restore->setText(tr("MeshSSO ended before the changes to “%1” of %2 were saved.")
                               .arg(displayable(work.project.metadata.name, 60),
                                    QLocale().toString(work.written, QLocale::ShortFormat)));
    }
    m_keychain->setVisible(secrets.keychainError().has_value() && !secrets.isSessionOnly());
    if (secrets.keychainError()) {
        m_keychain->setText(tr("The keychain does not work, so secrets cannot be kept. %1: %2")
                                .arg(errorTitle(*secrets.keychainError()),
                                     backendText(secrets.keychainError()->message, 300)));
    }
    m_session->setVisible(secrets.isSessionOnly());
    m_tls->setVisible(document.isOpen() && !document.project().identityProvider.verifyTls);
    m_checkTls->setEnabled(!document.isReadOnly());
    m_readOnly->setVisible(document.isOpen() && document.isReadOnly());
}

} // namespace meshsso::desktop
