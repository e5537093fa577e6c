#include "login/HtmlPage.h"

#include "core/Text.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace meshsso::login {
namespace {

constexpr std::size_t maxHtmlBytes = 1024 * 1024;
constexpr std::size_t maxMessageBytes = 300;

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool isVoidTag(std::string_view name)
{
    return name == "input" || name == "br" || name == "img" || name == "meta" || name == "link" ||
           name == "hr";
}

/// Runs of blanks become one space.
std::string collapse(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (!isBlank(c))
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    while (out.ends_with(' '))
        out.pop_back();
    return out;
}

} // namespace

std::string decodeEntities(std::string_view text)
{
    static const std::map<std::string_view, char> named{{"amp", '&'},  {"lt", '<'},    {"gt", '>'},
                                                        {"quot", '"'}, {"apos", '\''}, {"nbsp", ' '}};
    std::string out;
    while (!text.empty()) {
        const auto amp = text.find('&');
        out += text.substr(0, amp);
        if (amp == std::string_view::npos)
            break;
        text.remove_prefix(amp);
        const auto end = text.find(';');
        const auto name = end == std::string_view::npos ? std::string_view{} : text.substr(1, end - 1);
        char decoded = '\0';
        if (const auto found = named.find(name); found != named.end()) {
            decoded = found->second;
        } else if (name.size() > 1 && name.size() < 6 && name.front() == '#') {
            const bool hex = name[1] == 'x' || name[1] == 'X';
            const auto digits = name.substr(hex ? 2 : 1);
            int code = 0;
            const auto [last, error] =
                std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
            if (error == std::errc{} && last == digits.data() + digits.size() && code >= 0x20 && code < 0x7f)
                decoded = static_cast<char>(code);
        }
        if (decoded != '\0') {
            out += decoded;
            text.remove_prefix(end + 1);
        } else {
            out += '&';
            text.remove_prefix(1);
        }
    }
    return out;
}

/// Walks over the tags once and fills a page.
class HtmlScanner
{
public:
    HtmlScanner(std::string_view html, HtmlPage& page) : m_rest(html), m_page(page) {}

    void run()
    {
        while (!m_rest.empty()) {
            const auto open = m_rest.find('<');
            takeText(m_rest.substr(0, open));
            if (open == std::string_view::npos)
                return;
            m_rest.remove_prefix(open);
            if (m_rest.starts_with("<!--"))
                skipPast("-->");
            else
                readTag();
        }
    }

private:
    using Attributes = std::map<std::string, std::string>;

    struct Open ///< an element whose text is being collected
    {
        std::string tag;
        int depth = 0;
        std::size_t message = 0;
    };

    void skipPast(std::string_view mark)
    {
        const auto at = m_rest.find(mark);
        m_rest.remove_prefix(at == std::string_view::npos ? m_rest.size() : at + mark.size());
    }

