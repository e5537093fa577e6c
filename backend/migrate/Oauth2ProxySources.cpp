#include "migrate/Oauth2ProxySources.h"

#include "core/Text.h"
#include "migrate/KubernetesSource.h"
#include "migrate/Oauth2ProxyAlpha.h"
#include "migrate/SourceDocument.h"

#include <algorithm>

namespace meshsso::migrate {
namespace {

constexpr std::string_view environmentPrefix = "OAUTH2_PROXY_";

std::string baseName(std::string_view path)
{
    return std::string(path.substr(path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/') + 1));
}

std::string fileWhere(const SourceText& source, std::size_t line, std::string_view name)
{
    return source.name + ":" + std::to_string(line) + " (" + std::string(name) + ")";
}

// The .cfg file: TOML's flat part.

/// The line without a comment that stands outside quotes.
std::string_view withoutComment(std::string_view line)
{
    char quote = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (quote != 0 && c == '\\' && quote == '"')
            ++i;
        else if (quote != 0)
            quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '#')
            return trim(line.substr(0, i));
    }
    return trim(line);
}

/// The quoted or bare texts of a value; nothing if a quote stays open.
std::optional<std::vector<std::string>> valueTexts(std::string_view value)
{
    std::vector<std::string> texts;
    while (!(value = trim(value)).empty()) {
        const char first = value.front();
        if (first == '[' || first == ']' || first == ',') {
            value.remove_prefix(1);
            continue;
        }
        std::string text;
        std::size_t at = 0;
        if (first == '"' || first == '\'') {
            for (at = 1; at < value.size() && value[at] != first; ++at) {
                if (first == '"' && value[at] == '\\' && at + 1 < value.size()) {
                    const char escaped = value[++at];
                    text += escaped == 'n' ? '\n' : (escaped == 't' ? '\t' : escaped);
                } else {
                    text += value[at];
                }
            }
            if (at >= value.size())
                return std::nullopt;
            ++at;
        } else {
            at = std::min(value.find_first_of(",]"), value.size());
            text = trim(value.substr(0, at));
        }
        texts.push_back(std::move(text));
        value.remove_prefix(at);
    }
    return texts;
}

void readConfigFile(const SourceText& source, Oauth2ProxySettings& settings, ImportReport& report)
{
    const auto lines = split(source.text, '\n');
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::string line(withoutComment(lines[i]));
        const auto number = i + 1;
        const auto equals = line.find('=');
        if (line.empty())
            continue;
        const std::string key(trim(std::string_view(line).substr(0, std::min(equals, line.size()))));
        if (equals == std::string::npos) {
            report.unreadable(source.name + ":" + std::to_string(number),
                              "the line is not of the form name = value", "look what it was meant to say");
            continue;
        }
        auto value = std::string(trim(std::string_view(line).substr(equals + 1)));
        const bool isList = value.starts_with('[');
        while (isList && value.find(']') == std::string::npos && i + 1 < lines.size())
            value.append(" ").append(withoutComment(lines[++i]));
        auto texts = valueTexts(value);
        if (!texts) {
            report.unreadable(fileWhere(source, number, key), "a quote is not closed", "close it");
            continue;
        }
        if (texts->empty() && !isList)
            texts->emplace_back();
        for (auto& text : *texts)
            settings.options.add(key, {std::move(text), fileWhere(source, number, key), false},
                                 OptionLayer::File, report, isList);
    }
}

// Environment lines.

void readEnvironment(const SourceText& source, Oauth2ProxySettings& settings, ImportReport& report)
{
    std::size_t number = 0;
    for (auto line : split(source.text, '\n')) {
        ++number;
        line = trim(line);
        if (line.starts_with("export "))
            line = trim(line.substr(7));
        const auto equals = line.find('=');
        if (!line.starts_with(environmentPrefix) || equals == std::string_view::npos)
            continue;
        const auto name = line.substr(0, equals);
        auto value = trim(line.substr(equals + 1));
        if (value.size() > 1 && (value.front() == '"' || value.front() == '\'') &&
            value.back() == value.front())
            value = value.substr(1, value.size() - 2);
        settings.options.add(name.substr(environmentPrefix.size()),
                             {std::string(value), fileWhere(source, number, name), false},
                             OptionLayer::Environment, report);
    }
}

// Command lines.

void readArguments(const std::vector<std::string>& arguments, const std::string& where,
                   Oauth2ProxySettings& settings, ImportReport& report)
{
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        std::string_view argument = arguments[i];
        if (!argument.starts_with('-') || argument == "-" || argument == "--")
            continue;
        argument.remove_prefix(argument.starts_with("--") ? 2 : 1);
        const auto equals = argument.find('=');
        const std::string name(argument.substr(0, equals));
        const auto* option = findOauth2ProxyOption(name);
        const bool takesNext = option == nullptr || option->type != OptionType::Boolean;
        std::string value = "true";
        if (equals != std::string_view::npos)
            value = argument.substr(equals + 1);
        else if (takesNext && i + 1 < arguments.size() && !arguments[i + 1].starts_with('-'))
            value = arguments[++i];
        std::string place = where;
        place.append(" (--").append(name).append(")");
        settings.options.add(name, {std::move(value), std::move(place), false}, OptionLayer::CommandLine,
                             report);
    }
}

