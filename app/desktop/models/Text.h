#pragma once

#include <QString>
#include <string>
#include <string_view>

namespace meshsso::desktop {

// Where the backend's UTF-8 becomes Qt's text, and back.

/// Bytes that are not UTF-8 become U+FFFD.
inline QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

inline std::string toUtf8(const QString& text)
{
    return text.toStdString();
}

/// The text as it may stand in a label or a table: control and bidirectional characters (which could reorder
/// or hide what stands beside them) written as escapes, and cut in the middle over maxLength characters.
QString displayable(std::string_view text, qsizetype maxLength = 4096);

} // namespace meshsso::desktop
