#include "desktop/views/steps/InspectorPage.h"

#include "desktop/controllers/InspectorController.h"
#include "desktop/views/InspectorView.h"
#include "desktop/views/InspectorWindow.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

InspectorPage::InspectorPage(ViewContext viewContext, QWidget* parent)
    : StepPage(viewContext, StepId::Inspector, tr("Token inspector"),
               tr("What a token says, who signed it, and what it opens."), parent),
      m_controller(context().workspace.inspector())
{
    m_view = new InspectorView(context());
    content()->addWidget(m_view);
    content()->addStretch(1);
    primary()->setObjectName(QStringLiteral("primary"));
    connect(primary(), &QPushButton::clicked, this, [this] {
        if (needsKeys())
            m_controller.fetchProjectKeys();
        else
            m_view->paste();
    });
    auto* window = addSecondary(tr("Open in a window"));
    window->setObjectName(QStringLiteral("openInspectorWindow"));
    connect(window, &QPushButton::clicked, this, [this] {
        auto* inspector = new InspectorWindow(context(), this);
        inspector->setAttribute(Qt::WA_DeleteOnClose);
        inspector->show();
    });
    connect(&m_controller, &InspectorController::changed, this, &InspectorPage::refresh);
    refresh();
}

bool InspectorPage::needsKeys() const
{
    const auto* token = m_controller.token().current();
    return token != nullptr && token->form == login::TokenForm::Jws &&
           m_controller.keySource() == InspectorController::KeySource::None &&
           !m_controller.projectIssuer().isEmpty();
}

void InspectorPage::refresh()
{
    if (needsKeys())
        primary()->setText(tr("Fetch the issuer’s keys"));
    else
        primary()->setText(m_controller.token().isEmpty() ? tr("Paste a token") : tr("Paste another token"));
    primary()->setEnabled(!m_controller.keysJob().isRunning());
}

PageHelp InspectorPage::help() const
{
    PageHelp help;
    help.whatItDoes = tr(
        "It takes a token apart and checks it as the authorization service would: signature, issuer, "
        "audience, "
        "type, dates, and the claims that the project’s rules need.\n\n"
        "Nothing that you paste here leaves this machine, and no token is written to disk. Keys are fetched "
        "only when you ask for them.");
    help.whoReadsIt =
        tr("Nobody: it changes nothing. Which mapper produced a claim is known after a preview of the "
           "tokens in “Users and claims”.");
    help.yamlKeys = {QStringLiteral("claims"), QStringLiteral("client")};
    return help;
}

} // namespace meshsso::desktop
