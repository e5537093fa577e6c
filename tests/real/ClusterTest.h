#pragma once

#include "KubeSandbox.h"
#include "kube/ClusterApply.h"
#include "kube/ClusterCheck.h"

#include <QObject>

namespace meshsso::test {

/// The reference export against real API servers: planned, applied, drifted by others, refused.
class ClusterTest : public QObject
{
    Q_OBJECT

public:
    explicit ClusterTest(KubeSandbox& sandbox) : m_sandbox(sandbox) {}

private slots:
    void initTestCase();
    void listsContexts();
    void fails_data();
    void fails();
    void refusesEverything_toAUserWhoMayNothing();
    void refusesIstioObjects_whereIstioIsNot();
    void plansANewNamespace();
    void appliesTheReference_andThenPlansNothing();
    void showsNoSecret_andSeesOneThatChanged();
    void findsDrift_andItsOwner();
    void appliesNothing_whenOneIsRefused();
    void completes_whatWasDeleted();
    void appliesToTwoApiServers();
    void tellsPodsWithTheirSidecars();
    void checksTheCluster_andTakesWhatItSuggests();
    void cancels_whileKubectlRuns();

private:
    project::SsoProject golden(const QString& name) const;
    mesh::ResourceSet resources(const project::SsoProject& project) const;
    kube::ClusterPlan planOf(const project::Clusters& clusters, const mesh::ResourceSet& set);
    kube::ClusterApplyReport apply(const project::Clusters& clusters, const mesh::ResourceSet& set,
                                   kube::ClusterApplyOptions options = {});
    project::Clusters single(const std::string& context) const;

    KubeSandbox& m_sandbox;
};

} // namespace meshsso::test
