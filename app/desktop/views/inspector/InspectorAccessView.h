#pragma once

#include "desktop/views/ViewContext.h"

#include <QStandardItemModel>
#include <QWidget>

class QComboBox;
class QLineEdit;

namespace meshsso::desktop {

class IconLabel;
class InspectorController;
class Label;
class RowTable;

/// What the token would open: one request judged by the project's rules, and every rule by itself.
class InspectorAccessView final : public QWidget
{
    Q_OBJECT
public:
    explicit InspectorAccessView(ViewContext context, QWidget* parent = nullptr);
    void refresh();

private:
    void ask();
    void showAnswer();
    void showRules();

    InspectorController& m_controller;
    QComboBox* m_method;
    QLineEdit* m_path;
    QLineEdit* m_host;
    IconLabel* m_icon;
    Label* m_answer;
    Label* m_why;
    QStandardItemModel m_rules;
    Label* m_noRules;
    RowTable* m_table;
};

} // namespace meshsso::desktop
