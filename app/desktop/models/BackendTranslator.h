#pragma once

#include "core/Result.h"
#include "desktop/models/TextPatterns.h"

#include <QHash>
#include <QTranslator>

namespace meshsso::desktop {

/// Translates what the backend says, which is English with values in it. Installed beside the .qm files; it
/// answers the contexts
///   "Finding"       sentences of a finding, its code as the comment
///   "FindingTitle"  titles, by code
///   "Backend"       everything else
/// from a document {"findings": {CODE: {"title": T, "texts": [[ENGLISH, T], ...]}}, "texts": [[ENGLISH, T],
/// ...]}.
class BackendTranslator final : public QTranslator
{
    Q_OBJECT
public:
    using QTranslator::QTranslator;

    /// Adds a document to what is known. Errors: ParseError, naming the entry. Nothing is taken then.
    Result<void> loadJson(std::string_view document);

    /// A null string for what it does not know.
    QString translate(const char* context, const char* source, const char* comment, int n) const override;
    bool isEmpty() const override { return m_titles.isEmpty() && m_texts.isEmpty(); }

    bool knowsFinding(const QString& code) const { return m_titles.contains(code); }

private:
    QHash<QString, QString> m_titles;
    QHash<QString, TextPatterns> m_findings;
    QHash<QString, QString> m_exact;
    TextPatterns m_texts;
};

} // namespace meshsso::desktop
