#pragma once

#include "Sandbox.h"

#include <QObject>
#include <QTemporaryDir>

namespace meshsso::test {

/// The server from its container image in the sandbox server's place: unpacked, confined, behind real Envoy.
class ImageTest : public QObject
{
    Q_OBJECT

public:
    explicit ImageTest(Sandbox& sandbox) : m_sandbox(sandbox) {}

private slots:
    void initTestCase();
    void cleanupTestCase();
    void refuses_healthWhileNothingRuns();
    void signsIn_throughTheGateway();
    void answers_itsHealthcheck();
    void ends_onSigterm();

private:
    QStringList command(const QStringList& arguments) const; ///< bwrap's arguments

    Sandbox& m_sandbox;
    QTemporaryDir m_folder;
};

} // namespace meshsso::test
