#include "desktop/views/PseudoTranslator.h"

namespace meshsso::desktop {

namespace {

constexpr auto plainLetters = u"acdeinorstuyzACDEINORSTUYZ";
constexpr auto strangeLetters = u"áčďëíñôřšťůýžÁČĎËÍÑÔŘŠŤŮÝŽ";

} // namespace

QString PseudoTranslator::pseudo(const QString& text)
{
    const QStringView plain(plainLetters);
    const QStringView strange(strangeLetters);
    QString changed;
    bool isMarker = false;
    for (const QChar letter : text) {
        const auto at = isMarker ? -1 : plain.indexOf(letter);
        changed += at < 0 ? letter : strange[at];
        isMarker = letter == QLatin1Char('%') || (isMarker && letter == QLatin1Char('L'));
    }
    // German and Russian need about a third more room than English.
    const auto more = std::max<qsizetype>(2, text.size() / 3);
    return QLatin1Char('[') + changed + QLatin1Char(' ') + QString(more, QLatin1Char('~')) + QLatin1Char(']');
}

QString PseudoTranslator::translate(const char* context, const char* sourceText, const char*, int) const
{
    // Qt puts the names of keys together from pieces, which would each get their brackets.
    if (sourceText == nullptr || *sourceText == '\0' || qstrcmp(context, "QShortcut") == 0)
        return {};
    return pseudo(QString::fromUtf8(sourceText));
}

} // namespace meshsso::desktop
