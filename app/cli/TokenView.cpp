#include "cli/TokenView.h"

#include "oidc/Claims.h"

#include <array>
#include <ctime>

namespace meshsso::cli {

namespace {

constexpr std::array<std::string_view, 5> timeClaims{"exp", "iat", "nbf", "auth_time", "updated_at"};

std::optional<TimePoint> timeOf(std::string_view name, const json::value& value)
{
    if (std::find(timeClaims.begin(), timeClaims.end(), name) == timeClaims.end())
        return std::nullopt;
    // Year 9999: later ones are no dates, and would overflow the clock's count.
    constexpr std::int64_t latest = 253'402'300'799;
    if (!value.is_int64() || value.get_int64() < 0 || value.get_int64() > latest)
        return std::nullopt;
    return fromUnixSeconds(value.get_int64());
}

std::string valueText(const json::value& value)
{
    return value.is_string() ? printable(value.get_string()) : printable(json::serialize(value));
}

std::string claimText(std::string_view name, const json::value& value, TimePoint now)
{
    if (const auto time = timeOf(name, value))
        return localTime(*time) + " (" + relativeTime(*time, now) + ")";
    return valueText(value);
}

std::size_t nameWidth(const json::object& members)
{
    std::size_t width = 0;
    for (const auto& member : members)
        width = std::max(width, displayWidth(printable(member.key())));
    return width;
}

void showLine(const Console& console, const std::string& name, std::size_t width, const std::string& value)
{
    console.print("  " + console.styled(Style::Bold, name) +
                  std::string(width - displayWidth(name) + 2, ' ') + value);
}

} // namespace

std::string localTime(TimePoint time)
{
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm broken{};
    std::array<char, 64> text{};
    if (localtime_r(&seconds, &broken) == nullptr ||
        std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S %Z", &broken) == 0)
        return std::to_string(seconds);
    return text.data();
}

void showHeader(const Console& console, const json::object& header)
{
    const std::size_t width = nameWidth(header);
    for (const auto& member : header)
        showLine(console, printable(member.key()), width, valueText(member.value()));
}

void showClaims(const Console& console, const json::object& claims, TimePoint now)
{
    const std::size_t width = nameWidth(claims);
    for (const auto& claim : claims) {
        showLine(console, printable(claim.key()), width, claimText(claim.key(), claim.value(), now));
        const auto meaning = oidc::explainClaim(claim.key());
        if (!meaning.empty())
            console.print(std::string(width + 4, ' ') + console.styled(Style::Dim, meaning));
    }
}

json::array claimsJson(const json::object& claims, TimePoint now)
{
    json::array result;
    for (const auto& claim : claims) {
        json::object entry{{"name", claim.key()}, {"value", claim.value()}};
        if (const auto meaning = oidc::explainClaim(claim.key()); !meaning.empty())
            entry["meaning"] = meaning;
        if (const auto time = timeOf(claim.key(), claim.value()))
            entry["time"] = localTime(*time) + " (" + relativeTime(*time, now) + ")";
        result.push_back(std::move(entry));
    }
    return result;
}

} // namespace meshsso::cli
