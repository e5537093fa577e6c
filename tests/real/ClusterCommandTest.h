#pragma once

#include "KubeSandbox.h"

#include <QObject>

namespace meshsso::test {

/// meshssoctl's cluster verbs as an operator runs them, against real API servers.
class ClusterCommandTest : public QObject
{
    Q_OBJECT

public:
    explicit ClusterCommandTest(KubeSandbox& sandbox) : m_sandbox(sandbox) {}

private slots:
    void initTestCase();
    void listsContexts();
    void showsDifferences_appliesThem_andIsInSync();
    void refuses_inAConflict_andTellsTheOwner();
    void asksForConsent_inProduction();
    void checksTheCluster();
    void saysUnreachable();
    void refuses_data();
    void refuses();
    void saysWhatToDo_withoutKubectl();

private:
    struct Outcome
    {
        int exitCode = -1;
        QByteArray output;
        QByteArray errors;
        QByteArray everything() const { return output + errors; }
    };
    Outcome run(const QStringList& arguments, const QString& projectFile = "meshsso.yaml",
                bool withKubectl = true);
    void writeProject(const QString& name, const QByteArray& more,
                      const QByteArray& environment = "development");

    KubeSandbox& m_sandbox;
};

} // namespace meshsso::test
