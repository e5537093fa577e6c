#include "yaml/FieldReader.h"

#include "core/Text.h"
#include "yaml/Duration.h"
#include "yaml/YamlScalar.h"

#include <charconv>
#include <utility>

namespace meshsso::yaml {
namespace {

std::string quoted(std::string_view text)
{
    return "'" + std::string(text) + "'";
}

std::string listOf(std::span<const std::string_view> names)
{
    std::string out;
    for (const auto name : names)
        out.append(out.empty() ? "" : ", ").append(name);
    return out;
}

} // namespace

FieldReader::FieldReader(const YamlNode& node, std::string path, Findings& findings)
    : m_node(node), m_path(std::move(path)), m_findings(findings)
{
    if (!node.isMap() && !node.isNull())
        typeError(where({}), "a map of fields");
}

bool FieldReader::has(std::string_view key)
{
    return raw(key) != nullptr;
}

const YamlNode* FieldReader::raw(std::string_view key)
{
    m_known.emplace(key);
    return m_node.find(key);
}

/// The node if the key is there and has a value; a key without one is an error, since it says nothing.
const YamlNode* FieldReader::present(std::string_view key)
{
    const auto* node = raw(key);
    if (node && node->isNull()) {
        m_findings.push_back({"yaml.type", Severity::Error, where(key), "the field has no value",
                              "Give it one, or remove the line to get the default."});
        return nullptr;
    }
    return node;
}

const YamlNode* FieldReader::scalarFor(std::string_view key, std::string_view what)
{
    const auto* node = present(key);
    if (node && !node->isScalar()) {
        typeError(where(key), what);
        return nullptr;
    }
    return node;
}

bool FieldReader::textOf(const YamlNode& node, const std::string& at, std::string& out)
{
    if (!node.isScalar()) {
        typeError(at, "text");
        return false;
    }
    if (!node.isQuoted() && plainKind(node.scalar()) != PlainKind::Text) {
        m_findings.push_back(
            {"yaml.type", Severity::Error, at,
             "the value must be text, but YAML readers take it for a number, a date, a boolean or "
             "nothing",
             "Write it in double quotes."});
        return false;
    }
    out = node.scalar();
    return true;
}

void FieldReader::read(std::string_view key, std::string& out)
{
    if (const auto* node = present(key))
        textOf(*node, where(key), out);
}

void FieldReader::read(std::string_view key, bool& out)
{
    const auto* node = scalarFor(key, "true or false");
    if (!node)
        return;
    const auto& text = node->scalar();
    if (node->isQuoted() || (text != "true" && text != "false"))
        typeError(where(key), "true or false (without quotes)");
    else
        out = text == "true";
}

void FieldReader::read(std::string_view key, int& out, int minimum, int maximum)
{
    const auto* node = scalarFor(key, "a whole number");
    if (!node)
        return;
    const auto& text = node->scalar();
    long long number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool digitsOnly = end == text.data() + text.size() && error != std::errc::invalid_argument;
    const bool leadingZero = text.size() > 1 && text.front() == '0';
    if (node->isQuoted() || !digitsOnly || leadingZero) {
        typeError(where(key), "a whole number (decimal, without quotes)");
    } else if (error == std::errc::result_out_of_range || number < minimum || number > maximum) {
        m_findings.push_back(
            {"yaml.range", Severity::Error, where(key), "the number is out of range",
             "Use a number from " + std::to_string(minimum) + " to " + std::to_string(maximum) + "."});
    } else {
        out = static_cast<int>(number);
    }
}

void FieldReader::read(std::string_view key, std::vector<std::string>& out)
{
    const auto* node = present(key);
    if (!node)
        return;
    if (!node->isSequence())
        return typeError(where(key), "a list of text ([a, b])");
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < node->items().size(); ++i) {
        const auto& item = node->items()[i];
        std::string text;
        if (textOf(item, item.position() + " (" + fieldPath(key) + "[" + std::to_string(i) + "])", text))
            texts.push_back(std::move(text));
    }
    out = std::move(texts);
}

void FieldReader::read(std::string_view key, std::map<std::string, std::string>& out)
{
    const auto* node = present(key);
    if (!node)
        return;
    if (!node->isMap())
        return typeError(where(key), "a map of text to text");
    std::map<std::string, std::string> texts;
    for (const auto& [name, value] : node->members()) {
        std::string text;
        if (textOf(value, value.position() + " (" + fieldPath(key) + "." + name + ")", text))
            texts.emplace(name, std::move(text));
    }
    out = std::move(texts);
}

void FieldReader::read(std::string_view key, std::chrono::seconds& out, std::chrono::seconds minimum,
                       std::chrono::seconds maximum)
{
    std::chrono::milliseconds duration{};
    if (readDuration(key, duration, minimum, maximum, true))
        out = std::chrono::duration_cast<std::chrono::seconds>(duration);
}

