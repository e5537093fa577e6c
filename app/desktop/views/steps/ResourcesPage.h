#pragma once

#include "desktop/views/StepPage.h"

class QCheckBox;

namespace meshsso::desktop {

class Card;
class ClusterCard;
class EmptyState;
class JobBar;
class Label;
class ResourceBrowser;
class ResourcesController;
class ServiceSettings;

/// The page of the step "Mesh resources".
class ResourcesPage final : public StepPage
{
    Q_OBJECT
public:
    explicit ResourcesPage(ViewContext context, QWidget* parent = nullptr);
    PageHelp help() const override;
    void reveal(const QString& field) override;

protected:
    void showEvent(QShowEvent* event) override;

private:
    void addTarget();
    void addFiles();
    void refresh();
    void refreshPrimary();
    void showExportFindings();
    void press();
    void confirmApply(bool takeOver);
    void chooseFolder();

    ResourcesController& m_controller;
    Form* m_target;
    ServiceSettings* m_settings;
    Card* m_clusterCard;
    ClusterCard* m_cluster;
    EmptyState* m_nothing;
    QWidget* m_filesBody;
    ResourceBrowser* m_browser;
    Label* m_folder;
    QCheckBox* m_secrets;
    JobBar* m_saveJob;
    JobBar* m_gatewayJob;
    Label* m_saved;
    FindingListView* m_findings;
    QPushButton* m_save;
    bool m_areContextsLoaded = false;
};

} // namespace meshsso::desktop
