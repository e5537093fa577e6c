#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace meshsso::login {

struct HtmlInput
{
    std::string name;
    std::string type; ///< lower case; "text" if not given
    std::string value;
};

struct HtmlForm
{
    std::string id;
    std::string action; ///< entities decoded; empty: the page's own URL
    std::string method; ///< "GET" or "POST"
    std::vector<HtmlInput> inputs;

    const HtmlInput* input(std::string_view name) const noexcept;
};

/// What a person would act on in a page: forms, links, and the texts of elements that carry messages. No
/// browser: a forgiving scan of tags, enough for sign-in pages; scripts and comments are skipped.
class HtmlPage
{
public:
    /// Looks at no more than the first MiB.
    static HtmlPage parse(std::string_view html);

    const std::vector<HtmlForm>& forms() const { return m_forms; }
    const std::vector<std::string>& links() const { return m_links; } ///< href values, entities decoded
    const std::string& title() const { return m_title; }
    /// The form with an input of that name, or null.
    const HtmlForm* formWith(std::string_view inputName) const noexcept;
    const HtmlForm* formWithId(std::string_view id) const noexcept;
    /// The text of the first element whose id starts so or whose class list has such a name; empty if none.
    std::string messageText(std::string_view idPrefix, std::string_view className) const;

private:
    struct Message
    {
        std::string id;
        std::string classes;
        std::string text;
    };

    friend class HtmlScanner;
    std::vector<HtmlForm> m_forms;
    std::vector<std::string> m_links;
    std::vector<Message> m_messages;
    std::string m_title;
};

/// Decodes the entities &amp; &lt; &gt; &quot; &#39; and numeric ones of ASCII; others stay as they are.
std::string decodeEntities(std::string_view text);

} // namespace meshsso::login