void FieldReader::read(std::string_view key, std::chrono::milliseconds& out,
                       std::chrono::milliseconds minimum, std::chrono::milliseconds maximum)
{
    readDuration(key, out, minimum, maximum, false);
}

bool FieldReader::readDuration(std::string_view key, std::chrono::milliseconds& out,
                               std::chrono::milliseconds minimum, std::chrono::milliseconds maximum,
                               bool wholeSeconds)
{
    const std::string what = wholeSeconds ? "a duration (30s, 15m, 8h, 7d, or a number of seconds)"
                                          : "a duration (250ms, 30s, 15m, 8h, 7d, or a number of seconds)";
    const auto* node = scalarFor(key, what);
    if (!node)
        return false;
    const auto duration = parseDuration(node->scalar());
    if (!duration || (wholeSeconds && duration->count() % 1000 != 0)) {
        typeError(where(key), what);
        return false;
    }
    if (*duration < minimum || *duration > maximum) {
        m_findings.push_back(
            {"yaml.range", Severity::Error, where(key), "the duration is out of range",
             "Use a duration from " + formatDuration(minimum) + " to " + formatDuration(maximum) + "."});
        return false;
    }
    out = *duration;
    return true;
}

void FieldReader::readChoice(std::string_view key, std::span<const std::string_view> names, std::size_t& out)
{
    const auto* node = scalarFor(key, "one of: " + listOf(names));
    if (!node)
        return;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (node->scalar() == names[i]) {
            out = i;
            return;
        }
    }
    const auto nearest = nearestOf(node->scalar(), names);
    m_findings.push_back({"yaml.choice", Severity::Error, where(key),
                          "the value is not one of: " + listOf(names),
                          nearest.empty() ? "Use one of these." : "Did you mean " + quoted(nearest) + "?"});
}

void FieldReader::require(std::string_view key)
{
    const auto* node = raw(key);
    const bool isEmptyText = node && node->isScalar() && node->scalar().empty();
    if (node && !isEmptyText)
        return;
    m_findings.push_back({"yaml.required", Severity::Error, where(key),
                          "the field " + quoted(fieldPath(key)) + (node ? " is empty" : " is missing"),
                          "Add '" + std::string(key) + ": ...' here."});
}

void FieldReader::readMap(std::string_view key, const std::function<void(FieldReader&)>& function)
{
    const auto* node = present(key);
    if (!node)
        return;
    if (!node->isMap())
        return typeError(where(key), "a map of fields");
    FieldReader nested(*node, fieldPath(key), m_findings);
    function(nested);
    nested.finish();
}

void FieldReader::readList(std::string_view key, const std::function<void(FieldReader&)>& function)
{
    const auto* node = present(key);
    if (!node)
        return;
    if (!node->isSequence())
        return typeError(where(key), "a list (lines that begin with '- ')");
    for (std::size_t i = 0; i < node->items().size(); ++i) {
        const auto& item = node->items()[i];
        const auto path = fieldPath(key) + "[" + std::to_string(i) + "]";
        if (!item.isMap()) {
            typeError(item.position() + " (" + path + ")", "a map of fields");
            continue;
        }
        FieldReader nested(item, path, m_findings);
        function(nested);
        nested.finish();
    }
}

void FieldReader::error(std::string_view key, std::string code, std::string why, std::string fix)
{
    m_findings.push_back({std::move(code), Severity::Error, where(key), std::move(why), std::move(fix)});
}

std::string FieldReader::where(std::string_view key) const
{
    const auto* node = key.empty() ? nullptr : m_node.find(key);
    const auto position = !node            ? m_node.position()
                          : node->isNull() ? m_node.keyPosition(key)
                                           : node->position();
    const auto field = fieldPath(key);
    return field.empty() ? position : position + " (" + field + ")";
}

std::string FieldReader::fieldPath(std::string_view key) const
{
    if (key.empty() || m_path.empty())
        return m_path + std::string(key);
    return m_path + "." + std::string(key);
}

void FieldReader::typeError(std::string where, std::string_view what)
{
    // The value stays out of the message: it may be a secret that was typed into the wrong place.
    m_findings.push_back({"yaml.type", Severity::Error, std::move(where), "the value has the wrong type",
                          "It must be " + std::string(what) + "."});
}

void FieldReader::finish()
{
    if (std::exchange(m_finished, true))
        return;
    const std::vector<std::string_view> known(m_known.begin(), m_known.end());
    for (const auto& [key, node] : m_node.members()) {
        if (m_known.contains(key))
            continue;
        const auto nearest = nearestOf(key, known);
        auto position = m_node.keyPosition(key) + " (" + fieldPath(key) + ")";
        m_findings.push_back({"yaml.unknown-key", Severity::Error, std::move(position),
                              "the key " + quoted(key) + " is not known here",
                              nearest.empty() ? "Remove it; the known keys are: " + listOf(known) + "."
                                              : "Did you mean " + quoted(nearest) + "?"});
    }
}

} // namespace meshsso::yaml
