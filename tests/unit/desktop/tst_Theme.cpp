#include "desktop/views/Theme.h"

#include <QtDBus/QtDBus>
#include <QtTest/QtTest>
#include <QtWidgets/QtWidgets>

using namespace meshsso::desktop;

namespace {

double luminance(const QColor& color)
{
    const auto linear = [](double c) {
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor& a, const QColor& b)
{
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

} // namespace

/// The settings portal, as far as the theme asks it.
class FakePortal final : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")
public:
    uint scheme = 0;
    int questions = 0;

public slots:
    QDBusVariant Read(const QString& group, const QString& key)
    {
        ++questions;
        if (group != "org.freedesktop.appearance" || key != "color-scheme")
            return QDBusVariant(QString());
        return QDBusVariant(QVariant::fromValue(QDBusVariant(scheme)));
    }

signals:
    void SettingChanged(const QString& group, const QString& key, const QDBusVariant& value);
};

/// True once all that the portal has said so far has come: its answer comes after it.
bool hasHeardAll()
{
    const auto ping =
        QDBusMessage::createMethodCall("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
                                       "org.freedesktop.DBus.Peer", "Ping");
    const QDBusPendingCallWatcher watcher(QDBusConnection::sessionBus().asyncCall(ping));
    return QSignalSpy(&watcher, &QDBusPendingCallWatcher::finished).wait(20'000);
}

/// A session bus of our own, so that the test needs no desktop and touches none.
class TestTheme : public QObject
{
    Q_OBJECT

    QProcess m_bus;

private slots:
    void initTestCase()
    {
        m_bus.start("dbus-daemon", {"--session", "--nofork", "--print-address"});
        QVERIFY2(m_bus.waitForStarted(), "dbus-daemon is needed");
        QVERIFY(m_bus.waitForReadyRead());
        qputenv("DBUS_SESSION_BUS_ADDRESS", m_bus.readLine().trimmed());
    }

    void cleanupTestCase()
    {
        QDBusConnection::disconnectFromBus("portal");
        m_bus.kill();
        m_bus.waitForFinished();
    }

    void textRoles_haveContrast_data()
    {
        QTest::addColumn<QColor>("color");
        QTest::addColumn<QColor>("ground");
        for (const auto* set : {&ThemeColors::light(), &ThemeColors::dark()}) {
            const std::pair<const char*, QColor> texts[] = {
                {"text", set->text}, {"muted", set->muted}, {"accent", set->accent}, {"good", set->good},
                {"warn", set->warn}, {"bad", set->bad},     {"info", set->info}};
            const std::pair<const char*, QColor> grounds[] = {
                {"surface", set->surface}, {"raised", set->raised}, {"sunken", set->sunken}};
            for (const auto& [text, color] : texts) {
                for (const auto& [ground, groundColor] : grounds)
                    QTest::addRow("%s: %s on %s", set->isDark ? "dark" : "light", text, ground)
                        << color << groundColor;
            }
            QTest::addRow("%s: accentText on accent", set->isDark ? "dark" : "light")
                << set->accentText << set->accent;
            QTest::addRow("%s: accentText on bad", set->isDark ? "dark" : "light")
                << set->accentText << set->bad;
        }
    }
    void textRoles_haveContrast()
    {
        QFETCH(QColor, color);
        QFETCH(QColor, ground);
        const double ratio = contrast(color, ground);
        QVERIFY2(ratio >= 4.5,
                 qPrintable(QString("%1 on %2: %3").arg(color.name(), ground.name()).arg(ratio)));
    }

    void contrast_isMeasuredAsWcagSays()
    {
        QCOMPARE(qRound(contrast(Qt::black, Qt::white)), 21);
        QVERIFY(contrast(QColor(0x777777), Qt::white) < 4.5);
        QVERIFY(contrast(QColor(0x767676), Qt::white) >= 4.5);
    }

    // In this order: without a portal first, then with one that appears.
    void noPortal_followsPalette()
    {
        QPalette palette;
        palette.setColor(QPalette::Window, Qt::black);
        QApplication::setPalette(palette);
        const Theme theme(*qApp);
        QVERIFY(theme.isDark());
        QTest::qWait(50);
        QVERIFY(theme.isDark());
    }

    void portal_isAskedWithoutWaiting_andFollowed()
    {
        FakePortal portal;
        portal.scheme = 1;
        auto bus = QDBusConnection::connectToBus(qEnvironmentVariable("DBUS_SESSION_BUS_ADDRESS"), "portal");
        QVERIFY(bus.registerObject("/org/freedesktop/portal/desktop", &portal,
                                   QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
        QVERIFY(bus.registerService("org.freedesktop.portal.Desktop"));
        QPalette palette;
        palette.setColor(QPalette::Window, Qt::white);
        QApplication::setPalette(palette);

        Theme theme(*qApp);
        QVERIFY(!theme.isDark()); // the answer cannot be here yet: nobody waited for it
        QCOMPARE(portal.questions, 0);
        QTRY_VERIFY(theme.isDark());
        QCOMPARE(portal.questions, 1);

        emit portal.SettingChanged("org.freedesktop.appearance", "color-scheme",
                                   QDBusVariant(QVariant::fromValue(uint(2))));
        QTRY_VERIFY(!theme.isDark());
        emit portal.SettingChanged("org.gnome.desktop.interface", "color-scheme",
                                   QDBusVariant(QVariant::fromValue(uint(1))));
        emit portal.SettingChanged("org.freedesktop.appearance", "accent-color",
                                   QDBusVariant(QVariant::fromValue(uint(1))));
        QVERIFY(hasHeardAll());
        QVERIFY(!theme.isDark());

        // A choice of the operator's holds against the system, and gives way to it again.
        theme.setMode(Theme::Mode::Light);
        emit portal.SettingChanged("org.freedesktop.appearance", "color-scheme",
                                   QDBusVariant(QVariant::fromValue(uint(1))));
        QVERIFY(hasHeardAll());
        QVERIFY(!theme.isDark());
        QSignalSpy changes(&theme, &Theme::changed);
        theme.setMode(Theme::Mode::System);
        QVERIFY(theme.isDark());
        QCOMPARE(changes.size(), 1);
    }
};

QTEST_MAIN(TestTheme)
#include "tst_Theme.moc"
