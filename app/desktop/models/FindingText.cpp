#include "desktop/models/FindingText.h"

#include "desktop/models/Text.h"
#include "diagnose/FindingCatalog.h"

#include <QCoreApplication>

namespace meshsso::desktop {

namespace {

QString sentence(const std::string& text, const std::string& code)
{
    QString shown =
        QCoreApplication::translate("Finding", displayable(text).toUtf8().constData(), code.c_str());
    // A sentence of its own here; a field path or a name at its beginning stays as it is.
    const auto word = QStringView(shown).left(shown.indexOf(QLatin1Char(' ')));
    const bool isWord = !word.isEmpty() && std::all_of(word.begin(), word.end(), [](QChar c) {
        return c.isLower() || c == QLatin1Char('-') || c == QLatin1Char(',');
    });
    if (isWord)
        shown[0] = shown[0].toUpper();
    return shown;
}

} // namespace

FindingText findingText(const Finding& finding)
{
    FindingText text;
    const QString code = displayable(finding.code);
    text.title = QCoreApplication::translate("FindingTitle", code.toUtf8().constData());
    if (text.title == code) // nobody translates it: the catalogue's own words
        text.title = toQString(diagnose::findingTitle(finding.code));
    text.why = sentence(finding.why, finding.code);
    text.fix = sentence(finding.fix, finding.code);
    if (text.title.isEmpty()) {
        text.title = text.why;
        text.why.clear();
    }
    text.place = code;
    if (!finding.where.empty())
        text.place = displayable(finding.where) + QStringLiteral("  ·  ") + text.place;
    return text;
}

} // namespace meshsso::desktop
