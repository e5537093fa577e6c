#pragma once

#include "desktop/views/StepPage.h"

class QVBoxLayout;

namespace meshsso::desktop {

class FlowPicture;
class IconLabel;
class Label;
class NewProjectCard;

/// The page of the step "Overview": how a project comes to be, or how the open one stands.
class OverviewPage final : public StepPage
{
    Q_OBJECT
public:
    explicit OverviewPage(ViewContext context, QWidget* parent = nullptr);
    PageHelp help() const override;
    void reveal(const QString& field) override;

private:
    QWidget* makeStart();
    QWidget* makeOpen();
    QWidget* makeWays();
    void addProjectForm(QVBoxLayout* where);
    void refresh();
    void refreshRecent();
    void goOn();
    void readExport();

    QWidget* m_start;
    QWidget* m_open;
    NewProjectCard* m_newProject = nullptr;
    QWidget* m_import = nullptr;
    QVBoxLayout* m_recent = nullptr;
    QWidget* m_recentCard = nullptr;
    FlowPicture* m_flow = nullptr;
    Label* m_nextSentence = nullptr;
    IconLabel* m_nextIcon = nullptr;
};

} // namespace meshsso::desktop
