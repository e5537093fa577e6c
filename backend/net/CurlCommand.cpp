#include "core/Encoding.h"
#include "core/Text.h"
#include "net/Masking.h"
#include "net/RecordingHttpClient.h"

#include <algorithm>
#include <map>
#include <optional>

namespace meshsso::net {
namespace {

/// Writes the words of one command, each quoted, secrets as variables.
class CommandWriter
{
public:
    void option(std::string_view name) { startArgument(name); }

    void argument(std::string_view name, const TextPieces& pieces)
    {
        startArgument(name);
        m_text += ' ';
        std::string word;
        for (const auto& piece : pieces)
            word += piece.secretName.empty() ? quoted(piece.text) : "\"$" + variable(piece) + "\"";
        m_text += word.empty() ? "''" : word;
    }

    void argument(std::string_view name, std::string_view text)
    {
        argument(name, TextPieces{TextPiece{std::string(text), {}}});
    }

    std::string take() { return std::move(m_text); }

private:
    void startArgument(std::string_view name)
    {
        m_text += " \\\n  ";
        m_text += name;
    }

    /// A single-quoted word: nothing in it means anything to a POSIX shell.
    static std::string quoted(std::string_view text)
    {
        std::string out;
        for (const char c : text) {
            if (c == '\'')
                out += "'\\''";
            else
                out += c;
        }
        return out.empty() ? out : "'" + out + "'";
    }

    /// One variable a secret: the same value has the same one.
    std::string variable(const TextPiece& piece)
    {
        constexpr std::size_t maxName = 48;
        std::string name;
        for (const char c : std::string_view(piece.secretName).substr(0, maxName)) {
            const bool isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            const bool isDigit = c >= '0' && c <= '9';
            if (name.empty() && isDigit)
                name += 'V';
            name += isLetter ? static_cast<char>(c & ~0x20) : isDigit ? c : '_';
        }
        auto candidate = name;
        for (int number = 2; !m_variables.emplace(candidate, piece.text).second; ++number) {
            if (m_variables[candidate] == piece.text)
                break;
            candidate = name + "_" + std::to_string(number);
        }
        return candidate;
    }

    std::string m_text = "curl";
    std::map<std::string, std::string> m_variables;
};

/// Without control characters: pasted into a terminal they could act.
std::string printableOnly(std::string_view text)
{
    std::string out;
    std::copy_if(text.begin(), text.end(), std::back_inserter(out),
                 [](unsigned char c) { return c >= 0x20 && c != 0x7f; });
    return out;
}

bool canBeTyped(std::string_view body)
{
    return body.size() <= maxRecordedBodyBytes && isValidUtf8(body) &&
           std::none_of(body.begin(), body.end(),
                        [](unsigned char c) { return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f; });
}

bool isForm(const HttpRequest& request)
{
    return std::any_of(request.headers.begin(), request.headers.end(), [](const HttpHeader& h) {
        return equalsIgnoreCase(h.name, "content-type") &&
               toLowerAscii(h.value).starts_with("application/x-www-form-urlencoded");
    });
}

/// The form's fields for --data-urlencode, so that variables hold passwords as they are typed; nothing if a
/// field cannot be given so.
std::optional<std::vector<TextPieces>> formFields(std::string_view body)
{
    std::vector<TextPieces> fields;
    for (const auto pair : split(body, '&')) {
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos || equals == 0)
            return std::nullopt;
        const auto name = formDecode(pair.substr(0, equals));
        auto value = formDecode(pair.substr(equals + 1));
        if (!name || !value || !canBeTyped(*name) || !canBeTyped(*value))
            return std::nullopt;
        TextPieces field{{percentEncode(*name) + "=", {}}};
        field.push_back({std::move(*value), isSecretName(*name) ? *name : std::string()});
        fields.push_back(std::move(field));
    }
    return fields;
}

std::string_view contentType(const HttpRequest& request)
{
    for (const auto& header : request.headers) {
        if (equalsIgnoreCase(header.name, "content-type"))
            return header.value;
    }
    return {};
}

void writeBody(CommandWriter& command, const HttpRequest& request)
{
    if (!canBeTyped(request.body)) {
        command.argument("--data-binary", "@body");
        return;
    }
    if (isForm(request)) {
        if (const auto fields = formFields(request.body)) {
            for (const auto& field : *fields)
                command.argument("--data-urlencode", field);
            return;
        }
    }
    command.argument("--data-raw", splitBody(contentType(request), request.body));
}

} // namespace

std::string asCurl(const HttpRequest& request)
{
    CommandWriter command;
    command.option("--include");
    const auto url = printableOnly(request.url);
    if (url.find_first_of("[]{}") != std::string::npos)
        command.option("--globoff");
    if (request.method == "HEAD")
        command.option("--head");
    else if (request.method != (request.body.empty() ? "GET" : "POST"))
        command.argument("--request", printableOnly(request.method));
    command.argument("--url", splitUrl(url));
    for (const auto& header : request.headers) {
        const auto name = printableOnly(header.name);
        const auto value = printableOnly(header.value);
        // '@' would make curl read a file; such a name is no header's.
        if (name.empty() || name.starts_with('@'))
            continue;
        TextPieces pieces{{name + (value.empty() ? ";" : ": "), {}}};
        auto split = splitHeader(name, value);
        pieces.insert(pieces.end(), std::make_move_iterator(split.begin()),
                      std::make_move_iterator(split.end()));
        command.argument("--header", pieces);
    }
    if (!request.body.empty())
        writeBody(command, request);
    return command.take();
}

std::string asCurl(const RecordedExchange& exchange)
{
    return exchange.curl;
}

} // namespace meshsso::net
