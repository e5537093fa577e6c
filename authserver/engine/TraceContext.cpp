#include "engine/TraceContext.h"

#include "core/Encoding.h"

#include <algorithm>

namespace meshsso::engine {
namespace {

constexpr std::size_t idAt = 3;
constexpr std::size_t idDigits = 32;
constexpr std::size_t spanAt = idAt + idDigits + 1;
constexpr std::size_t spanDigits = 16;
constexpr std::size_t flagsAt = spanAt + spanDigits + 1;
constexpr std::size_t length = flagsAt + 2;

bool isHex(std::string_view text) noexcept
{
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool isZero(std::string_view text) noexcept
{
    return text.find_first_not_of('0') == std::string_view::npos;
}

bool isTraceparent(std::string_view text) noexcept
{
    if (text.size() < length || text[2] != '-' || text[spanAt - 1] != '-' || text[flagsAt - 1] != '-')
        return false;
    const auto version = text.substr(0, 2);
    // A later version may say more, after another dash.
    const bool endsWell =
        version == "00" ? text.size() == length : text.size() == length || text[length] == '-';
    const auto id = text.substr(idAt, idDigits);
    const auto span = text.substr(spanAt, spanDigits);
    return endsWell && isHex(version) && version != "ff" && isHex(id) && !isZero(id) && isHex(span) &&
           !isZero(span) && isHex(text.substr(flagsAt, 2));
}

} // namespace

std::string_view traceIdOf(std::string_view traceparent) noexcept
{
    return isTraceparent(traceparent) ? traceparent.substr(idAt, idDigits) : std::string_view{};
}

std::string childTraceparent(std::string_view traceparent, SecureRandom& random)
{
    if (!isTraceparent(traceparent))
        return {};
    std::string child = "00-";
    child.append(traceparent.substr(idAt, idDigits)).append(1, '-');
    child.append(hexEncode(random.bytes(spanDigits / 2))).append(1, '-');
    child.append(traceparent.substr(flagsAt, 2));
    return child;
}

} // namespace meshsso::engine
