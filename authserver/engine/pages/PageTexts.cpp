#include "engine/pages/PageTexts.h"

#include "core/Text.h"

#include <optional>

namespace meshsso::engine {
namespace {

/// A weight in thousandths, or nothing for what is none (RFC 9110 section 12.4.2).
std::optional<int> parseWeight(std::string_view text)
{
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1'))
        return std::nullopt;
    if (text.size() > 1 && text[1] != '.')
        return std::nullopt;
    int weight = (text[0] - '0') * 1000;
    int unit = 100;
    for (const char c : text.substr(text.size() > 1 ? 2 : 1)) {
        if (c < '0' || c > '9')
            return std::nullopt;
        weight += (c - '0') * unit;
        unit /= 10;
    }
    return weight <= 1000 ? std::optional(weight) : std::nullopt;
}

/// Of an element "tag;q=0.8"; nothing if it is malformed.
std::optional<int> weightOf(std::string_view parameters)
{
    int weight = 1000;
    while (!parameters.empty()) {
        const auto end = parameters.find(';');
        const auto parameter = trim(parameters.substr(0, end));
        parameters = end == std::string_view::npos ? std::string_view{} : parameters.substr(end + 1);
        const auto equals = parameter.find('=');
        if (equals == std::string_view::npos || !equalsIgnoreCase(trim(parameter.substr(0, equals)), "q"))
            continue;
        const auto parsed = parseWeight(trim(parameter.substr(equals + 1)));
        if (!parsed)
            return std::nullopt;
        weight = *parsed;
    }
    return weight;
}

bool isLanguage(std::string_view tag, std::string_view primary)
{
    return tag.size() >= primary.size() && equalsIgnoreCase(tag.substr(0, primary.size()), primary) &&
           (tag.size() == primary.size() || tag[primary.size()] == '-');
}

} // namespace

std::string_view languageTag(PageLanguage language) noexcept
{
    return language == PageLanguage::Chinese ? "zh-Hans" : "en";
}

PageLanguage preferredLanguage(std::string_view acceptLanguage) noexcept
{
    // Of several ranges for one language the highest weight counts; of equal weights the one named first.
    int english = -1;
    int chinese = -1;
    int any = -1;
    bool isChineseFirst = false;
    while (!acceptLanguage.empty()) {
        const auto end = acceptLanguage.find(',');
        const auto element = trim(acceptLanguage.substr(0, end));
        acceptLanguage = end == std::string_view::npos ? std::string_view{} : acceptLanguage.substr(end + 1);
        const auto semicolon = element.find(';');
        const auto tag = trim(element.substr(0, semicolon));
        const auto weight = weightOf(semicolon == std::string_view::npos ? std::string_view{}
                                                                         : element.substr(semicolon + 1));
        if (!weight)
            continue;
        if (isLanguage(tag, "zh")) {
            isChineseFirst = isChineseFirst || english < 0;
            chinese = chinese > *weight ? chinese : *weight;
        } else if (isLanguage(tag, "en")) {
            english = english > *weight ? english : *weight;
        } else if (tag == "*") {
            any = *weight;
        }
    }
    if (chinese < 0)
        chinese = english == 0 ? any : -1; // "en;q=0, *": anything but English
    if (english < 0)
        english = any;
    if (chinese <= 0)
        return PageLanguage::English;
    return chinese > english || (chinese == english && isChineseFirst) ? PageLanguage::Chinese
                                                                       : PageLanguage::English;
}

PageText builtInText(PageId id, PageLanguage language) noexcept
{
    return language == PageLanguage::Chinese ? chineseText(id) : englishText(id);
}

PageLabels pageLabels(PageLanguage language) noexcept
{
    return language == PageLanguage::Chinese ? PageLabels{"查询编号：", "缺少的权限："}
                                             : PageLabels{"Reference: ", "What is missing: "};
}

} // namespace meshsso::engine
