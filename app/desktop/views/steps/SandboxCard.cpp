#include "desktop/views/steps/SandboxCard.h"

#include "desktop/controllers/ProjectCommands.h"
#include "desktop/controllers/ProjectDocument.h"
#include "desktop/controllers/SandboxController.h"
#include "desktop/models/Text.h"
#include "desktop/views/widgets/Card.h"
#include "desktop/views/widgets/FactList.h"
#include "desktop/views/widgets/JobBar.h"
#include "desktop/views/widgets/Label.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

SandboxCard::SandboxCard(ViewContext context, QWidget* parent)
    : QWidget(parent), m_context(context), m_sentence(new Label({}, TextRole::Muted)), m_facts(new FactList),
      m_complete(new QCheckBox(tr("Set up everything for me"))),
      m_start(new QPushButton(tr("Try it in a local sandbox"))),
      m_stop(new QPushButton(tr("Stop the sandbox"))), m_open(new QPushButton(tr("Open its project")))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto* card = new Card(tr("Local sandbox"));
    column->addWidget(card);
    auto& sandbox = context.workspace.sandbox();
    card->content()->addWidget(m_sentence);
    card->content()->addWidget(new JobBar(sandbox.job()));
    card->content()->addWidget(m_facts);
    m_start->setObjectName(QStringLiteral("sandbox.start"));
    m_stop->setObjectName(QStringLiteral("sandbox.stop"));
    m_open->setObjectName(QStringLiteral("sandbox.open"));
    m_complete->setObjectName(QStringLiteral("sandbox.complete"));
    m_complete->setAccessibleName(m_complete->text());
    m_complete->setToolTip(
        tr("Provisions Keycloak and starts the gateway too, so that you can go straight to the "
           "login test"));
    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::grid);
    row->addWidget(m_start);
    row->addWidget(m_complete);
    row->addWidget(m_open);
    row->addWidget(m_stop);
    row->addStretch(1);
    card->content()->addLayout(row);

    connect(m_start, &QPushButton::clicked, this, [this, &sandbox] {
        const auto extent =
            m_complete->isChecked() ? SandboxController::Extent::Complete : SandboxController::Extent::Empty;
        m_context.workspace.commands().guardUnsaved([&sandbox, extent] { sandbox.start(extent); });
    });
    connect(m_stop, &QPushButton::clicked, &sandbox, &SandboxController::stop);
    connect(m_open, &QPushButton::clicked, this,
            [this, &sandbox] { m_context.workspace.commands().openFile(sandbox.projectFile()); });
    connect(&sandbox, &SandboxController::changed, this, &SandboxCard::refresh);
    connect(&sandbox.job(), &Job::finished, this, &SandboxCard::refresh);
    refresh();
}

void SandboxCard::refresh()
{
    auto& sandbox = m_context.workspace.sandbox();
    using State = SandboxController::State;
    const auto state = sandbox.state();
    const bool isRunning = state == State::Running;
    m_start->setVisible(state == State::Stopped);
    m_start->setEnabled(sandbox.isAvailable());
    m_complete->setVisible(state == State::Stopped);
    m_complete->setEnabled(sandbox.isAvailable());
    m_stop->setVisible(isRunning);
    m_open->setVisible(isRunning && !sandbox.isProjectOpen());
    m_facts->setVisible(isRunning);
    switch (state) {
    case State::Stopped:
        m_sentence->setText(
            sandbox.isAvailable()
                ? tr("A real Keycloak and a real gateway on this machine, with a project of their "
                     "own. The first start downloads about 250 MB.")
                : sandbox.whyNot());
        break;
    case State::Starting:
        m_sentence->setText(tr("Keycloak takes up to a minute to boot."));
        break;
    case State::Stopping:
        m_sentence->setText(tr("Stopping everything that was started."));
        break;
    case State::Running:
        m_sentence->setText(
            sandbox.isDeployed()
                ? tr("Keycloak, gateway, authorization service and an application run on this "
                     "machine.")
                : tr("Keycloak and an application run on this machine. The gateway starts when you "
                     "apply the mesh resources."));
        m_facts->setFacts(
            {{tr("Gateway"), displayable(toUtf8(sandbox.gatewayUrl()), 200),
              sandbox.isDeployed() ? StepStatus::Done : StepStatus::NotYet, true},
             {tr("Keycloak"), displayable(toUtf8(sandbox.keycloakUrl()), 200), StepStatus::Done, true},
             {tr("Project"), displayable(toUtf8(sandbox.projectFile()), 300), std::nullopt, true}});
        break;
    }
}

} // namespace meshsso::desktop
