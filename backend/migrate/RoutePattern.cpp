#include "migrate/RoutePattern.h"

#include "access/AccessEvaluator.h"

#include <algorithm>
#include <array>
#include <optional>

namespace meshsso::migrate {
namespace {

using access::PathPattern;

constexpr std::size_t maxAlternatives = 32;

bool isSpecial(char c)
{
    return std::string_view(".[]{}()*+?|^$\\").find(c) != std::string_view::npos;
}

bool isQuantifier(std::string_view text)
{
    return !text.empty() && std::string_view("*+?{").find(text.front()) != std::string_view::npos;
}

/// The literal character at the front, taken off. A '.' that was not escaped is read as a dot: fewer paths
/// than it takes, and the one that was meant.
std::optional<char> takeLiteral(std::string_view& text)
{
    if (text.empty())
        return std::nullopt;
    const char c = text.front();
    if (!isSpecial(c) || (c == '.' && (text.size() < 2 || !isQuantifier(text.substr(1))))) {
        text.remove_prefix(1);
        return c;
    }
    if (c != '\\' || text.size() < 2)
        return std::nullopt;
    const char escaped = text[1];
    const bool isWord = (escaped >= 'a' && escaped <= 'z') || (escaped >= 'A' && escaped <= 'Z') ||
                        (escaped >= '0' && escaped <= '9');
    if (isWord)
        return std::nullopt;
    text.remove_prefix(2);
    return escaped;
}

/// "(a|b)" at the front, taken off.
std::optional<std::vector<std::string>> takeAlternatives(std::string_view& text)
{
    auto rest = text;
    rest.remove_prefix(rest.starts_with("(?:") ? 3 : 1);
    std::vector<std::string> alternatives(1);
    while (!rest.empty() && rest.front() != ')') {
        if (rest.front() == '|') {
            alternatives.emplace_back();
            rest.remove_prefix(1);
        } else if (const auto c = takeLiteral(rest)) {
            if (isQuantifier(rest))
                return std::nullopt;
            alternatives.back() += *c;
        } else {
            return std::nullopt;
        }
    }
    if (rest.empty())
        return std::nullopt;
    rest.remove_prefix(1);
    if (isQuantifier(rest))
        return std::nullopt;
    text = rest;
    return alternatives;
}

enum class Tail { Exact, ExactOrSlash, Segments, Anything, Something, Other };

Tail tailOf(std::string_view text)
{
    constexpr std::array<std::string_view, 9> segments{
        "(/|$)", "(/.*)?$", "(/.*)?", "(?:/.*)?$", "(?:/|$)", "(/|$).*", "(/.*|$)", "(?:/|$).*", "($|/)"};
    constexpr std::array<std::string_view, 5> anything{"", ".*", ".*$", "(.*)", "(.*)$"};
    if (text == "$")
        return Tail::Exact;
    if (text == "/?$" || text == "/*$")
        return Tail::ExactOrSlash;
    if (text == ".+" || text == ".+$" || text == "(.+)" || text == "(.+)$")
        return Tail::Something;
    for (const auto known : segments) {
        if (text == known)
            return Tail::Segments;
    }
    for (const auto known : anything) {
        if (text == known)
            return Tail::Anything;
    }
    return Tail::Other;
}

RouteTranslation refused(std::string note)
{
    RouteTranslation result;
    result.note = std::move(note);
    return result;
}

/// The literal beginnings, and what of the expression is left behind them.
std::optional<std::vector<std::string>> takeBeginnings(std::string_view& text)
{
    std::vector<std::string> beginnings(1);
    while (!text.empty() && tailOf(text) == Tail::Other) {
        auto rest = text;
        if (const auto c = takeLiteral(rest)) {
            if (isQuantifier(rest))
                return std::nullopt;
            for (auto& beginning : beginnings)
                beginning += *c;
            text = rest;
        } else if (text.front() == '(') {
            const auto alternatives = takeAlternatives(text);
            if (!alternatives || beginnings.size() * alternatives->size() > maxAlternatives)
                return std::nullopt;
            std::vector<std::string> longer;
            for (const auto& beginning : beginnings) {
                for (const auto& alternative : *alternatives)
                    longer.push_back(beginning + alternative);
            }
            beginnings = std::move(longer);
        } else {
            return std::nullopt;
        }
    }
    return beginnings;
}

/// False for a beginning that rules read as another path ("//", ".."), or as a word of their own.
bool isPlain(const std::string& beginning, Tail tail)
{
    if (beginning.empty() || beginning == "/")
        return true;
    const auto normal = access::normalisePath(beginning);
    const bool isSame =
        normal && (*normal == beginning || (*normal + "/" == beginning && tail != Tail::Segments));
    return isSame && beginning.find_first_of("{}*") == std::string::npos;
}

void addPattern(std::string value, Tail tail, RouteTranslation& result)
{
    if (tail == Tail::Exact || tail == Tail::ExactOrSlash) {
        // One normal form stands for a path with and without its last slash, if the evaluator says so.
        const auto addExact = [&](const std::string& path) {
            const auto normal = access::normalisePath(path);
            if (normal && (result.paths.empty() || result.paths.back().value != *normal))
                result.paths.push_back({PathPattern::Kind::Exact, *normal});
        };
        addExact(value);
        if (tail == Tail::ExactOrSlash)
            addExact(value + "/");
        return;
    }
    const bool isBelow = tail == Tail::Something && value.ends_with('/');
    if (tail == Tail::Anything || tail == Tail::Something) {
        result.isDifferent = true;
        result.note =
            isBelow ? "the path itself is not taken"
            : value.ends_with('/')
                ? "the path without its last '/' is taken too"
                : "whole segments are compared: what only begins with the same letters is not taken";
    }
    while (value.size() > 1 && value.ends_with('/'))
        value.pop_back();
    result.opensEverything = result.opensEverything || value == "/" || value.empty();
    if (isBelow)
        result.paths.push_back({PathPattern::Kind::Template, value + "/{*}/{**}"});
    else
        result.paths.push_back({PathPattern::Kind::Prefix, std::move(value)});
}

} // namespace

RouteTranslation translateRoute(std::string_view regex)
{
    constexpr std::array<std::string_view, 11> everyPath{"",   ".*", ".+",  ".*$", "/",  "/.*",
                                                         "/?", "^",  "^.*", "^/?", "^/*"};
    if (std::find(everyPath.begin(), everyPath.end(), regex) != everyPath.end()) {
        auto everything = refused("it takes every path");
        everything.opensEverything = true;
        return everything;
    }
    if (!regex.starts_with('^'))
        return refused("it is not anchored with '^', so it takes any path that holds it somewhere");
    regex.remove_prefix(1);
    const auto beginnings = takeBeginnings(regex);
    const auto tail = tailOf(regex);
    if (!beginnings || tail == Tail::Other)
        return refused("it has parts that path patterns do not have");
    for (const auto& beginning : *beginnings) {
        if (!isPlain(beginning, tail))
            return refused("it has characters that path patterns do not have");
    }
    RouteTranslation result;
    for (const auto& beginning : *beginnings)
        addPattern(beginning, tail, result);
    if (result.opensEverything) {
        result.paths.clear();
        result.note = "it takes every path";
        return result;
    }
    access::AccessRule rule;
    rule.mode = access::AccessMode::Public;
    rule.paths = result.paths;
    if (const auto checked = access::AccessEvaluator::create({{rule}, {}}); !checked)
        return refused(checked.error().message);
    return result;
}

} // namespace meshsso::migrate
