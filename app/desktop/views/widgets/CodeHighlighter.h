#pragma once

#include "desktop/views/widgets/CodeView.h"

#include <QSyntaxHighlighter>

namespace meshsso::desktop {

/// Colours keys, values, comments and changed lines. Private to CodeView.
class CodeHighlighter final : public QSyntaxHighlighter
{
    Q_OBJECT
public:
    CodeHighlighter(QTextDocument* document, CodeView::Language language);

protected:
    void highlightBlock(const QString& text) override;

private:
    void highlightYaml(const QString& text);
    void highlightJson(const QString& text);
    void highlightDiff(const QString& text);

    CodeView::Language m_language;
};

} // namespace meshsso::desktop
