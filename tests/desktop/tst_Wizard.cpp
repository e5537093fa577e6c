#include "EventLoopWatchdog.h"
#include "RealDesktop.h"
#include "SandboxTour.h"
#include "desktop/controllers/InspectorController.h"
#include "desktop/controllers/LoginTestController.h"
#include "desktop/controllers/TokenSlot.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::desktop;
using meshsso::test::EventLoopWatchdog;
using meshsso::test::RealDesktop;
using meshsso::test::SandboxTour;

/// From "new project" to a decoded token with mouse and keys, against real Keycloak and Envoy. One tour, a
/// test function a station: each needs those before it.
class TestWizard : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<RealDesktop> m_desktop;
    std::unique_ptr<SandboxTour> m_tour;
    std::unique_ptr<EventLoopWatchdog> m_watchdog;
    QStringList m_slow;

    void station(const QString& name)
    {
        // Other tests share the machine, so that the limit is a generous one here; tst_WholeWindow is strict.
        if (m_watchdog->longestGap() > 400)
            m_slow << QString("%1 ms before %2").arg(m_watchdog->longestGap()).arg(name);
        m_watchdog->reset();
    }

    void walk(bool (SandboxTour::*part)())
    {
        QVERIFY2(m_desktop->driver.failure().isEmpty(), "an earlier station failed");
        const bool done = (m_tour.get()->*part)();
        QVERIFY2(done, qPrintable(m_desktop->driver.failure()));
    }

private slots:
    void initTestCase()
    {
        m_desktop = std::make_unique<RealDesktop>();
        m_watchdog = std::make_unique<EventLoopWatchdog>();
        m_tour =
            std::make_unique<SandboxTour>(m_desktop->driver, [this](const QString& name) { station(name); });
        m_desktop->host.window().resize(1280, 800);
        m_desktop->host.window().show();
        m_desktop->host.window().activateWindow();
        QVERIFY(QTest::qWaitForWindowExposed(&m_desktop->host.window(), 30'000));
    }

    void newProject_isTypedAndUndone() { walk(&SandboxTour::typeProject); }
    void sandbox_starts() { walk(&SandboxTour::startSandbox); }
    void certificate_isMade() { walk(&SandboxTour::makeCertificate); }
    void connection_isTested() { walk(&SandboxTour::testConnection); }
    void plan_isApplied_andEmptyAfterwards() { walk(&SandboxTour::applyToKeycloak); }
    void token_isPreviewed() { walk(&SandboxTour::previewToken); }
    void access_isShown() { walk(&SandboxTour::askWhoGetsIn); }
    void gateway_startsFromTheExport() { walk(&SandboxTour::startGateway); }
    void login_goesThroughTheGateway() { walk(&SandboxTour::signIn); }

    void token_isDecodedAndVerified()
    {
        walk(&SandboxTour::inspectToken);
        const auto* token = m_desktop->workspace.inspector().token().current();
        QVERIFY(token != nullptr);
        QVERIFY(token->isVerified());
        QVERIFY(!token->hasFailed());
    }

    void tokens_areNotOnDisk()
    {
        const std::string token(m_desktop->workspace.loginTest().accessToken().reveal());
        QVERIFY(token.size() > 100);
        const auto needle = QByteArray::fromStdString(token.substr(token.size() - 60));
        QDirIterator files(m_desktop->folder.path(), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly))
                QVERIFY2(!file.readAll().contains(needle), qPrintable(file.fileName()));
        }
    }

    void sandbox_stops() { walk(&SandboxTour::stopSandbox); }

    void window_stayedLive() { QVERIFY2(m_slow.isEmpty(), qPrintable(m_slow.join('\n'))); }

    void cleanupTestCase()
    {
        m_tour.reset();
        m_watchdog.reset();
        m_desktop.reset();
    }
};

QTEST_MAIN(TestWizard)
#include "tst_Wizard.moc"
