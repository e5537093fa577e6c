#pragma once

#include "desktop/views/ViewContext.h"

#include <QWidget>

class QModelIndex;
class QStackedWidget;
class QTableView;

namespace meshsso::desktop {

class FindingsModel;

/// All findings of all steps; Enter or a double click goes to where the value is.
class FindingsView final : public QWidget
{
    Q_OBJECT
public:
    FindingsView(ViewContext context, FindingsModel& model, QWidget* parent = nullptr);

private:
    void goTo(const QModelIndex& index);
    void refreshEmpty();

    ViewContext m_context;
    FindingsModel& m_model;
    QStackedWidget* m_stack;
    QTableView* m_table;
};

} // namespace meshsso::desktop
