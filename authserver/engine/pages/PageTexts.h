#pragma once

#include "engine/pages/PageId.h"

#include <string_view>

namespace meshsso::engine {

enum class PageLanguage { English, Chinese };
inline constexpr int pageLanguageCount = 2;

/// "en" or "zh-Hans": for the lang attribute and Content-Language.
std::string_view languageTag(PageLanguage language) noexcept;
/// What Accept-Language asks for, by its quality values (RFC 9110 section 12.5.4): Chinese of any kind if it
/// stands highest among the languages we have, English otherwise.
PageLanguage preferredLanguage(std::string_view acceptLanguage) noexcept;

/// What a page says, in plain text.
struct PageText
{
    std::string_view title;
    std::string_view message; ///< paragraphs, a line each; lines that start with "- " are a list's
    std::string_view action;  ///< what the link says; may be empty
};

/// Words that pages share, with the colon after them as the language has it.
struct PageLabels
{
    std::string_view reference;
    std::string_view missing; ///< before what a user lacks, where the operator lets it be shown
};

PageText englishText(PageId id) noexcept;
PageText chineseText(PageId id) noexcept;
PageText builtInText(PageId id, PageLanguage language) noexcept;
PageLabels pageLabels(PageLanguage language) noexcept;

} // namespace meshsso::engine
