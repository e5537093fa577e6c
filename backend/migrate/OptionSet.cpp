#include "migrate/OptionSet.h"

#include "core/SecretString.h"
#include "core/Text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace meshsso::migrate {

OptionSet::~OptionSet()
{
    for (auto& [flag, entry] : m_entries) {
        for (auto& value : entry.values)
            wipe(value.text);
    }
}

void OptionSet::add(std::string_view name, OptionValue value, OptionLayer layer, ImportReport& report,
                    bool isWhole)
{
    const auto* option = findOauth2ProxyOption(name);
    if (option == nullptr) {
        report.unknown(std::move(value.where), nearestOauth2ProxyOption(name));
        wipe(value.text);
        return;
    }
    auto& entry = m_entries[std::string(option->flag)];
    if (entry.layer < layer)
        entry.values.clear();
    else if (entry.layer > layer && !entry.values.empty())
        return;
    entry.layer = layer;
    if (option->type != OptionType::List || value.isElsewhere || isWhole) {
        if (option->type != OptionType::List)
            entry.values.clear();
        entry.values.push_back(std::move(value));
        return;
    }
    for (const auto part : split(value.text, ',')) {
        if (const auto text = trim(part); !text.empty())
            entry.values.push_back({std::string(text), value.where, false});
    }
}

const OptionValue* OptionSet::find(std::string_view flag) const
{
    const auto at = m_entries.find(flag);
    return at == m_entries.end() || at->second.values.empty() ? nullptr : &at->second.values.back();
}

std::vector<OptionValue> OptionSet::all(std::string_view flag) const
{
    std::vector<OptionValue> values;
    if (const auto at = m_entries.find(flag); at != m_entries.end()) {
        for (const auto& value : at->second.values) {
            if (!value.isElsewhere)
                values.push_back(value);
        }
    }
    return values;
}

bool OptionSet::isIncomplete(std::string_view flag) const
{
    const auto at = m_entries.find(flag);
    return at != m_entries.end() && std::any_of(at->second.values.begin(), at->second.values.end(),
                                                [](const auto& value) { return value.isElsewhere; });
}

std::string OptionSet::text(std::string_view flag) const
{
    const auto* value = find(flag);
    return value != nullptr && !value->isElsewhere ? value->text : std::string();
}

std::string OptionSet::where(std::string_view flag) const
{
    const auto* value = find(flag);
    return value != nullptr ? value->where : std::string();
}

bool OptionSet::flag(std::string_view flag, bool fallback) const
{
    const auto value = toLowerAscii(text(flag));
    if (value == "true" || value == "1" || value == "t")
        return true;
    return value == "false" || value == "0" || value == "f" ? false : fallback;
}

std::vector<std::string> OptionSet::flags() const
{
    std::vector<std::string> flags;
    for (const auto& [flag, entry] : m_entries)
        flags.push_back(flag);
    return flags;
}

std::optional<std::chrono::seconds> parseGoDuration(std::string_view text)
{
    struct Unit
    {
        std::string_view name;
        std::int64_t milliseconds;
    };
    constexpr std::array<Unit, 4> units{{{"ms", 1}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}}};
    constexpr std::int64_t most = 1'000'000'000;
    std::int64_t total = 0;
    if (text.empty())
        return std::nullopt;
    while (!text.empty()) {
        std::int64_t number = 0;
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
        if (parsed.ec != std::errc() || number < 0 || number > most)
            return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
        std::int64_t scale = text.empty() ? 1000 : 0; // a plain number: seconds
        for (const auto& unit : units) {
            if (scale == 0 && text.starts_with(unit.name)) {
                scale = unit.milliseconds;
                text.remove_prefix(unit.name.size());
            }
        }
        if (scale == 0)
            return std::nullopt;
        total += number * scale;
        if (total > most * 1000)
            return std::nullopt;
    }
    return std::chrono::seconds(total / 1000);
}

bool isZeroDuration(std::string_view text)
{
    return text.find_first_not_of("0hms.") == std::string_view::npos;
}

} // namespace meshsso::migrate
