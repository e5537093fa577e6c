#include "yaml/YamlValue.h"

#include "core/Text.h"
#include "yaml/YamlScalar.h"

#include <array>
#include <charconv>
#include <cmath>

namespace meshsso::yaml {
namespace {

constexpr std::size_t indentStep = 2;
/// Longer keys may not be written as "key: value" (YAML 1.2 section 7.4.2: 1024 characters).
constexpr std::size_t maxSimpleKey = 1000;

std::string formatDouble(double number)
{
    if (std::isnan(number))
        return ".nan";
    if (std::isinf(number))
        return number < 0 ? "-.inf" : ".inf";
    std::array<char, 40> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
    std::string text(buffer.data(), end);
    // YAML 1.1 takes only what has a point for a number.
    if (text.find('.') == std::string::npos) {
        const auto exponent = text.find('e');
        text.insert(exponent == std::string::npos ? text.size() : exponent, ".0");
    }
    return text;
}

/// Text that a literal block holds exactly: several lines, printable, and neither its indent nor its blank
/// lines open to interpretation.
bool fitsLiteralBlock(std::string_view text)
{
    if (text.find('\n') == std::string_view::npos)
        return false;
    const char first = text.front();
    if (first == '\n' || first == ' ')
        return false;
    for (const auto line : split(text, '\n')) {
        if (!line.empty() && trim(line).empty())
            return false;
    }
    return isYamlPrintable(text);
}

class Emitter
{
public:
    /// Writes what follows "key:" or "-": a scalar on the same line, or a block on the next ones.
    void value(const json::value& value, std::size_t indent)
    {
        if (const auto* object = value.if_object(); object && !object->empty()) {
            m_out += '\n';
            members(*object, indent, true);
        } else if (const auto* array = value.if_array(); array && !array->empty()) {
            m_out += '\n';
            items(*array, indent, true);
        } else {
            m_out += ' ';
            scalar(value, indent);
        }
    }

    void document(const json::value& value)
    {
        if (const auto* object = value.if_object(); object && !object->empty())
            members(*object, 0, true);
        else if (const auto* array = value.if_array(); array && !array->empty())
            items(*array, 0, true);
        else
            scalar(value, indentStep);
    }

    std::string take() { return std::move(m_out); }

private:
    void members(const json::object& object, std::size_t indent, bool indentFirst)
    {
        for (const auto& member : object) {
            if (indentFirst || &member != &*object.begin())
                m_out.append(indent, ' ');
            const auto key = quoteYaml(member.key());
            if (key.size() > maxSimpleKey) {
                m_out += "? " + key + "\n";
                m_out.append(indent, ' ');
                m_out += ':';
            } else {
                m_out += key + ":";
            }
            value(member.value(), indent + indentStep);
        }
    }

    void items(const json::array& array, std::size_t indent, bool indentFirst)
    {
        for (const auto& item : array) {
            if (indentFirst || &item != &array.front())
                m_out.append(indent, ' ');
            m_out += "- ";
            if (const auto* object = item.if_object(); object && !object->empty())
                members(*object, indent + indentStep, false);
            else if (const auto* nested = item.if_array(); nested && !nested->empty())
                items(*nested, indent + indentStep, false);
            else
                scalar(item, indent + indentStep);
        }
    }

    void scalar(const json::value& value, std::size_t indent)
    {
        switch (value.kind()) {
        case json::kind::null:
            m_out += "null";
            break;
        case json::kind::bool_:
            m_out += value.get_bool() ? "true" : "false";
            break;
        case json::kind::int64:
            m_out += std::to_string(value.get_int64());
            break;
        case json::kind::uint64:
            m_out += std::to_string(value.get_uint64());
            break;
        case json::kind::double_:
            m_out += formatDouble(value.get_double());
            break;
        case json::kind::string:
            return text(value.get_string(), indent);
        case json::kind::array:
            m_out += "[]";
            break;
        case json::kind::object:
            m_out += "{}";
            break;
        }
        m_out += '\n';
    }

    void text(std::string_view text, std::size_t indent)
    {
        if (!fitsLiteralBlock(text)) {
            m_out += quoteYaml(text) + "\n";
            return;
        }
        m_out += !text.ends_with('\n') ? "|-\n" : text.ends_with("\n\n") ? "|+\n" : "|\n";
        if (text.ends_with('\n'))
            text.remove_suffix(1);
        for (const auto line : split(text, '\n')) {
            if (!line.empty())
                m_out.append(indent, ' ') += line;
            m_out += '\n';
        }
    }

    std::string m_out;
};

} // namespace

std::string emitYaml(const json::value& value)
{
    Emitter emitter;
    emitter.document(value);
    return emitter.take();
}

} // namespace meshsso::yaml
