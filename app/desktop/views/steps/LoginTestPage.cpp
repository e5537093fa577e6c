#include "desktop/views/steps/LoginTestPage.h"

#include "desktop/controllers/LoginTestController.h"
#include "desktop/models/Text.h"
#include "desktop/views/Dialogs.h"
#include "desktop/views/steps/LoginHopsView.h"
#include "desktop/views/steps/LoginResultView.h"
#include "desktop/views/steps/LoginSetupView.h"
#include "desktop/views/widgets/EmptyState.h"
#include "desktop/views/widgets/IconLabel.h"
#include "desktop/views/widgets/JobBar.h"
#include "desktop/views/widgets/Label.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

LoginTestPage::LoginTestPage(ViewContext viewContext, QWidget* parent)
    : StepPage(viewContext, StepId::LoginTest, tr("Login test"),
               tr("A real sign-in, hop by hop: who answers what, which cookies, and which token comes out."),
               parent),
      m_controller(context().workspace.loginTest())
{
    m_setup = new LoginSetupView(context(), m_controller);
    content()->addWidget(m_setup);
    auto* bar = new JobBar(m_controller.job());
    bar->setRetry(tr("Try again"), [this] { start(); });
    content()->addWidget(bar);
    auto* cleanup = new JobBar(m_controller.cleanup());
    cleanup->setSuccessText(tr("The test client was removed"));
    cleanup->setRetry(tr("Remove the test client"), [this] { m_controller.removeLeftover(); });
    content()->addWidget(cleanup);

    m_leftover = new QWidget;
    auto* row = new QHBoxLayout(m_leftover);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::grid);
    row->addWidget(new IconLabel(QStringLiteral("triangle-alert"), 16, IconColor::Warn), 0, Qt::AlignTop);
    m_leftoverText = new Label;
    row->addWidget(m_leftoverText, 1);
    auto* leave = new QPushButton(tr("Leave it there"));
    leave->setObjectName(QStringLiteral("leaveClient"));
    connect(leave, &QPushButton::clicked, &m_controller, &LoginTestController::forgetLeftover);
    row->addWidget(leave, 0, Qt::AlignTop);
    content()->addWidget(m_leftover);

    m_result = new LoginResultView(context(), m_controller);
    content()->addWidget(m_result);
    m_hops = new LoginHopsView(context(), m_controller);
    content()->addWidget(m_hops);
    m_empty = new EmptyState(QStringLiteral("log-in"),
                             tr("No login tried yet: each hop appears here as it happens."));
    content()->addWidget(m_empty);
    content()->addStretch(1);

    primary()->setObjectName(QStringLiteral("primary"));
    connect(primary(), &QPushButton::clicked, this, &LoginTestPage::start);
    connect(&m_controller, &LoginTestController::changed, this, &LoginTestPage::refresh);
    refresh();
}

QString LoginTestPage::actionText() const
{
    switch (m_controller.way()) {
    case LoginWay::AtKeycloak:
        return tr("Sign in at Keycloak in the browser");
    case LoginWay::ThroughGateway:
        return m_controller.user().isEmpty()
                   ? tr("Sign in through the gateway")
                   : tr("Sign in as %1").arg(displayable(toUtf8(m_controller.user()), 40));
    case LoginWay::Watched:
        return tr("Open the gateway in the browser");
    }
    return {};
}

void LoginTestPage::refresh()
{
    m_setup->refresh();
    m_result->refresh();
    m_hops->refresh();
    const auto leftover = m_controller.leftoverClient();
    m_leftover->setVisible(!leftover.isEmpty());
    m_leftoverText->setText(tr("The test client %1 is still in the realm. Remove it, or leave it to the next "
                               "test, which removes it "
                               "an hour from now at the earliest.")
                                .arg(leftover));
    m_empty->setVisible(!m_controller.result() && !m_controller.isBusy() && !m_controller.isWatching() &&
                        m_controller.hops()->rowCount() == 0);
    primary()->setText(actionText());
    const bool isBlocked = m_controller.way() == LoginWay::AtKeycloak && !leftover.isEmpty();
    primary()->setEnabled(!m_controller.isBusy() && m_controller.lacks().empty() && !isBlocked);
}

void LoginTestPage::start()
{
    if (m_controller.way() == LoginWay::AtKeycloak)
        askConsent();
    else
        m_controller.start();
}

void LoginTestPage::askConsent()
{
    const auto& project = context().document().project();
    Confirmation confirmation;
    confirmation.title =
        tr("Make a test client in realm %1?").arg(displayable(project.identityProvider.realm, 80));
    confirmation.text =
        tr("A public client with PKCE is added to the realm at %1, with the scopes and mappers of %2 and "
           "redirects to 127.0.0.1 only. It is removed when the test has ended, also when it fails or you "
           "cancel "
           "it; test clients that are left from more than an hour ago are removed too.")
            .arg(displayable(project.identityProvider.url, 120), displayable(project.client.id, 80));
    confirmation.action = tr("Make the client and sign in");
    if (context().document().isProduction()) {
        confirmation.typedWord = toQString(project.metadata.name);
        confirmation.isDangerous = true;
    }
    context().dialogs.confirm(this, confirmation, [this] { m_controller.start(true); });
}

PageHelp LoginTestPage::help() const
{
    PageHelp help;
    help.whatItDoes = tr(
        "It signs somebody in for real and records every hop: which party answered, how long it took, which "
        "cookies were set and how large they are. Then it verifies the token and compares it with the "
        "project.\n\n"
        "“Only Keycloak” leaves the gateway out, so that you see on which side a fault is. “Gateway, by "
        "itself” follows the redirects as a browser would. “Gateway, you watch” shows what a person sees.");
    help.whoReadsIt =
        tr("Nobody: the test changes nothing in the project. What it finds stands with its fix, and "
           "leads to the step where it is set. Tokens stay in memory until you quit.");
    help.yamlKeys = {QStringLiteral("gateway"), QStringLiteral("users")};
    return help;
}

} // namespace meshsso::desktop
