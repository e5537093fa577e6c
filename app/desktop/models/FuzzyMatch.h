#pragma once

#include <QList>
#include <QString>
#include <optional>

namespace meshsso::desktop {

/// Where the letters of a query stand in a text, in order; a higher score is a better match.
struct FuzzyMatch
{
    int score = 0;
    QList<int> positions;
};

/// Matches without regard to case, each word of the query by itself; letters at the start of words and next
/// to each other count more. Nothing when a letter is missing; an empty query matches all with score 0.
std::optional<FuzzyMatch> fuzzyMatch(const QString& query, const QString& text);

} // namespace meshsso::desktop
