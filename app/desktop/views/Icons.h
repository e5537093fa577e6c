#pragma once

#include "desktop/models/StepText.h"

#include <QIcon>
#include <QPixmap>
#include <QString>

namespace meshsso::desktop {

struct ThemeColors;

/// Which palette role an icon is drawn in.
enum class IconColor { Text, Muted, Accent, AccentText, Good, Warn, Bad, Info };

/// The role's colour in a theme.
QColor iconColor(IconColor color, const ThemeColors& colors);
/// A line icon of resources/icons ("circle-check"), drawn in the application's present colours at any scale.
/// An unknown name gives an empty icon.
QIcon icon(const QString& name, IconColor color = IconColor::Text);
/// The same as a pixmap of size x size logical pixels.
QPixmap iconPixmap(const QString& name, const QColor& color, int size, qreal devicePixelRatio);

/// The five states and the three severities have one icon each, everywhere.
QString statusIconName(StepStatus status);
QString severityIconName(Severity severity);
IconColor statusIconColor(StepStatus status);

} // namespace meshsso::desktop
