#include "desktop/models/ClaimSpans.h"

namespace meshsso::desktop {

namespace {

/// The position behind the string whose opening quote is at start.
std::size_t endOfString(std::string_view json, std::size_t start)
{
    for (auto i = start + 1; i < json.size(); ++i) {
        if (json[i] == '\\')
            ++i;
        else if (json[i] == '"')
            return i + 1;
    }
    return json.size();
}

} // namespace

std::vector<MemberSpan> memberSpans(std::string_view json)
{
    std::vector<MemberSpan> spans;
    int depth = 0;
    std::size_t start = std::string_view::npos; ///< of the member under way
    std::size_t last = 0;                       ///< behind its last byte that is no blank
    const auto finish = [&] {
        if (start != std::string_view::npos && !spans.empty())
            spans.back().length = last - start;
        start = std::string_view::npos;
    };
    for (std::size_t i = 0; i < json.size();) {
        const char c = json[i];
        if (c == '"') {
            const auto end = endOfString(json, i);
            if (depth == 1 && start == std::string_view::npos) {
                start = i;
                const auto inner = end > i + 1 ? end - i - 2 : 0;
                spans.push_back({std::string(json.substr(i + 1, inner)), i, 0});
            }
            last = end;
            i = end;
            continue;
        }
        if (depth == 1 && (c == ',' || c == '}'))
            finish();
        if (c == '{' || c == '[')
            ++depth;
        else if (c == '}' || c == ']')
            --depth;
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
            last = i + 1;
        ++i;
        if (depth <= 0)
            break;
    }
    finish();
    return spans;
}

MemberSpan encodedSpan(const MemberSpan& decoded)
{
    // Three bytes are four characters; a byte's bits may share a character with its neighbour's.
    const auto first = decoded.offset * 8 / 6;
    const auto end = ((decoded.offset + decoded.length) * 8 + 5) / 6;
    return {decoded.name, first, end - first};
}

} // namespace meshsso::desktop
