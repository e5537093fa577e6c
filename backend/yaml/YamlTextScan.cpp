#include "yaml/YamlReader.h"

#include <algorithm>

namespace meshsso::yaml {
namespace {

std::size_t endOfLine(std::string_view text, std::size_t offset)
{
    return std::min(text.find('\n', offset), text.size());
}

/// Past the closing quote, or npos if there is none.
std::size_t endOfQuoted(std::string_view text, std::size_t offset)
{
    const char quote = text[offset];
    for (++offset; offset < text.size(); ++offset) {
        if (quote == '"' && text[offset] == '\\') {
            ++offset;
        } else if (text[offset] == quote) {
            const bool doubled = quote == '\'' && offset + 1 < text.size() && text[offset + 1] == '\'';
            if (!doubled)
                return offset + 1;
            ++offset;
        }
    }
    return std::string_view::npos;
}

/// Where the lines of a block scalar end. content is the start of the line after its header.
std::size_t endOfBlock(std::string_view text, std::size_t content)
{
    std::size_t indent = 0;
    while (content < text.size()) {
        const auto end = endOfLine(text, content);
        const auto line = text.substr(content, end - content);
        const auto first = line.find_first_not_of(" \r");
        if (first != std::string_view::npos) {
            if (indent == 0)
                indent = first;
            // A block scalar at the top level may have no indent at all, but then its end is the file's.
            if (first < indent || first == 0)
                return content;
        }
        content = std::min(end + 1, text.size());
    }
    return text.size();
}

} // namespace

YamlTextScan scanYamlText(std::string_view text, const std::vector<std::size_t>& opaqueScalars)
{
    YamlTextScan scan;
    auto next = opaqueScalars.begin();
    std::size_t offset = 0;
    std::size_t blockContent = std::string_view::npos;
    while (offset < text.size()) {
        if (offset == blockContent) {
            offset = endOfBlock(text, offset);
            blockContent = std::string_view::npos;
            continue;
        }
        while (next != opaqueScalars.end() && *next < offset)
            ++next;
        const char c = text[offset];
        if (next != opaqueScalars.end() && *next == offset) {
            if (c == '"' || c == '\'') {
                const auto end = endOfQuoted(text, offset);
                if (end == std::string_view::npos) {
                    scan.unclosedQuote = offset;
                    return scan;
                }
                offset = end;
                continue;
            }
            // The header's own line may still carry a comment, and is looked at as any other.
            blockContent = std::min(endOfLine(text, offset) + 1, text.size());
        }
        const bool startsToken =
            offset == 0 || text[offset - 1] == ' ' || text[offset - 1] == '\t' || text[offset - 1] == '\n';
        if (c == '#' && startsToken) {
            scan.hasComments = true;
            offset = endOfLine(text, offset);
        } else {
            ++offset;
        }
    }
    return scan;
}

} // namespace meshsso::yaml
