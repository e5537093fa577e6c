#include "core/Json.h"

#include "core/Text.h"

#include <boost/json/basic_parser_impl.hpp>
#include <cmath>
#include <set>

namespace meshsso {
namespace {

/// Looks only for what Boost.JSON's own DOM parser takes silently: of duplicate member names it keeps the
/// last one, and a number beyond all doubles becomes infinity, which is written as no JSON.
class StrictnessHandler
{
public:
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    bool on_document_begin(boost::system::error_code&) { return true; }
    bool on_document_end(boost::system::error_code&) { return true; }
    bool on_object_begin(boost::system::error_code&)
    {
        m_names.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t, boost::system::error_code&)
    {
        m_names.pop_back();
        return true;
    }
    bool on_array_begin(boost::system::error_code&) { return true; }
    bool on_array_end(std::size_t, boost::system::error_code&) { return true; }
    bool on_key_part(json::string_view part, std::size_t, boost::system::error_code&)
    {
        m_key.append(part);
        return true;
    }
    bool on_key(json::string_view part, std::size_t, boost::system::error_code& error)
    {
        m_key.append(part);
        const bool isNew = m_names.back().insert(m_key).second;
        m_key.clear();
        if (!isNew)
            error = boost::system::errc::make_error_code(boost::system::errc::invalid_argument);
        return isNew;
    }
    bool on_string_part(json::string_view, std::size_t, boost::system::error_code&) { return true; }
    bool on_string(json::string_view, std::size_t, boost::system::error_code&) { return true; }
    bool on_number_part(json::string_view, boost::system::error_code&) { return true; }
    bool on_int64(std::int64_t, json::string_view, boost::system::error_code&) { return true; }
    bool on_uint64(std::uint64_t, json::string_view, boost::system::error_code&) { return true; }
    bool on_double(double number, json::string_view, boost::system::error_code& error)
    {
        if (!std::isfinite(number))
            error = boost::system::errc::make_error_code(boost::system::errc::result_out_of_range);
        return std::isfinite(number);
    }
    bool on_bool(bool, boost::system::error_code&) { return true; }
    bool on_null(boost::system::error_code&) { return true; }
    bool on_comment_part(json::string_view, boost::system::error_code&) { return true; }
    bool on_comment(json::string_view, boost::system::error_code&) { return true; }

private:
    std::vector<std::set<std::string>> m_names;
    std::string m_key;
};

/// Why valid JSON is refused nevertheless; null if it is not.
const char* strictFault(std::string_view text, std::size_t maxDepth)
{
    json::parse_options options;
    options.max_depth = maxDepth;
    json::basic_parser<StrictnessHandler> parser(options);
    boost::system::error_code error;
    parser.write_some(false, text.data(), text.size(), error);
    if (error == boost::system::errc::invalid_argument)
        return "a JSON object names the same member twice";
    if (error == boost::system::errc::result_out_of_range)
        return "a JSON number is too large";
    return nullptr;
}

void appendPretty(std::string& out, const json::value& value, int indent)
{
    const auto newLine = [&](int level) {
        out += '\n';
        out.append(static_cast<std::size_t>(level) * 2, ' ');
    };
    if (const auto* object = value.if_object(); object && !object->empty()) {
        out += '{';
        bool first = true;
        for (const auto& [name, member] : *object) {
            if (!first)
                out += ',';
            first = false;
            newLine(indent + 1);
            out += json::serialize(json::string_view(name));
            out += ": ";
            appendPretty(out, member, indent + 1);
        }
        newLine(indent);
        out += '}';
    } else if (const auto* array = value.if_array(); array && !array->empty()) {
        out += '[';
        bool first = true;
        for (const auto& element : *array) {
            if (!first)
                out += ',';
            first = false;
            newLine(indent + 1);
            appendPretty(out, element, indent + 1);
        }
        newLine(indent);
        out += ']';
    } else {
        out += json::serialize(value);
    }
}

} // namespace

Result<json::value> parseJson(std::string_view text, std::size_t maxBytes, int maxDepth)
{
    if (text.size() > maxBytes)
        return fail(ErrorCode::TooLarge,
                    "the JSON text is larger than " + std::to_string(maxBytes) + " bytes");
    json::parse_options options;
    options.max_depth = static_cast<std::size_t>(maxDepth);
    boost::system::error_code error;
    auto value = json::parse(text, error, {}, options);
    if (error == json::error::too_deep)
        return fail(ErrorCode::TooLarge,
                    "the JSON text is nested deeper than " + std::to_string(maxDepth) + " levels");
    if (error)
        return fail(ErrorCode::ParseError, "not valid JSON: " + error.message());
    if (const auto* fault = strictFault(text, options.max_depth))
        return fail(ErrorCode::ParseError, fault);
    return value;
}

Result<json::object> parseJsonObject(std::string_view text, std::size_t maxBytes, int maxDepth)
{
    auto value = parseJson(text, maxBytes, maxDepth);
    if (!value)
        return fail(std::move(value).error());
    if (!value->is_object())
        return fail(ErrorCode::ParseError, "the JSON text is not an object");
    return std::move(value->as_object());
}

std::string_view stringOr(const json::object& object, std::string_view name, std::string_view fallback)
{
    const auto* member = object.if_contains(name);
    if (!member || !member->is_string())
        return fallback;
    return member->as_string();
}

std::string prettyJson(const json::value& value)
{
    std::string out;
    appendPretty(out, value, 0);
    return out;
}

} // namespace meshsso
