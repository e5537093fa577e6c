#pragma once

#include "KubeSandbox.h"
#include "core/Json.h"

#include <QObject>

namespace meshsso::test {

/// Our server's pods where a namespace enforces the Pod Security Standard "restricted".
class ClusterAdmissionTest : public QObject
{
    Q_OBJECT

public:
    explicit ClusterAdmissionTest(KubeSandbox& sandbox) : m_sandbox(sandbox) {}

private slots:
    void initTestCase();
    void admitsTheServersPods_data();
    void admitsTheServersPods();
    void refusesPods_thatMayBeRoot();

private:
    /// What kubectl says to the manifest; throws if it is refused, or the API server warns.
    QByteArray kubectl(QStringList arguments, const QByteArray& manifest);
    /// A pod as the exported Deployment has its controller make one.
    json::object podOf(const QString& goldenProject);

    KubeSandbox& m_sandbox;
};

} // namespace meshsso::test
