#include "desktop/views/widgets/CodeHighlighter.h"

#include "desktop/views/Theme.h"

#include <QApplication>
#include <QRegularExpression>

namespace meshsso::desktop {

namespace {

QTextCharFormat colored(const QColor& color)
{
    QTextCharFormat format;
    format.setForeground(color);
    return format;
}

} // namespace

CodeHighlighter::CodeHighlighter(QTextDocument* document, CodeView::Language language)
    : QSyntaxHighlighter(document), m_language(language)
{
}

void CodeHighlighter::highlightBlock(const QString& text)
{
    switch (m_language) {
    case CodeView::Language::Plain:
        break;
    case CodeView::Language::Yaml:
        highlightYaml(text);
        break;
    case CodeView::Language::Json:
        highlightJson(text);
        break;
    case CodeView::Language::Diff:
        highlightDiff(text);
        break;
    }
}

void CodeHighlighter::highlightYaml(const QString& text)
{
    const auto& c = ThemeColors::of(QApplication::palette());
    static const QRegularExpression key(QStringLiteral("^(\\s*(?:- )*)([^\\s#:][^:#]*)(:)(\\s|$)"));
    static const QRegularExpression comment(QStringLiteral("(^|\\s)#.*$"));
    static const QRegularExpression quoted(QStringLiteral("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^']|'')*'"));
    if (text.startsWith(QLatin1String("---"))) {
        setFormat(0, static_cast<int>(text.size()), colored(c.muted));
        return;
    }
    for (auto it = quoted.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        setFormat(static_cast<int>(match.capturedStart()), static_cast<int>(match.capturedLength()),
                  colored(c.good));
    }
    if (const auto match = key.match(text); match.hasMatch())
        setFormat(static_cast<int>(match.capturedStart(2)), static_cast<int>(match.capturedLength(2)),
                  colored(c.accent));
    if (const auto match = comment.match(text);
        match.hasMatch() && !text.left(match.capturedStart()).contains('"'))
        setFormat(static_cast<int>(match.capturedStart()), static_cast<int>(match.capturedLength()),
                  colored(c.muted));
}

void CodeHighlighter::highlightJson(const QString& text)
{
    const auto& c = ThemeColors::of(QApplication::palette());
    static const QRegularExpression string(QStringLiteral("\"(?:[^\"\\\\]|\\\\.)*\"(\\s*:)?"));
    static const QRegularExpression literal(QStringLiteral("\\b(?:true|false|null|-?\\d+(?:\\.\\d+)?)\\b"));
    for (auto it = literal.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        setFormat(static_cast<int>(match.capturedStart()), static_cast<int>(match.capturedLength()),
                  colored(c.warn));
    }
    for (auto it = string.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        const bool isKey = match.capturedLength(1) > 0;
        setFormat(static_cast<int>(match.capturedStart()), static_cast<int>(match.capturedLength()),
                  colored(isKey ? c.accent : c.good));
    }
}

void CodeHighlighter::highlightDiff(const QString& text)
{
    const auto& c = ThemeColors::of(QApplication::palette());
    const int length = static_cast<int>(text.size());
    if (text.startsWith(QLatin1String("+++")) || text.startsWith(QLatin1String("---")))
        setFormat(0, length, colored(c.muted));
    else if (text.startsWith(QLatin1String("@@")))
        setFormat(0, length, colored(c.info));
    else if (text.startsWith(QLatin1Char('+')))
        setFormat(0, length, colored(c.good));
    else if (text.startsWith(QLatin1Char('-')))
        setFormat(0, length, colored(c.bad));
}

} // namespace meshsso::desktop
