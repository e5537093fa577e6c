#include "desktop/views/shell/Stepper.h"

#include "desktop/models/StepText.h"
#include "desktop/views/Theme.h"
#include "desktop/views/shell/StepperDelegate.h"
#include "desktop/views/shell/StepperModel.h"

#include <QScrollBar>

namespace meshsso::desktop {

Stepper::Stepper(Workspace& workspace, QWidget* parent)
    : QListView(parent), m_model(new StepperModel(workspace, this))
{
    setObjectName(QStringLiteral("stepper"));
    setAccessibleName(tr("Steps"));
    setModel(m_model);
    setItemDelegate(new StepperDelegate(this));
    setProperty("sunken", true);
    setMouseTracking(true);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    const QFontMetrics metrics(Theme::font(TextRole::Strong));
    int widest = 0;
    for (int step = 0; step < stepCount; ++step)
        widest = std::max(widest, metrics.horizontalAdvance(stepTitle(static_cast<StepId>(step))));
    setFixedWidth(std::clamp(widest + 72, 224, 280));
    setCurrent(StepId::Overview);
}

void Stepper::setCurrent(StepId step)
{
    m_isSetting = true;
    setCurrentIndex(m_model->index(m_model->rowOf(step)));
    m_isSetting = false;
}

void Stepper::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QListView::currentChanged(current, previous);
    const auto step = current.isValid() ? m_model->step(current.row()) : std::nullopt;
    if (step && !m_isSetting)
        emit chosen(*step);
}

} // namespace meshsso::desktop
