#pragma once

#include <QRegularExpression>
#include <QString>
#include <vector>

namespace meshsso::desktop {

/// Sentences with values in them, translated as wholes: "'%1' is missing" and its translation, which takes
/// the same values in its own order. Tried in order; each value is what stands at its place, whatever it is.
class TextPatterns
{
public:
    void add(const QString& english, const QString& translation);
    /// The translation, or a null string if no pattern fits.
    QString translate(const QString& text) const;
    bool isEmpty() const { return m_patterns.empty(); }

private:
    struct Pattern
    {
        QString literal; ///< the longest fixed piece, to look for before the expression is tried
        QRegularExpression expression;
        std::vector<int> values; ///< which %n each group is
        QString translation;
    };

    std::vector<Pattern> m_patterns;
};

} // namespace meshsso::desktop
