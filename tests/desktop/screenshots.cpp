#include "RealDesktop.h"
#include "SandboxTour.h"

#include <QApplication>
#include <QDir>
#include <QtTest/QtTest>
#include <cstdio>

// ./dev screenshots: takes the sandbox tour once, and renders every station, light and dark, English and
// Chinese, at 1280x800, and small ones at 1024x640.

using namespace meshsso::desktop;
using meshsso::test::RealDesktop;
using meshsso::test::SandboxTour;

namespace {

void settle()
{
    for (int turn = 0; turn < 10; ++turn)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
}

void shoot(RealDesktop& desktop, const QString& folder, const QString& name)
{
    const auto save = [&](const QString& language, const QString& look, const QSize& size) {
        auto& window = desktop.host.window();
        window.resize(size);
        settle();
        const QString suffix = size.width() < 1200 ? QStringLiteral("-small") : QString();
        const QString file = QStringLiteral("%1/%2-%3-%4%5.png").arg(folder, name, language, look, suffix);
        window.grab().save(file, "PNG");
        std::printf("%s\n", qPrintable(file));
    };
    for (const QString language : {"zh_CN", "en"}) {
        desktop.settings.setLanguage(language);
        settle();
        for (const auto mode : {Theme::Mode::Dark, Theme::Mode::Light}) {
            desktop.theme.setMode(mode);
            settle();
            save(language, mode == Theme::Mode::Dark ? "dark" : "light", QSize(1280, 800));
        }
        if (language == QLatin1String("en"))
            save(language, "light", QSize(1024, 640));
    }
    desktop.host.window().resize(1280, 800);
    settle();
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    if (argc != 2) {
        std::fprintf(stderr, "usage: meshsso_screenshots FOLDER\n");
        return 2;
    }
    const QString folder = QString::fromLocal8Bit(argv[1]);
    if (!QDir().mkpath(folder)) {
        std::fprintf(stderr, "error: the folder %s cannot be made\n", argv[1]);
        return 2;
    }
    RealDesktop desktop;
    desktop.host.window().resize(1280, 800);
    desktop.host.window().show();
    SandboxTour tour(desktop.driver, [&](const QString& name) { shoot(desktop, folder, name); });
    const bool done = tour.typeProject() && tour.startSandbox() && tour.makeCertificate() &&
                      tour.testConnection() && tour.applyToKeycloak() && tour.previewToken() &&
                      tour.askWhoGetsIn() && tour.startGateway() && tour.signIn() && tour.inspectToken() &&
                      tour.stopSandbox();
    if (!done) {
        std::fprintf(stderr, "error: %s\n", qPrintable(desktop.driver.failure()));
        return 1;
    }
    return 0;
}
