#pragma once

#include "desktop/views/ViewContext.h"

#include <QWidget>

class QPushButton;
class QStackedWidget;
class QTableView;

namespace meshsso::desktop {

class CodeView;

/// The requests made, as a table, and the chosen one's request and response beside it.
class RequestsView final : public QWidget
{
    Q_OBJECT
public:
    explicit RequestsView(ViewContext context, QWidget* parent = nullptr);
    /// Puts the chosen request on the clipboard as a curl command; its secrets are $VARS.
    void copyAsCurl();

private:
    void showEntry(int row);
    void refreshEmpty();

    ViewContext m_context;
    QStackedWidget* m_stack;
    QTableView* m_table;
    CodeView* m_request;
    CodeView* m_response;
    QPushButton* m_copy;
};

} // namespace meshsso::desktop
