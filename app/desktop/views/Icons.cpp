#include "desktop/views/Icons.h"

#include "desktop/views/Theme.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace meshsso::desktop {

namespace {

/// Asks for the colour when it paints, so that a change of theme reaches icons that were made before it.
class LineIconEngine final : public QIconEngine
{
public:
    LineIconEngine(QString name, IconColor color) : m_name(std::move(name)), m_color(color) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        const auto& colors = ThemeColors::of(QApplication::palette());
        QColor color = iconColor(m_color, colors);
        if (mode == QIcon::Disabled)
            color.setAlphaF(0.4F);
        const int size = std::min(rect.width(), rect.height());
        const auto pixmap = iconPixmap(m_name, color, size, painter->device()->devicePixelRatioF());
        const QRect target(rect.x() + (rect.width() - size) / 2, rect.y() + (rect.height() - size) / 2, size,
                           size);
        painter->drawPixmap(target, pixmap);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }

    QIconEngine* clone() const override { return new LineIconEngine(*this); }

private:
    QString m_name;
    IconColor m_color;
};

} // namespace

QColor iconColor(IconColor color, const ThemeColors& c)
{
    switch (color) {
    case IconColor::Text:
        return c.text;
    case IconColor::Muted:
        return c.muted;
    case IconColor::Accent:
        return c.accent;
    case IconColor::AccentText:
        return c.accentText;
    case IconColor::Good:
        return c.good;
    case IconColor::Warn:
        return c.warn;
    case IconColor::Bad:
        return c.bad;
    case IconColor::Info:
        return c.info;
    }
    return c.text;
}

QPixmap iconPixmap(const QString& name, const QColor& color, int size, qreal devicePixelRatio)
{
    const QString key = QStringLiteral("meshsso/%1/%2/%3/%4")
                            .arg(name, color.name(QColor::HexArgb))
                            .arg(size)
                            .arg(devicePixelRatio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(QSize(size, size) * devicePixelRatio);
    pixmap.setDevicePixelRatio(devicePixelRatio);
    pixmap.fill(Qt::transparent);
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (file.open(QIODevice::ReadOnly)) {
        auto svg = file.readAll();
        svg.replace("currentColor", color.name(QColor::HexRgb).toUtf8());
        QSvgRenderer renderer(svg);
        QPainter painter(&pixmap);
        painter.setOpacity(color.alphaF());
        renderer.render(&painter, QRectF(0, 0, size, size));
    }
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

QIcon icon(const QString& name, IconColor color)
{
    return QIcon(new LineIconEngine(name, color));
}

QString statusIconName(StepStatus status)
{
    switch (status) {
    case StepStatus::NotYet:
        return QStringLiteral("circle");
    case StepStatus::Done:
        return QStringLiteral("circle-check");
    case StepStatus::Attention:
        return QStringLiteral("triangle-alert");
    case StepStatus::Failed:
        return QStringLiteral("octagon-x");
    case StepStatus::Stale:
        return QStringLiteral("history");
    }
    return {};
}

IconColor statusIconColor(StepStatus status)
{
    switch (status) {
    case StepStatus::NotYet:
        return IconColor::Muted;
    case StepStatus::Done:
        return IconColor::Good;
    case StepStatus::Attention:
        return IconColor::Warn;
    case StepStatus::Failed:
        return IconColor::Bad;
    case StepStatus::Stale:
        return IconColor::Info;
    }
    return IconColor::Muted;
}

QString severityIconName(Severity severity)
{
    switch (severity) {
    case Severity::Info:
        return QStringLiteral("info");
    case Severity::Warning:
        return QStringLiteral("triangle-alert");
    case Severity::Error:
        return QStringLiteral("octagon-x");
    }
    return {};
}

} // namespace meshsso::desktop
