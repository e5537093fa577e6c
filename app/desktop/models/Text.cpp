#include "desktop/models/Text.h"

namespace meshsso::desktop {

namespace {

bool isHarmless(QChar c)
{
    if (c == QChar::LineFeed || c == QChar::Tabulation)
        return true;
    const auto category = c.category();
    return category != QChar::Other_Control && category != QChar::Other_Format;
}

} // namespace

QString displayable(std::string_view text, qsizetype maxLength)
{
    QString source = toQString(text);
    if (source.size() > maxLength) {
        const auto half = maxLength / 2;
        source = source.left(half) + QStringLiteral(" … ") + source.right(half);
    }
    QString shown;
    shown.reserve(source.size());
    for (const QChar c : source) {
        if (isHarmless(c) || c == QChar(0x200d)) // U+200D joins emoji
            shown += c;
        else
            shown += QStringLiteral("\\u%1").arg(static_cast<uint>(c.unicode()), 4, 16, QLatin1Char('0'));
    }
    return shown;
}

} // namespace meshsso::desktop
