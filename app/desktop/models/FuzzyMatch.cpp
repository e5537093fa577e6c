#include "desktop/models/FuzzyMatch.h"

#include <algorithm>

namespace meshsso::desktop {

namespace {

bool isWordStart(const QString& text, qsizetype i)
{
    return i == 0 || !text[i - 1].isLetterOrNumber();
}

/// The word at one place from its first letter on; greedy, but each possible start is tried by the caller.
std::optional<FuzzyMatch> matchFrom(const QString& word, const QString& text, qsizetype start)
{
    FuzzyMatch match;
    qsizetype at = start;
    qsizetype previous = -2;
    for (const QChar letter : word) {
        while (at < text.size() && text[at].toLower() != letter)
            ++at;
        if (at >= text.size())
            return std::nullopt;
        match.score += 1 + (at == previous + 1 ? 4 : 0) + (isWordStart(text, at) ? 6 : 0) + (at == 0 ? 3 : 0);
        if (previous >= 0)
            match.score -= static_cast<int>(std::min<qsizetype>(at - previous - 1, 3));
        match.positions.append(static_cast<int>(at));
        previous = at++;
    }
    return match;
}

std::optional<FuzzyMatch> matchWord(const QString& word, const QString& text)
{
    std::optional<FuzzyMatch> best;
    for (qsizetype start = 0; start < text.size(); ++start) {
        if (text[start].toLower() != word[0])
            continue;
        auto match = matchFrom(word, text, start);
        if (match && (!best || match->score > best->score))
            best = std::move(match);
    }
    return best;
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(const QString& query, const QString& text)
{
    FuzzyMatch whole;
    const auto words = query.left(100).toLower().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const auto& word : words) {
        const auto match = matchWord(word, text);
        if (!match)
            return std::nullopt;
        whole.score += match->score;
        whole.positions += match->positions;
    }
    std::sort(whole.positions.begin(), whole.positions.end());
    return whole;
}

} // namespace meshsso::desktop
