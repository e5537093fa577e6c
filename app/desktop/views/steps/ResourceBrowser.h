#pragma once

#include "desktop/views/ViewContext.h"

#include <QWidget>

class QModelIndex;
class QPushButton;
class QTabWidget;
class QTreeView;

namespace meshsso::desktop {

class CodeView;
class Label;
class ResourcesController;

/// The export's files as a tree, and the chosen one's text and differences.
class ResourceBrowser final : public QWidget
{
    Q_OBJECT
public:
    ResourceBrowser(const ViewContext& context, ResourcesController& controller, QWidget* parent = nullptr);
    /// Shows a file, at a line (from 1).
    void showFile(const QString& path, int line = 1);

private:
    void follow();
    void refresh();
    void copy();

    ViewContext m_context;
    ResourcesController& m_controller;
    QString m_path;
    QTreeView* m_tree;
    Label* m_title;
    QPushButton* m_copy;
    QTabWidget* m_tabs;
    CodeView* m_text;
    CodeView* m_exportDiff;
    CodeView* m_clusterDiff;
};

} // namespace meshsso::desktop
