#pragma once

#include "desktop/views/ViewContext.h"

#include <QWidget>

class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace meshsso::desktop {

class ApplicationsController;
class Label;
class RowTable;
class RuleForm;

/// The selected application's rules in their order, and the editor of the selected one.
class RulesPanel final : public QWidget
{
    Q_OBJECT
public:
    RulesPanel(const ViewContext& context, ApplicationsController& controller, QWidget* parent = nullptr);
    bool reveal(const QString& field);

private:
    void followSelection();
    void refresh();

    ViewContext m_context;
    ApplicationsController& m_controller;
    RowTable* m_table;
    Label* m_none;
    QPushButton* m_add;
    QPushButton* m_remove;
    QToolButton* m_up;
    QToolButton* m_down;
    QVBoxLayout* m_formPlace;
    RuleForm* m_form = nullptr;
    QString m_shownField;
};

} // namespace meshsso::desktop