    void skipToEndTag(const std::string& mark)
    {
        const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a) == b; };
        const auto at = std::search(m_rest.begin(), m_rest.end(), mark.begin(), mark.end(), same);
        m_rest.remove_prefix(static_cast<std::size_t>(at - m_rest.begin()));
    }

    void takeText(std::string_view text)
    {
        if (m_inTitle)
            m_page.m_title = collapse(decodeEntities(text));
        for (const auto& open : m_open) {
            auto& collected = m_page.m_messages[open.message].text;
            if (collected.size() < maxMessageBytes)
                collected += decodeEntities(text.substr(0, maxMessageBytes)) + " ";
        }
    }

    void readTag()
    {
        m_rest.remove_prefix(1);
        const bool closes = m_rest.starts_with('/');
        if (closes)
            m_rest.remove_prefix(1);
        const auto nameEnd = std::min(m_rest.find_first_of(" \t\r\n\f/>"), m_rest.size());
        const auto name = toLowerAscii(m_rest.substr(0, nameEnd));
        m_rest.remove_prefix(nameEnd);
        const auto attributes = readAttributes();
        if (closes)
            closeElement(name);
        else
            openElement(name, attributes);
        if (!closes && (name == "script" || name == "style")) {
            skipToEndTag("</" + name); // nothing in it is markup
        }
    }

    Attributes readAttributes()
    {
        Attributes attributes;
        while (!m_rest.empty() && m_rest.front() != '>') {
            if (isBlank(m_rest.front()) || m_rest.front() == '/' || m_rest.front() == '=') {
                m_rest.remove_prefix(1);
                continue;
            }
            const auto nameEnd = std::min(m_rest.find_first_of(" \t\r\n\f=/>"), m_rest.size());
            const auto name = toLowerAscii(m_rest.substr(0, nameEnd));
            m_rest.remove_prefix(nameEnd);
            skipBlanks();
            std::string value;
            if (m_rest.starts_with('=')) {
                m_rest.remove_prefix(1);
                skipBlanks();
                value = decodeEntities(readValue());
            }
            attributes.emplace(name, std::move(value)); // the first of two counts
        }
        if (!m_rest.empty())
            m_rest.remove_prefix(1);
        return attributes;
    }

    std::string_view readValue()
    {
        if (m_rest.starts_with('"') || m_rest.starts_with('\'')) {
            const char quote = m_rest.front();
            m_rest.remove_prefix(1);
            const auto end = std::min(m_rest.find(quote), m_rest.size());
            const auto value = m_rest.substr(0, end);
            m_rest.remove_prefix(std::min(end + 1, m_rest.size()));
            return value;
        }
        const auto end = std::min(m_rest.find_first_of(" \t\r\n\f>"), m_rest.size());
        const auto value = m_rest.substr(0, end);
        m_rest.remove_prefix(end);
        return value;
    }

    void skipBlanks()
    {
        while (!m_rest.empty() && isBlank(m_rest.front()))
            m_rest.remove_prefix(1);
    }

    static std::string get(const Attributes& attributes, const std::string& name, std::string fallback = {})
    {
        const auto found = attributes.find(name);
        return found == attributes.end() ? std::move(fallback) : found->second;
    }

    void openElement(const std::string& name, const Attributes& attributes)
    {
        for (auto& open : m_open) {
            if (open.tag == name && !isVoidTag(name))
                ++open.depth;
        }
        const auto id = get(attributes, "id");
        const auto classes = get(attributes, "class");
        if ((!id.empty() || !classes.empty()) && !isVoidTag(name) && m_open.size() < 64 && name != "html" &&
            name != "body") {
            m_page.m_messages.push_back({id, classes, {}});
            m_open.push_back({name, 1, m_page.m_messages.size() - 1});
        }
        if (name == "title") {
            m_inTitle = true;
        } else if (name == "form") {
            const auto method = toLowerAscii(get(attributes, "method", "get"));
            m_page.m_forms.push_back({id, get(attributes, "action"), method == "post" ? "POST" : "GET", {}});
            m_inForm = true;
        } else if (name == "a" && attributes.contains("href")) {
            m_page.m_links.push_back(get(attributes, "href"));
        } else if (name == "input" && m_inForm) {
            m_page.m_forms.back().inputs.push_back({get(attributes, "name"),
                                                    toLowerAscii(get(attributes, "type", "text")),
                                                    get(attributes, "value")});
        }
    }

    void closeElement(const std::string& name)
    {
        if (name == "title")
            m_inTitle = false;
        if (name == "form")
            m_inForm = false;
        for (auto& open : m_open) {
            if (open.tag == name)
                --open.depth;
        }
        std::erase_if(m_open, [](const Open& open) { return open.depth <= 0; });
    }

    std::string_view m_rest;
    HtmlPage& m_page;
    std::vector<Open> m_open;
    bool m_inTitle = false;
    bool m_inForm = false;
};

HtmlPage HtmlPage::parse(std::string_view html)
{
    HtmlPage page;
    HtmlScanner(html.substr(0, maxHtmlBytes), page).run();
    for (auto& message : page.m_messages)
        message.text = collapse(message.text);
    return page;
}

const HtmlInput* HtmlForm::input(std::string_view name) const noexcept
{
    const auto found =
        std::find_if(inputs.begin(), inputs.end(), [&](const HtmlInput& i) { return i.name == name; });
    return found == inputs.end() ? nullptr : &*found;
}

const HtmlForm* HtmlPage::formWith(std::string_view inputName) const noexcept
{
    const auto found = std::find_if(m_forms.begin(), m_forms.end(),
                                    [&](const HtmlForm& f) { return f.input(inputName) != nullptr; });
    return found == m_forms.end() ? nullptr : &*found;
}

const HtmlForm* HtmlPage::formWithId(std::string_view id) const noexcept
{
    const auto found =
        std::find_if(m_forms.begin(), m_forms.end(), [&](const HtmlForm& f) { return f.id == id; });
    return found == m_forms.end() ? nullptr : &*found;
}

std::string HtmlPage::messageText(std::string_view idPrefix, std::string_view className) const
{
    for (const auto& message : m_messages) {
        const auto names = split(message.classes, ' ');
        const bool idFits = !idPrefix.empty() && message.id.starts_with(idPrefix);
        const bool classFits =
            !className.empty() && std::find(names.begin(), names.end(), className) != names.end();
        if ((idFits || classFits) && !message.text.empty())
            return message.text;
    }
    return {};
}

} // namespace meshsso::login
