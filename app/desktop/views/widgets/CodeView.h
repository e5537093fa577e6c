#pragma once

#include "desktop/models/LineNotes.h"

#include <QPlainTextEdit>
#include <functional>

namespace meshsso::desktop {

class CodeGutter;
class CodeHighlighter;

/// Read-only text in the fixed font: YAML, JSON, HTTP, diffs. Colours follow the theme.
class CodeView final : public QPlainTextEdit
{
    Q_OBJECT
public:
    enum class Language { Plain, Yaml, Json, Diff };

    explicit CodeView(Language language = Language::Plain, QWidget* parent = nullptr);
    /// Keeps the scroll position when the text is nearly the same.
    void setCode(const QString& code);
    /// As tall as its text, up to that many lines.
    void fitHeight(int maxLines);
    /// Shows line numbers, and marks the lines of which something is to be said.
    void setNotes(std::vector<LineNote> notes);
    /// Scrolls to the line (from 1) and puts the cursor there.
    void showLine(int line);
    /// Number from 1, top and height in the viewport, of each line in sight.
    void forEachVisibleLine(const std::function<void(int line, int top, int height)>& visit) const;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void placeGutter();

    int m_fitLines = 0;
    CodeGutter* m_gutter = nullptr;
    CodeHighlighter* m_highlighter = nullptr;
    bool m_isDark = false; ///< what the text is coloured for
};

} // namespace meshsso::desktop
