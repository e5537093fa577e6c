#include "DesktopFixture.h"

#include "EventLoopWatchdog.h"
#include "WidgetWalk.h"
#include "desktop/views/MainWindow.h"
#include "desktop/views/StepPage.h"

#include <QtTest/QtTest>
#include <QtWidgets/QtWidgets>

using namespace meshsso;
using namespace meshsso::desktop;
using meshsso::test::DesktopFixture;
using meshsso::test::focusableWidgets;
using meshsso::test::nameOf;
using meshsso::test::openFolds;

/// What must hold on every page: names for assistive technology, an order of Tab that follows the eye,
/// contrast, and a window that stays live and keeps its size whatever the project holds.
class TestWholeWindow : public QObject
{
    Q_OBJECT

private:
    static void addPages()
    {
        QTest::addColumn<int>("step");
        static const char* names[stepCount] = {"overview",     "gateway",   "keycloak",   "realm",    "users",
                                               "applications", "resources", "login test", "inspector"};
        for (int step = 0; step < stepCount; ++step)
            QTest::newRow(names[step]) << step;
    }

    static void settle()
    {
        for (int turn = 0; turn < 5; ++turn)
            QCoreApplication::processEvents(QEventLoop::AllEvents, 50);
    }

    static double luminance(const QColor& color)
    {
        const auto linear = [](double c) {
            return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
               0.0722 * linear(color.blueF());
    }

    static double contrast(const QColor& a, const QColor& b)
    {
        const double la = luminance(a);
        const double lb = luminance(b);
        return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
    }

    /// The area that scrolls with the widget in it; null: none.
    static QWidget* scrollerOf(QWidget* widget, QWidget* page)
    {
        for (auto* parent = widget->parentWidget(); parent != nullptr && parent != page;
             parent = parent->parentWidget()) {
            if (qobject_cast<QScrollArea*>(parent) != nullptr)
                return parent;
        }
        return nullptr;
    }

    static project::SsoProject hostileProject()
    {
        auto project = DesktopFixture::sampleProject("everything");
        const std::string rightToLeft = "\u202Eevil\u202C \u0645\u0631\u062D\u0628\u0627";
        const std::string markup = "<img src=x onerror=alert(1)><b>bold</b>&amp;";
        const std::string yaml = "- {a: &b *c} # no: |\n  >-\t%@`\"'";
        const std::string emoji = "\U0001F469\u200D\U0001F4BB\U0001F525 \U0001F1E8\U0001F1F3";
        const std::string endless(10'000, 'W');
        project.metadata.name = endless;
        project.gateway.address = markup;
        project.gateway.name = rightToLeft;
        project.gateway.selector = {{endless, markup}, {yaml, emoji}};
        project.identityProvider.url = "https://" + endless + ".example.com/" + markup;
        project.identityProvider.realm = rightToLeft + markup;
        project.identityProvider.admin.username = emoji;
        project.client.id = yaml;
        project.client.scopes = {"openid", endless, markup, rightToLeft};
        project.client.redirectUris = {endless, "javascript:alert(1)", yaml};
        project.roles = {{endless, markup}, {rightToLeft, emoji}, {yaml, yaml}};
        project.users.clear();
        for (const auto& text : {endless, markup, rightToLeft, yaml, emoji}) {
            project::User user;
            user.username = text;
            user.email = text;
            user.firstName = text;
            user.roles = {text};
            project.users.push_back(user);
        }
        for (auto& application : project.applications) {
            application.name = endless;
            application.serviceName = markup;
            application.hosts = {rightToLeft, endless};
            application.pathPrefix = yaml;
            for (auto& rule : application.access)
                rule.name = endless;
        }
        project.authorization.provider = markup;
        project.authorization.image = endless;
        project.authorization.metricsNamespace = rightToLeft;
        project.authorization.claimHeaders = {{endless, markup}, {yaml, emoji}};
        project.authorization.bearer.audiences = {endless, markup};
        project.authorization.bearer.issuers[0].issuer = "https://" + endless;
        project.authorization.session.keep = {endless, rightToLeft};
        project.authorization.session.previousCookieSecrets[0].name = endless;
        project.authorization.session.redis.url = yaml;
        project.authorization.session.redis.sentinels = {endless};
        project.identityProvider.workload.environment = {{endless, emoji}};
        project.clusters.mesh.kubeconfig = endless;
        project.clusters.workload.context = markup;
        return project;
    }

private slots:
    void focusableWidgets_haveNameAndRole_data() { addPages(); }
    void focusableWidgets_haveNameAndRole()
    {
        QFETCH(int, step);
        DesktopFixture fixture;
        fixture.openSample("everything");
        MainWindow window(fixture.viewContext());
        window.show();
        window.showStep(static_cast<StepId>(step));
        openFolds(&window);
        settle();
        QStringList faults;
        for (auto* widget : focusableWidgets(&window)) {
            auto* accessible = QAccessible::queryAccessibleInterface(widget);
            if (accessible == nullptr || accessible->role() == QAccessible::NoRole)
                faults << nameOf(widget) + ": no role";
            else if (accessible->text(QAccessible::Name).trimmed().isEmpty())
                faults << nameOf(widget) + ": no name";
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }

    void tab_followsTheEye_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<QString>("project");
        for (int step = 0; step < stepCount; ++step) {
            for (const QString project : {"reference", "everything"})
                QTest::addRow("step %d, %s", step, qPrintable(project)) << step << project;
        }
    }
    void tab_followsTheEye()
    {
        QFETCH(int, step);
        QFETCH(QString, project);
        DesktopFixture fixture;
        fixture.openSample(project);
        MainWindow window(fixture.viewContext());
        window.resize(1280, 800);
        window.show();
        window.showStep(static_cast<StepId>(step));
        openFolds(&window);
        settle();
        auto* page = window.page(static_cast<StepId>(step));
        const auto widgets = focusableWidgets(page);
        QStringList faults;
        for (qsizetype i = 1; i < widgets.size(); ++i) {
            // What scrolls and what stands still below it have no order of heights.
            if (scrollerOf(widgets[i - 1], page) != scrollerOf(widgets[i], page))
                continue;
            const QRect before(widgets[i - 1]->mapTo(page, QPoint(0, 0)), widgets[i - 1]->size());
            const QRect after(widgets[i]->mapTo(page, QPoint(0, 0)), widgets[i]->size());
            const bool above = after.bottom() < before.top() - 4;
            const bool toTheRight = after.left() >= before.right() - 4;
            if (above && !toTheRight)
                faults << nameOf(widgets[i]) + " comes after " + nameOf(widgets[i - 1]) +
                              ", which stands below it";
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }

    void text_hasContrast_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void text_hasContrast()
    {
        QFETCH(bool, dark);
        DesktopFixture fixture;
        fixture.openSample("everything");
        auto context = fixture.viewContext();
        context.theme.setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
        MainWindow window(context);
        window.show();
        openFolds(&window);
        const auto& colors = dark ? ThemeColors::dark() : ThemeColors::light();
        QStringList faults;
        for (int step = 0; step < stepCount; ++step) {
            window.showStep(static_cast<StepId>(step));
            settle();
            for (auto* label : window.findChildren<QLabel*>()) {
                if (!label->isVisible() || label->text().isEmpty() || !label->isEnabled())
                    continue;
                const QColor color = label->palette().color(QPalette::WindowText);
                for (const auto& ground : {colors.surface, colors.raised}) {
                    if (contrast(color, ground) < 4.5)
                        faults << nameOf(label) + ": " + color.name() + " on " + ground.name();
                }
            }
        }
        faults.removeDuplicates();
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }

    void window_fitsTheSmallestScreen_data()
    {
        QTest::addColumn<QString>("project");
        QTest::newRow("none") << QString();
        QTest::newRow("everything") << QString("everything");
        QTest::newRow("hostile") << QString("hostile");
    }
    void window_fitsTheSmallestScreen()
    {
        QFETCH(QString, project);
        DesktopFixture fixture;
        if (project == "hostile")
            fixture.workspace().document().create(hostileProject());
        else if (!project.isEmpty())
            fixture.openSample(project);
        MainWindow window(fixture.viewContext());
        window.resize(1024, 640);
        window.show();
        openFolds(&window);
        QStringList faults;
        for (int step = 0; step < stepCount; ++step) {
            window.showStep(static_cast<StepId>(step));
            settle();
            if (window.width() > 1024 || window.height() > 640)
                faults
                    << QString("step %1 makes it %2x%3").arg(step).arg(window.width()).arg(window.height());
            auto* page = window.page(static_cast<StepId>(step));
            for (auto* widget : focusableWidgets(page)) {
                // Inside tables and scrolling areas of their own, widgets may lie outside.
                const int left = widget->mapTo(page, QPoint(0, 0)).x();
                if (left < 0 || left + widget->width() > page->width() + 1)
                    faults << QString("step %1: %2 is cut off at %3..%4 of %5")
                                  .arg(step)
                                  .arg(nameOf(widget))
                                  .arg(left)
                                  .arg(left + widget->width())
                                  .arg(page->width());
            }
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }

    void window_staysLive_whileStepsChange()
    {
        DesktopFixture fixture;
        fixture.openSample("everything");
        MainWindow window(fixture.viewContext());
        window.show();
        settle();
        meshsso::test::EventLoopWatchdog watchdog;
        QStringList faults;
        for (int round = 0; round < 2; ++round) {
            for (int step = 0; step < stepCount; ++step) {
                watchdog.reset();
                window.showStep(static_cast<StepId>(step));
                QTest::qWait(60);
                // The first showing lays out and paints everything, on a machine that may be busy with other
                // tests.
                if (round > 0 && watchdog.longestGap() > 100)
                    faults << QString("step %1: %2 ms").arg(step).arg(watchdog.longestGap());
            }
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }

    void typing_isUndoneFromAnyPage()
    {
        DesktopFixture fixture;
        fixture.openSample();
        MainWindow window(fixture.viewContext());
        window.show();
        window.showStep(StepId::Gateway, "gateway.address");
        settle();
        auto& document = fixture.workspace().document();
        const auto before = document.project().gateway.address;
        auto* focus = window.focusWidget();
        QVERIFY(focus != nullptr);
        QTest::keyClicks(focus, "9");
        QVERIFY(document.isModified());
        document.undoStack()->undo();
        QCOMPARE(document.project().gateway.address, before);
    }
};

QTEST_MAIN(TestWholeWindow)
#include "tst_WholeWindow.moc"
