#include "engine/pages/PageTemplate.h"

#include "core/Text.h"

#include <algorithm>

namespace meshsso::engine {
namespace {

using namespace std::string_view_literals;

constexpr std::array<std::string_view, pageSlotCount> slotNames{"lang",    "title",  "logo",
                                                                "message", "action", "reference"};

constexpr std::array elements{
    "a"sv,       "abbr"sv,  "address"sv, "article"sv, "aside"sv, "b"sv,      "blockquote"sv, "body"sv,
    "br"sv,      "code"sv,  "dd"sv,      "div"sv,     "dl"sv,    "dt"sv,     "em"sv,         "footer"sv,
    "h1"sv,      "h2"sv,    "h3"sv,      "h4"sv,      "head"sv,  "header"sv, "hr"sv,         "html"sv,
    "i"sv,       "li"sv,    "main"sv,    "meta"sv,    "nav"sv,   "ol"sv,     "p"sv,          "pre"sv,
    "section"sv, "small"sv, "span"sv,    "strong"sv,  "style"sv, "table"sv,  "tbody"sv,      "td"sv,
    "th"sv,      "thead"sv, "title"sv,   "tr"sv,      "ul"sv};
constexpr std::array attributes{"charset"sv, "class"sv,   "colspan"sv, "content"sv, "dir"sv,
                                "href"sv,    "id"sv,      "lang"sv,    "name"sv,    "rel"sv,
                                "role"sv,    "rowspan"sv, "scope"sv,   "title"sv,   "translate"sv};
/// "referrer" and http-equiv would speak against our headers.
constexpr std::array metaNames{"author"sv, "color-scheme"sv, "description"sv, "format-detection"sv,
                               "robots"sv, "theme-color"sv,  "viewport"sv};

template<typename Array>
bool isIn(const Array& array, std::string_view word)
{
    return std::find(array.begin(), array.end(), word) != array.end();
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f';
}

bool isNameCharacter(char c)
{
    return isLetter(c) || (c >= '0' && c <= '9') || c == '-';
}

/// A browser reads line ends so before it hashes a style.
std::string withPlainLineEnds(std::string_view html)
{
    std::string out;
    out.reserve(html.size());
    for (std::size_t i = 0; i < html.size(); ++i) {
        if (html[i] != '\r')
            out += html[i];
        else if (i + 1 == html.size() || html[i + 1] != '\n')
            out += '\n';
    }
    return out;
}

bool isLink(std::string_view href)
{
    const bool isHere = href.starts_with('/') && !href.starts_with("//") && !href.starts_with("/\\");
    return isHere || href.starts_with("https://") || href.starts_with("mailto:") || href.starts_with("tel:");
}

} // namespace

/// Reads a template once, from the front; stops at the first fault.
class PageTemplateParser
{
public:
    explicit PageTemplateParser(std::string html) : m_html(std::move(html)), m_rest(m_html) {}

    Result<PageTemplate> parse()
    {
        while (!m_rest.empty() && m_fault.empty()) {
            if (m_rest.starts_with("{{"))
                slot(false);
            else if (m_rest.starts_with("<!--"))
                comment();
            else if (m_rest.front() == '<')
                tag();
            else
                take(1);
        }
        if (!m_fault.empty())
            return fail(ErrorCode::InvalidArgument, "line " + std::to_string(line()) + ": " + m_fault);
        for (const auto needed : {PageSlot::Language, PageSlot::Title, PageSlot::Message, PageSlot::Action,
                                  PageSlot::Reference}) {
            const auto& pieces = m_template.m_pieces;
            if (std::none_of(pieces.begin(), pieces.end(), [&](const auto& p) { return p.slot == needed; }))
                return fail(ErrorCode::InvalidArgument,
                            "{{" + std::string(slotNames[static_cast<std::size_t>(needed)]) +
                                "}} is missing");
        }
        m_template.m_pieces.push_back({std::move(m_text), std::nullopt});
        return std::move(m_template);
    }

private:
    std::size_t line() const
    {
        const auto end = m_html.end() - static_cast<std::ptrdiff_t>(m_rest.size());
        return static_cast<std::size_t>(std::count(m_html.begin(), end, '\n')) + 1;
    }
    void fault(std::string what) { m_fault = std::move(what); }
    void take(std::size_t count)
    {
        m_text.append(m_rest.substr(0, count));
        m_rest.remove_prefix(std::min(count, m_rest.size()));
    }
    void takeBlanks()
    {
        while (!m_rest.empty() && isBlank(m_rest.front()))
            take(1);
    }
    std::string takeName()
    {
        std::size_t size = 0;
        while (size < m_rest.size() && isNameCharacter(m_rest[size]))
            ++size;
        auto name = toLowerAscii(m_rest.substr(0, size));
        take(size);
        return name;
    }

