#pragma once

#include "core/Result.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::engine {

/// What a page's template leaves open: {{lang}}, {{title}}, {{logo}}, {{message}}, {{action}}, {{reference}}.
enum class PageSlot {
    Language, ///< "en"; also in attributes
    Title,    ///< text; also in attributes
    Logo,     ///< the picture, or nothing
    Message,  ///< paragraphs and lists
    Action,   ///< the link, or nothing
    Reference ///< a line for the administrator, or nothing
};
inline constexpr int pageSlotCount = 6;

/// An HTML page with slots. Only plain markup is taken, so that what a Content-Security-Policy would block in
/// the browser is told when the server starts, and nothing is filled in where escaped text could be read as
/// something else: no scripts, forms, pictures or parts from elsewhere, no attributes but harmless ones,
/// slots only in text (two of them also in quoted attributes), never in styles, comments or links. Immutable.
class PageTemplate
{
public:
    static constexpr std::size_t maxBytes = 65'536;
    /// By slot; escaped.
    using Values = std::array<std::string_view, pageSlotCount>;

    /// Errors: InvalidArgument, naming the line and what is wrong with it.
    static Result<PageTemplate> parse(std::string_view html);

    std::string fill(const Values& values) const;
    /// What stands between style tags, byte by byte as the browser hashes it.
    const std::vector<std::string>& styles() const noexcept { return m_styles; }

private:
    friend class PageTemplateParser;
    PageTemplate() = default;

    struct Piece
    {
        std::string text;
        std::optional<PageSlot> slot; ///< after the text
    };
    std::vector<Piece> m_pieces;
    std::vector<std::string> m_styles;
};

} // namespace meshsso::engine
