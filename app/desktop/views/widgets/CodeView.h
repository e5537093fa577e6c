#pragma once

#include <QPlainTextEdit>

namespace meshsso::desktop {

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

private:
    int m_fitLines = 0;
};

} // namespace meshsso::desktop
