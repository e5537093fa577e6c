#include "desktop/views/PictureFile.h"

#include "desktop/views/widgets/SequenceDiagram.h"

#include <QBuffer>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>

namespace meshsso::desktop {

namespace {

constexpr qreal pixelsPerUnit = 2; // sharp in a ticket on any screen

} // namespace

QByteArray svgOf(const SequenceDiagram& diagram, int width, const QString& title)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    const auto size = diagram.exportSize(width);
    generator.setSize(size);
    generator.setViewBox(QRect(QPoint(0, 0), size));
    generator.setTitle(title.toHtmlEscaped()); // Qt writes it as it is
    QPainter painter(&generator);
    diagram.exportTo(painter, width, pixelsPerUnit);
    painter.end();
    return bytes;
}

QImage imageOf(const SequenceDiagram& diagram, int width)
{
    QImage image(diagram.exportSize(width) * pixelsPerUnit, QImage::Format_RGB32);
    image.setDevicePixelRatio(pixelsPerUnit);
    QPainter painter(&image);
    diagram.exportTo(painter, width, pixelsPerUnit);
    painter.end();
    return image;
}

QByteArray pngOf(const SequenceDiagram& diagram, int width)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    imageOf(diagram, width).save(&buffer, "PNG");
    return bytes;
}

QString saveFile(const QString& file, const QByteArray& bytes)
{
    QSaveFile out(file);
    if (out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size() && out.commit())
        return {};
    return out.errorString();
}

} // namespace meshsso::desktop
