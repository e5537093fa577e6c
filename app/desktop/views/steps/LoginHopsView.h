#pragma once

#include "desktop/views/ViewContext.h"

#include <QWidget>

class QPushButton;
class QScrollArea;

namespace meshsso::desktop {

class HopDetail;
class LoginTestController;
class RowTable;
class SequenceDiagram;

/// The hops of the login test: the picture, the table below it, and the chosen hop in full; with the ways to
/// take them to a ticket.
class LoginHopsView final : public QWidget
{
    Q_OBJECT
public:
    LoginHopsView(ViewContext context, LoginTestController& controller, QWidget* parent = nullptr);
    /// Follows the run: what is waited for, and the failed hop once it is over.
    void refresh();

private:
    QPushButton* makeExportButton();
    void choose(int row);
    void bringIntoSight(int row);
    void save(const QString& suffix, const QString& filter, const std::function<QByteArray()>& bytes);
    QString pictureTitle() const;

    ViewContext m_context;
    LoginTestController& m_controller;
    SequenceDiagram* m_diagram;
    QScrollArea* m_scroll;
    RowTable* m_table;
    HopDetail* m_detail;
    QPushButton* m_export;
    bool m_wasRunning = false;
};

} // namespace meshsso::desktop
