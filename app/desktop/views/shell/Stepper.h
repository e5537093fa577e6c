#pragma once

#include "desktop/models/StepState.h"

#include <QListView>

namespace meshsso::desktop {

class StepperModel;
class Workspace;

/// The steps at the window's left: up and down, Home and End choose at once. Never locks a row.
class Stepper final : public QListView
{
    Q_OBJECT
public:
    explicit Stepper(Workspace& workspace, QWidget* parent = nullptr);
    /// Marks the step without announcing it.
    void setCurrent(StepId step);

signals:
    void chosen(meshsso::desktop::StepId step);

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    StepperModel* m_model;
    bool m_isSetting = false;
};

} // namespace meshsso::desktop
