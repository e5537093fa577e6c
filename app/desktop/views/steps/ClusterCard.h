#pragma once

#include "desktop/views/ViewContext.h"
#include "kube/ClusterApply.h"

#include <QWidget>

class QComboBox;
class QGridLayout;
class QPushButton;
class QVBoxLayout;

namespace meshsso::desktop {

class CodeView;
class Field;
class Form;
class JobBar;
class Label;
class ResourcesController;

/// The clusters: which contexts, what a comparison found, the pods after an apply, and the commands for
/// whoever applies by hand.
class ClusterCard final : public QWidget
{
    Q_OBJECT
public:
    ClusterCard(const ViewContext& context, ResourcesController& controller, QWidget* parent = nullptr);
    bool reveal(const QString& field);

private:
    QComboBox* addPicker(const QString& label, const QString& help, kube::ClusterSide side, const char* name,
                         QGridLayout* grid, int column);
    void addKubeconfigs(QVBoxLayout* column);
    void addCommands(QVBoxLayout* column);
    void refresh();
    void refreshPicker(QComboBox* picker, kube::ClusterSide side);
    void refreshPods();
    QString summary() const;

    ViewContext m_context;
    ResourcesController& m_controller;
    QComboBox* m_workload;
    QComboBox* m_mesh;
    Form* m_kubeconfigs;
    Field* m_meshKubeconfig;
    Label* m_kubectl;
    QPushButton* m_compare;
    Label* m_consent;
    JobBar* m_job;
    Label* m_summary;
    QPushButton* m_take;
    QWidget* m_podsBox;
    QVBoxLayout* m_pods;
    QString m_podsShown;
    JobBar* m_podsJob;
    QWidget* m_commandsBox;
    CodeView* m_commands;
};

} // namespace meshsso::desktop
