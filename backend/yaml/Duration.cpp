#include "yaml/Duration.h"

#include <array>
#include <charconv>
#include <cstdint>

namespace meshsso::yaml {
namespace {

struct Unit
{
    std::string_view name;
    std::int64_t milliseconds;
};

constexpr std::array<Unit, 5> units{
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};
constexpr std::int64_t longest = std::int64_t{100} * 366 * 86'400'000;

} // namespace

std::optional<std::chrono::milliseconds> parseDuration(std::string_view text)
{
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{})
        return std::nullopt;
    const auto suffix = text.substr(static_cast<std::size_t>(end - text.data()));
    std::int64_t factor = suffix.empty() ? 1000 : 0;
    for (const auto& unit : units) {
        if (suffix == unit.name)
            factor = unit.milliseconds;
    }
    const auto milliseconds = static_cast<std::int64_t>(number) * factor;
    if (factor == 0 || milliseconds > longest)
        return std::nullopt;
    return std::chrono::milliseconds(milliseconds);
}

std::string formatDuration(std::chrono::milliseconds duration)
{
    const std::int64_t count = duration.count();
    if (count == 0)
        return "0s";
    for (const auto& unit : units) {
        if (count % unit.milliseconds == 0)
            return std::to_string(count / unit.milliseconds).append(unit.name);
    }
    return std::to_string(count) + "ms";
}

} // namespace meshsso::yaml