// Kubernetes objects.

bool isOauth2ProxyText(std::string_view text)
{
    return text.find("client_id") != std::string_view::npos ||
           text.find("cookie_secret") != std::string_view::npos ||
           text.find("oidc_issuer_url") != std::string_view::npos ||
           text.find("upstreams") != std::string_view::npos ||
           text.find("email_domains") != std::string_view::npos;
}

Result<void> readKubernetes(const std::vector<json::object>& documents, const SourceText& source,
                            Oauth2ProxySettings& settings, ImportReport& report)
{
    const KubernetesSource kubernetes(documents, source.name);
    const auto container = kubernetes.findContainer("oauth2-proxy", environmentPrefix);
    if (container) {
        for (const auto& gap : container->gaps)
            report.missing(gap, "the object that this refers to is not in the source",
                           "add it to the input, or set what it holds by hand");
        for (const auto& variable : container->variables) {
            if (!std::string_view(variable.name).starts_with(environmentPrefix))
                continue;
            settings.options.add(
                std::string_view(variable.name).substr(environmentPrefix.size()),
                {variable.value, container->where + " (" + variable.name + ")", variable.isElsewhere},
                OptionLayer::Environment, report);
        }
        readArguments(container->arguments, container->where, settings, report);
    }
    for (const auto& entry : kubernetes.configEntries()) {
        const SourceText inner{entry.where, entry.text};
        auto parsed = entry.name.ends_with(".yaml") || entry.name.ends_with(".yml")
                          ? readDocuments(inner)
                          : Result<std::vector<json::object>>(std::vector<json::object>());
        if (parsed && !parsed->empty() && isAlphaConfiguration(parsed->front()))
            readAlphaConfiguration(parsed->front(), entry.where, settings, report);
        else if (isOauth2ProxyText(entry.text) && entry.name.find("OAUTH2_PROXY_") == std::string::npos)
            readConfigFile(inner, settings, report);
    }
    if (settings.options.isEmpty())
        return fail(
            ErrorCode::InvalidArgument,
            "no container of oauth2-proxy and no file of it is among these objects. Fix: hand over the "
            "Deployment and its ConfigMap",
            source.name);
    return {};
}

bool isKubernetes(const json::object& document)
{
    return document.contains("apiVersion") && document.contains("kind");
}

/// True if most lines look like "name = value" with lower-case names.
bool looksLikeConfigFile(std::string_view text)
{
    for (const auto line : split(text, '\n')) {
        const auto plain = withoutComment(line);
        const auto equals = plain.find('=');
        if (equals == std::string_view::npos || equals == 0)
            continue;
        const auto key = trim(plain.substr(0, equals));
        return std::all_of(key.begin(), key.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        });
    }
    return false;
}

