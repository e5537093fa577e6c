#include "desktop/views/steps/DriftCard.h"

#include "desktop/controllers/OverviewController.h"
#include "desktop/views/widgets/Card.h"
#include "desktop/views/widgets/FactList.h"
#include "desktop/views/widgets/JobBar.h"
#include "desktop/views/widgets/Label.h"

#include <QCheckBox>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

namespace {

StepStatus statusOf(DriftResult::State state)
{
    switch (state) {
    case DriftResult::State::InSync:
        return StepStatus::Done;
    case DriftResult::State::Differs:
        return StepStatus::Attention;
    case DriftResult::State::Failed:
        return StepStatus::Failed;
    case DriftResult::State::NotChecked:
    case DriftResult::State::Checking:
    case DriftResult::State::Skipped:
        break;
    }
    return StepStatus::NotYet;
}

} // namespace

DriftCard::DriftCard(ViewContext context, QWidget* parent)
    : QWidget(parent), m_context(context), m_facts(new FactList),
      m_withClusters(new QCheckBox(tr("Read the clusters too"))),
      m_check(new QPushButton(tr("Check for drift")))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto* card = new Card(tr("Drift"));
    column->addWidget(card);
    card->content()->addWidget(new Label(
        tr("Whether what was applied and exported is still what this project says. The check changes "
           "nothing."),
        TextRole::Muted));
    card->content()->addWidget(m_facts);
    auto& drift = context.workspace.overview().drift();
    card->content()->addWidget(new JobBar(drift.job()));
    m_check->setObjectName(QStringLiteral("drift.check"));
    m_withClusters->setObjectName(QStringLiteral("drift.clusters"));
    m_withClusters->setAccessibleName(m_withClusters->text());
    m_withClusters->setToolTip(tr("Runs kubectl with the contexts of the project, and only reads"));
    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::grid);
    row->addWidget(m_check);
    row->addWidget(m_withClusters);
    row->addStretch(1);
    card->content()->addLayout(row);
    connect(m_check, &QPushButton::clicked, this, [this, &drift] {
        if (drift.isChecking())
            drift.cancel();
        else
            drift.check(m_withClusters->isChecked());
    });
    connect(&drift, &DriftController::changed, this, &DriftCard::refresh);
    connect(&context.document(), &ProjectDocument::changed, this, &DriftCard::refresh);
    refresh();
}

void DriftCard::refresh()
{
    auto& drift = m_context.workspace.overview().drift();
    const auto text = [](const DriftResult& result) {
        QString said = result.text;
        if (result.state == DriftResult::State::NotChecked)
            said = tr("not compared yet");
        else if (result.state == DriftResult::State::Checking)
            said = tr("being compared");
        if (result.when && result.state != DriftResult::State::Checking)
            said = tr("%1 (%2)").arg(
                said, QLocale().toString(QDateTime::fromSecsSinceEpoch(toUnixSeconds(*result.when)),
                                         QLocale::ShortFormat));
        return said;
    };
    const auto fact = [&](const QString& name, DriftPlace place) {
        const auto& result = drift.result(place);
        return Fact{name, text(result), statusOf(result.state)};
    };
    m_facts->setFacts({fact(tr("Keycloak"), DriftPlace::Keycloak),
                       fact(tr("Exported files"), DriftPlace::Export),
                       fact(tr("Clusters"), DriftPlace::Clusters)});
    m_withClusters->setVisible(drift.hasClusters());
    m_withClusters->setEnabled(!drift.isChecking());
    m_check->setText(drift.isChecking() ? tr("Cancel the check") : tr("Check for drift"));
}

} // namespace meshsso::desktop
