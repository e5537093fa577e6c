#include "access/SafeRegex.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

namespace meshsso::access {
namespace {

tl::unexpected<Error> refused(const char* why)
{
    return fail(ErrorCode::InvalidArgument, why);
}

/// Walks the pattern once and refuses what SafeRegex promises to refuse. Syntax proper is std::regex's to
/// check.
class PatternCheck
{
public:
    explicit PatternCheck(std::string_view pattern) : m_pattern(pattern) {}

    Result<void> run()
    {
        while (m_at < m_pattern.size()) {
            if (auto step = next(); !step)
                return step;
        }
        return {};
    }

private:
    Result<void> next()
    {
        bool groupRepeats = false;
        switch (m_pattern[m_at++]) {
        case '\\':
            if (auto escape = skipEscape(); !escape)
                return escape;
            break;
        case '[':
            if (auto set = skipSet(); !set)
                return set;
            break;
        case '(':
            if (rest().starts_with('?') && !rest().starts_with("?:"))
                return refused("look-arounds, '(?...', are not accepted");
            m_at += rest().starts_with("?:") ? 2 : 0;
            m_groups.push_back(false);
            return {};
        case ')':
            if (m_groups.empty())
                return refused("a ')' has no '('");
            groupRepeats = m_groups.back();
            m_groups.pop_back();
            if (groupRepeats && !m_groups.empty())
                m_groups.back() = true;
            break;
        case '|':
        case '^':
        case '$':
            return {};
        default:
            break;
        }
        return quantifier(groupRepeats);
    }

    std::string_view rest() const { return m_pattern.substr(m_at); }

    Result<void> skipEscape()
    {
        if (rest().empty())
            return refused("the pattern ends in a back-slash");
        const char c = m_pattern[m_at++];
        if (c >= '0' && c <= '9')
            return refused("back-references are not accepted");
        const bool isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (isLetter && std::string_view("dDwWsSbBtnrfv").find(c) == std::string_view::npos)
            return refused("this escape is not accepted; use \\d \\w \\s or escaped punctuation");
        return {};
    }

    Result<void> skipSet()
    {
        if (rest().starts_with('^'))
            ++m_at;
        if (rest().starts_with(']'))
            return refused("a set [...] must not be empty or begin with ']'");
        while (m_at < m_pattern.size()) {
            const char c = m_pattern[m_at++];
            if (c == ']')
                return {};
            if (c == '[')
                return refused("a '[' inside a set must be escaped");
            if (c == '\\') {
                if (auto escape = skipEscape(); !escape)
                    return escape;
            }
        }
        return refused("a set [...] is not closed");
    }

    /// What may follow an atom. groupRepeats: the atom is a group with a repetition inside.
    Result<void> quantifier(bool groupRepeats)
    {
        if (rest().empty() || std::string_view("*+?{").find(rest().front()) == std::string_view::npos)
            return {};
        const char kind = m_pattern[m_at++];
        const bool repeats = kind != '?';
        if (kind == '{') {
            const auto close = rest().find('}');
            if (close == std::string_view::npos)
                return refused("a repetition {...} is not closed");
            if (!isBounded(rest().substr(0, close)))
                return refused("a repetition must be {n}, {n,} or {n,m} with counts up to 64");
            m_at += close + 1;
        }
        if (repeats && groupRepeats)
            return refused("a repetition inside a repeated group is not accepted");
        if (repeats && !m_groups.empty())
            m_groups.back() = true;
        if (rest().starts_with('?'))
            ++m_at;
        if (!rest().empty() && std::string_view("*+?{").find(rest().front()) != std::string_view::npos)
            return refused("a repetition of a repetition is not accepted");
        return {};
    }

    static bool isBounded(std::string_view counts)
    {
        const auto comma = counts.find(',');
        const auto isCount = [](std::string_view text) {
            int count = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
            return error == std::errc{} && end == text.data() + text.size() && count >= 0 &&
                   count <= SafeRegex::maxRepeat;
        };
        if (comma == std::string_view::npos)
            return isCount(counts);
        const auto most = counts.substr(comma + 1);
        return isCount(counts.substr(0, comma)) && (most.empty() || isCount(most));
    }

    std::string_view m_pattern;
    std::size_t m_at = 0;
    std::vector<bool> m_groups; ///< open groups: has one a repetition inside?
};

} // namespace

Result<SafeRegex> SafeRegex::create(std::string_view pattern)
{
    if (pattern.empty() || pattern.size() > maxPattern)
        return refused("a pattern has 1 to 256 characters");
    if (std::any_of(pattern.begin(), pattern.end(), [](char c) { return c < 0x20 || c > 0x7e; }))
        return refused("a pattern is printable ASCII; compare other text with equals or contains");
    if (auto checked = PatternCheck(pattern).run(); !checked)
        return fail(std::move(checked).error());
    try {
        // libstdc++'s own flag: the breadth-first engine, which neither backtracks nor recurses along the
        // text.
        const auto flags = std::regex::ECMAScript | std::regex::nosubs | std::regex_constants::__polynomial;
        return SafeRegex(std::regex(pattern.begin(), pattern.end(), flags));
    } catch (const std::regex_error&) {
        return refused("the pattern is not a valid ECMAScript regular expression");
    }
}

bool SafeRegex::matches(std::string_view text) const noexcept
{
    if (text.size() > maxText)
        return false;
    try {
        return std::regex_match(text.begin(), text.end(), m_regex);
    } catch (const std::exception&) {
        return false; // out of memory or complexity: not met
    }
}

} // namespace meshsso::access