bool looksLikeArguments(std::string_view text)
{
    for (const auto& word : splitCommandLine(text)) {
        if (word.starts_with("--"))
            return true;
    }
    return false;
}

} // namespace

std::vector<std::string> splitCommandLine(std::string_view text)
{
    std::vector<std::string> words;
    std::string word;
    bool inWord = false;
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool isBlank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (c == '\\' && quote != '\'' && i + 1 < text.size()) {
            const char next = text[++i];
            if (next != '\n') {
                // Within double quotes a back-slash is one, except before what it can escape.
                if (quote == '"' && next != '"' && next != '\\' && next != '$')
                    word += c;
                word += next;
                inWord = true;
            }
        } else if (quote != 0) {
            if (c == quote)
                quote = 0;
            else
                word += c;
        } else if (c == '"' || c == '\'') {
            quote = c;
            inWord = true;
        } else if (!isBlank) {
            word += c;
            inWord = true;
        } else if (inWord) {
            words.push_back(std::move(word));
            word.clear();
            inWord = false;
        }
    }
    if (inWord)
        words.push_back(std::move(word));
    return words;
}

Result<void> readOauth2ProxySource(const SourceText& source, Oauth2ProxySettings& settings,
                                   ImportReport& report)
{
    const auto text = trim(source.text);
    const bool isEnvironment =
        text.starts_with(environmentPrefix) || text.starts_with("export ") ||
        text.find(std::string("\n") + std::string(environmentPrefix)) != std::string_view::npos;
    // Files before documents: most .cfg files and command lines are YAML too, namely one text.
    if (looksLikeConfigFile(text) && !text.starts_with('{')) {
        readConfigFile(source, settings, report);
        return {};
    }
    const bool isCommand = text.starts_with('-') && !text.starts_with("---") && !text.starts_with("- ");
    if (isCommand || text.starts_with("oauth2-proxy") || text.starts_with("docker ") ||
        text.starts_with("/")) {
        readArguments(splitCommandLine(text), source.name, settings, report);
        return {};
    }
    if (isEnvironment && text.find("apiVersion") == std::string_view::npos) {
        readEnvironment(source, settings, report);
        return {};
    }
    auto documents = readDocuments(source);
    if (!documents)
        return fail(std::move(documents).error());
    if (!documents->empty() && isKubernetes(documents->front()))
        return readKubernetes(*documents, source, settings, report);
    if (!documents->empty() && isAlphaConfiguration(documents->front())) {
        readAlphaConfiguration(documents->front(), source.name, settings, report);
        return {};
    }
    if (looksLikeArguments(text)) { // a list of args cut out of a Deployment
        std::string plain;
        for (auto line : split(text, '\n')) {
            line = trim(line);
            plain.append(line.starts_with("- ") ? line.substr(2) : line).append("\n");
        }
        readArguments(splitCommandLine(plain), source.name, settings, report);
        return {};
    }
    return fail(
        ErrorCode::InvalidArgument,
        "this is no command line, .cfg file, environment, alpha configuration or Kubernetes object of "
        "oauth2-proxy. Fix: hand over one of these",
        source.name);
}

void reportUnreadFiles(const std::vector<SourceText>& sources, const Oauth2ProxySettings& settings,
                       ImportReport& report)
{
    for (const std::string_view flag : {"config", "alpha-config"}) {
        const auto* value = settings.options.find(flag);
        if (value == nullptr)
            continue;
        const auto name = baseName(value->text);
        const bool isThere = std::any_of(sources.begin(), sources.end(), [&](const SourceText& source) {
            return baseName(source.name) == name || source.text.find(name + ":") != std::string::npos;
        });
        if (!isThere && sources.size() == 1)
            report.missing(value->where, "the file that this names is not in the source",
                           "hand it over too, as a further file");
    }
}

} // namespace meshsso::migrate
