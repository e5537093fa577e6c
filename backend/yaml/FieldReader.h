#pragma once

#include "core/Finding.h"
#include "yaml/YamlNode.h"

#include <chrono>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::yaml {

/// Reads a map field by field and collects every error at once as findings (code "yaml.*", where
/// "file:line:column (path)"), so that an operator sees all mistakes in one run. Call finish() at the end: it
/// reports keys that nobody asked for, with the nearest known one.
class FieldReader
{
public:
    /// path is the field path so far ("gateway.tls"), empty at the top.
    FieldReader(const YamlNode& node, std::string path, Findings& findings);

    bool has(std::string_view key);
    void read(std::string_view key, std::string& out);
    void read(std::string_view key, bool& out);
    void read(std::string_view key, int& out, int minimum, int maximum);
    void read(std::string_view key, std::vector<std::string>& out);
    /// A map of text to text.
    void read(std::string_view key, std::map<std::string, std::string>& out);
    /// "30s", "15m", "8h", "7d" or a plain number of seconds.
    void read(std::string_view key, std::chrono::seconds& out, std::chrono::seconds minimum,
              std::chrono::seconds maximum);
    /// As above, and "250ms".
    void read(std::string_view key, std::chrono::milliseconds& out, std::chrono::milliseconds minimum,
              std::chrono::milliseconds maximum);
    /// One of the names; out is its index.
    void readChoice(std::string_view key, std::span<const std::string_view> names, std::size_t& out);
    /// A finding (yaml.required) if absent or empty text.
    void require(std::string_view key);
    /// Runs the function on the nested map, if present.
    void readMap(std::string_view key, const std::function<void(FieldReader&)>& function);
    /// Runs the function on each element, which must be a map.
    void readList(std::string_view key, const std::function<void(FieldReader&)>& function);
    /// The raw node, for what the above do not cover; counts as asked for.
    const YamlNode* raw(std::string_view key);

    void error(std::string_view key, std::string code, std::string why, std::string fix);
    /// Position and path of a field ("file:3:5 (gateway.address)"); of the map itself if the field is absent.
    std::string where(std::string_view key) const;
    const std::string& path() const { return m_path; }
    Findings& findings() { return m_findings; }
    /// Reports what nobody asked for; readMap and readList do it for the readers they make. Once is enough.
    void finish();

private:
    const YamlNode* present(std::string_view key);
    const YamlNode* scalarFor(std::string_view key, std::string_view what);
    bool textOf(const YamlNode& node, const std::string& where, std::string& out);
    bool readDuration(std::string_view key, std::chrono::milliseconds& out, std::chrono::milliseconds minimum,
                      std::chrono::milliseconds maximum, bool wholeSeconds);
    void typeError(std::string where, std::string_view what);
    std::string fieldPath(std::string_view key) const;

    const YamlNode& m_node;
    std::string m_path;
    Findings& m_findings;
    std::set<std::string, std::less<>> m_known;
    bool m_finished = false;
};

} // namespace meshsso::yaml
