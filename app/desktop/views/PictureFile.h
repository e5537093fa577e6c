#pragma once

#include <QByteArray>
#include <QImage>
#include <QString>

namespace meshsso::desktop {

class SequenceDiagram;

/// The sequence diagram for files and tickets, at that width in logical pixels.
QByteArray svgOf(const SequenceDiagram& diagram, int width, const QString& title);
QImage imageOf(const SequenceDiagram& diagram, int width);
QByteArray pngOf(const SequenceDiagram& diagram, int width);
/// Writes the file whole or not at all. The reason if it cannot; empty: written.
QString saveFile(const QString& file, const QByteArray& bytes);

} // namespace meshsso::desktop
