#pragma once

#include "migrate/ImportReport.h"
#include "migrate/Oauth2ProxyOptions.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::migrate {

/// In rising order of precedence.
enum class OptionLayer { File, Environment, CommandLine };

struct OptionValue
{
    std::string text;
    std::string where;        ///< "oauth2-proxy.cfg:3 (client_id)"
    bool isElsewhere = false; ///< text says where the value is kept; the value itself was not in the source
};

/// The options of oauth2-proxy that a source sets, by flag; each from the layer that wins. Texts are wiped at
/// the end, since some are secrets. Private to this folder.
class OptionSet
{
public:
    OptionSet() = default;
    OptionSet(const OptionSet&) = delete;
    OptionSet& operator=(const OptionSet&) = delete;
    ~OptionSet();

    /// Adds a value under any spelling of the option's name. Lists are split at commas, as oauth2-proxy does,
    /// unless isWhole. A name that is unknown is reported.
    void add(std::string_view name, OptionValue value, OptionLayer layer, ImportReport& report,
             bool isWhole = false);

    bool isSet(std::string_view flag) const { return find(flag) != nullptr; }
    const OptionValue* find(std::string_view flag) const; ///< the last value
    /// The values that the source holds, without those kept elsewhere.
    std::vector<OptionValue> all(std::string_view flag) const;
    /// True if a value is kept elsewhere, so that all() does not have it.
    bool isIncomplete(std::string_view flag) const;
    std::string text(std::string_view flag) const;
    std::string where(std::string_view flag) const;
    bool flag(std::string_view flag, bool fallback) const;
    bool isEmpty() const { return m_entries.empty(); }
    /// Every flag that is set.
    std::vector<std::string> flags() const;

private:
    struct Entry
    {
        OptionLayer layer = OptionLayer::File;
        std::vector<OptionValue> values;
    };
    std::map<std::string, Entry, std::less<>> m_entries;
};

/// "168h0m0s", "1h30m", "90", "500ms" (rounded down to seconds).
std::optional<std::chrono::seconds> parseGoDuration(std::string_view text);
/// True where such a text says no time at all: "0", "0s", "0h0m0s" or nothing.
bool isZeroDuration(std::string_view text);

} // namespace meshsso::migrate
