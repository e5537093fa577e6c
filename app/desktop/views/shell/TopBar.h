#pragma once

#include "desktop/views/ViewContext.h"

#include <QWidget>

class QMenu;
class QToolButton;

namespace meshsso::desktop {

class Badge;
class CommandList;
class ElidedLabel;
class FindingsModel;
class ProjectActions;

/// Which project this is, how dangerous it is to change it, how many findings it has; palette, theme,
/// language, and all commands as a menu.
class TopBar final : public QWidget
{
    Q_OBJECT
public:
    TopBar(ViewContext context, const FindingsModel& findings, const CommandList& commands,
           ProjectActions& projectActions, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QToolButton* makeButton(const QString& name, const QString& iconName, const QString& what);
    QMenu* menuOf(const QString& idPrefix);
    QMenu* makeMenu(ProjectActions& projectActions);
    void refresh();
    void refreshFindings();

    ViewContext m_context;
    const FindingsModel& m_findingsModel;
    const CommandList& m_commands;
    ElidedLabel* m_title;
    Badge* m_environment;
    ElidedLabel* m_url;
    Badge* m_readOnly;
    QToolButton* m_findings;
};

} // namespace meshsso::desktop
