#include "redis/RevocationEntry.h"

#include <charconv>

namespace meshsso::redis {
namespace {

using session::Revocation;

std::string unixMillis(TimePoint time)
{
    return std::to_string(
        std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count());
}

bool readTime(const std::string& text, TimePoint& time)
{
    std::int64_t millis = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, code] = std::from_chars(text.data(), end, millis);
    // A clock counts in nanoseconds: what is out of its range must not overflow.
    constexpr std::int64_t farAway = 9'000'000'000'000;
    if (code != std::errc() || stop != end || millis < 0 || millis > farAway)
        return false;
    time = TimePoint(std::chrono::milliseconds(millis));
    return true;
}

} // namespace

std::vector<std::string> toEntry(const Revocation& revocation)
{
    return {"kind",   std::to_string(static_cast<int>(revocation.kind)),
            "issuer", revocation.issuer,
            "value",  revocation.value,
            "before", unixMillis(revocation.before),
            "until",  unixMillis(revocation.until)};
}

std::optional<Revocation> fromEntry(const RedisReply& fields)
{
    Revocation revocation;
    bool hasKind = false;
    bool hasUntil = false;
    for (std::size_t i = 0; i + 1 < fields.elements.size(); i += 2) {
        const auto& name = fields.elements[i].text;
        const auto& value = fields.elements[i + 1].text;
        if (name == "kind") {
            hasKind = value == "0" || value == "1" || value == "2";
            if (hasKind)
                revocation.kind = static_cast<Revocation::Kind>(value[0] - '0');
        } else if (name == "issuer") {
            revocation.issuer = value;
        } else if (name == "value") {
            revocation.value = value;
        } else if (name == "before") {
            if (!readTime(value, revocation.before))
                return std::nullopt;
        } else if (name == "until") {
            hasUntil = readTime(value, revocation.until);
        }
    }
    if (!hasKind || !hasUntil || revocation.value.empty())
        return std::nullopt;
    return revocation;
}

} // namespace meshsso::redis
