#include "desktop/models/TextPatterns.h"

namespace meshsso::desktop {

namespace {

const QRegularExpression& placeholder()
{
    static const QRegularExpression expression(QStringLiteral("%([1-9])"));
    return expression;
}

} // namespace

void TextPatterns::add(const QString& english, const QString& translation)
{
    Pattern pattern;
    pattern.translation = translation;
    QString source = QStringLiteral("^");
    qsizetype from = 0;
    const auto addLiteral = [&](const QString& literal) {
        source += QRegularExpression::escape(literal);
        if (literal.size() > pattern.literal.size())
            pattern.literal = literal;
    };
    for (auto it = placeholder().globalMatch(english); it.hasNext();) {
        const auto match = it.next();
        addLiteral(english.mid(from, match.capturedStart() - from));
        source += QStringLiteral("(.*?)");
        pattern.values.push_back(match.captured(1).toInt());
        from = match.capturedEnd();
    }
    addLiteral(english.mid(from));
    source += QLatin1Char('$');
    pattern.expression = QRegularExpression(source, QRegularExpression::DotMatchesEverythingOption);
    m_patterns.push_back(std::move(pattern));
}

QString TextPatterns::translate(const QString& text) const
{
    for (const auto& pattern : m_patterns) {
        if (!pattern.literal.isEmpty() && !text.contains(pattern.literal))
            continue;
        const auto match = pattern.expression.match(text);
        if (!match.hasMatch())
            continue;
        // In one pass, so that a value that looks like a placeholder stays a value.
        QString result;
        qsizetype from = 0;
        for (auto it = placeholder().globalMatch(pattern.translation); it.hasNext();) {
            const auto place = it.next();
            result += pattern.translation.mid(from, place.capturedStart() - from);
            const auto value =
                std::find(pattern.values.begin(), pattern.values.end(), place.captured(1).toInt());
            if (value != pattern.values.end())
                result += match.captured(static_cast<int>(value - pattern.values.begin()) + 1);
            from = place.capturedEnd();
        }
        return result + pattern.translation.mid(from);
    }
    return {};
}

} // namespace meshsso::desktop