    void slot(bool isInAttribute)
    {
        const auto end = m_rest.find("}}");
        const auto name = end == std::string_view::npos ? m_rest.substr(0, 24) : m_rest.substr(2, end - 2);
        const auto found = std::find(slotNames.begin(), slotNames.end(), name);
        if (end == std::string_view::npos || found == slotNames.end()) {
            fault("there is no placeholder \"" + std::string(name.substr(0, 64)) +
                  "\"; there are {{lang}}, {{title}}, {{logo}}, {{message}}, {{action}} and {{reference}}");
            return;
        }
        const auto which = static_cast<PageSlot>(found - slotNames.begin());
        if (isInAttribute && which != PageSlot::Language && which != PageSlot::Title) {
            fault("{{" + std::string(name) + "}} holds tags and cannot stand in an attribute");
            return;
        }
        m_template.m_pieces.push_back({std::move(m_text), which});
        m_text.clear();
        m_rest.remove_prefix(end + 2);
    }

    void comment()
    {
        const auto end = m_rest.find("-->");
        if (end == std::string_view::npos || m_rest.substr(0, end).find("{{") != std::string_view::npos)
            fault("a comment does not end, or holds a placeholder");
        else
            m_rest.remove_prefix(end + 3); // not for the browser
    }

    void tag()
    {
        if (equalsIgnoreCase(m_rest.substr(0, 15), "<!doctype html>")) {
            take(15);
            return;
        }
        const bool isEnd = m_rest.starts_with("</");
        take(isEnd ? 2 : 1);
        const auto element = takeName();
        if (!isIn(elements, element)) {
            fault("the element \"" + element +
                  "\" is not taken: a page has text and links, and the picture of " +
                  "logo.svg or logo.png where {{logo}} stands");
            return;
        }
        while (m_fault.empty()) {
            takeBlanks();
            if (m_rest.starts_with("/>"))
                take(1);
            if (m_rest.starts_with('>'))
                break;
            if (m_rest.empty() || !isLetter(m_rest.front()))
                fault("the tag \"" + element + "\" does not end, or holds what is no attribute");
            else
                attribute(element);
        }
        if (!m_fault.empty())
            return;
        take(1);
        if (element == "style" && !isEnd)
            style();
    }

    void attribute(const std::string& element)
    {
        const auto name = takeName();
        if (!isIn(attributes, name) && !name.starts_with("aria-")) {
            fault("the attribute \"" + name + "\" is not taken" +
                  (name == "style" ? "; write it into a style element" : ""));
            return;
        }
        takeBlanks();
        if (!m_rest.starts_with('=')) {
            fault("the attribute \"" + name + "\" has no value");
            return;
        }
        take(1);
        takeBlanks();
        if (!m_rest.starts_with('"')) {
            fault("the value of \"" + name + "\" is not in double quotes");
            return;
        }
        take(1);
        const auto value = m_rest.substr(0, m_rest.find('"'));
        if (value.size() == m_rest.size()) {
            fault("the value of \"" + name + "\" does not end");
            return;
        }
        if (name == "href" &&
            (element != "a" || !isLink(value) || value.find("{{") != std::string_view::npos)) {
            fault("a link leads to https://, mailto:, tel: or a path from '/' on, without placeholders");
            return;
        }
        if (element == "meta" && name == "name" && !isIn(metaNames, value)) {
            fault("the meta name \"" + std::string(value.substr(0, 64)) + "\" is not taken");
            return;
        }
        const auto end = m_rest.size() - value.size();
        while (m_rest.size() > end && m_fault.empty()) {
            if (m_rest.starts_with("{{"))
                slot(true);
            else
                take(1);
        }
        take(1);
    }

    void style()
    {
        const auto lower = toLowerAscii(m_rest);
        const auto end = lower.find("</style");
        const auto content = std::string_view(lower).substr(0, end);
        if (end == std::string_view::npos || content.find("{{") != std::string_view::npos ||
            content.find("<!--") != std::string_view::npos) {
            fault("a style does not end, or holds a placeholder or a comment of HTML");
        } else if (content.find("@import") != std::string_view::npos ||
                   content.find("url(") != std::string_view::npos) {
            fault("a style loads something: no page of ours may");
        } else {
            m_template.m_styles.emplace_back(m_rest.substr(0, end));
            take(end);
        }
    }

    std::string m_html;
    std::string_view m_rest;
    std::string m_text;
    std::string m_fault;
    PageTemplate m_template;
};

Result<PageTemplate> PageTemplate::parse(std::string_view html)
{
    if (html.size() > maxBytes)
        return fail(ErrorCode::InvalidArgument, "it is over 64 KiB");
    if (html.starts_with("\xEF\xBB\xBF"))
        html.remove_prefix(3);
    if (!isValidUtf8(html) || html.find('\0') != std::string_view::npos)
        return fail(ErrorCode::InvalidArgument, "it is not UTF-8 text");
    if (!equalsIgnoreCase(trim(html).substr(0, 15), "<!doctype html>"))
        return fail(ErrorCode::InvalidArgument, "line 1: it does not start with <!doctype html>");
    PageTemplateParser parser(withPlainLineEnds(html));
    return parser.parse();
}

std::string PageTemplate::fill(const Values& values) const
{
    std::string out;
    for (const auto& piece : m_pieces) {
        out.append(piece.text);
        if (piece.slot)
            out.append(values[static_cast<std::size_t>(*piece.slot)]);
    }
    return out;
}

} // namespace meshsso::engine
