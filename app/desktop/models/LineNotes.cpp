#include "desktop/models/LineNotes.h"

#include "core/Text.h"
#include "desktop/models/FindingText.h"

#include <optional>

namespace meshsso::desktop {

namespace {

std::size_t indentOf(std::string_view line)
{
    const auto at = line.find_first_not_of(' ');
    return at == std::string_view::npos ? line.size() : at;
}

/// "key" of "  - key: value", or empty.
std::string_view keyOf(std::string_view line)
{
    auto text = line.substr(indentOf(line));
    while (text.starts_with("- "))
        text.remove_prefix(2);
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || (colon + 1 < text.size() && text[colon + 1] != ' '))
        return {};
    auto key = text.substr(0, colon);
    if (key.size() >= 2 && key.front() == '"' && key.back() == '"')
        key = key.substr(1, key.size() - 2);
    return key;
}

std::string_view valueAfter(std::string_view line)
{
    const auto colon = line.find(": ");
    auto value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 2);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
        value = value.substr(1, value.size() - 2);
    return value;
}

/// Line of "name:" below metadata, if the file is that object ("Secret istio-system/shop-tls").
std::optional<int> lineOfObject(std::string_view content, std::string_view title)
{
    const auto space = title.find(' ');
    if (space == std::string_view::npos)
        return std::nullopt;
    const auto kind = title.substr(0, space);
    auto name = title.substr(space + 1);
    std::string_view wantedNamespace;
    if (const auto slash = name.find('/'); slash != std::string_view::npos) {
        wantedNamespace = name.substr(0, slash);
        name = name.substr(slash + 1);
    }
    bool isKind = false;
    bool inMetadata = false;
    bool isNamespace = wantedNamespace.empty();
    std::optional<int> line;
    int number = 0;
    for (const auto text : split(content, '\n')) {
        ++number;
        const auto key = keyOf(text);
        if (indentOf(text) == 0 && !text.empty()) {
            inMetadata = key == "metadata";
            isKind = isKind || (key == "kind" && valueAfter(text) == kind);
        } else if (inMetadata && indentOf(text) == 2) {
            if (key == "name" && valueAfter(text) == name)
                line = number;
            isNamespace = isNamespace || (key == "namespace" && valueAfter(text) == wantedNamespace);
        }
    }
    return isKind && isNamespace ? line : std::nullopt;
}

/// What is said of a folder stands at its kustomization, or, where there is none, at each of its files.
bool isSaidOfFolder(std::string_view where, std::string_view path)
{
    if (where.empty() || !path.starts_with(where) || path.size() == where.size() || path[where.size()] != '/')
        return false;
    return where == "provider" || path.substr(where.size()) == "/kustomization.yaml";
}

std::vector<std::string_view> namesOf(std::string_view field)
{
    std::vector<std::string_view> names;
    for (auto part : split(field, '.')) {
        part = part.substr(0, part.find('['));
        if (!part.empty())
            names.push_back(part);
    }
    return names;
}

} // namespace

int lineOfField(std::string_view content, std::string_view field)
{
    const auto names = namesOf(field);
    int best = 1;
    int number = 0;
    std::size_t depth = 0;
    std::size_t indent = 0;
    for (const auto text : split(content, '\n')) {
        ++number;
        if (depth >= names.size())
            break;
        if (depth > 0 && !text.empty() && indentOf(text) < indent)
            break;
        if (keyOf(text) == names[depth] && (depth > 0 || indentOf(text) == 0)) {
            best = number;
            ++depth;
            indent = indentOf(text);
        }
    }
    return best;
}

std::vector<LineNote> lineNotes(std::string_view path, std::string_view content, const Findings& findings)
{
    std::vector<LineNote> notes;
    for (const auto& finding : findings) {
        std::optional<int> line;
        const std::string_view where = finding.where;
        if (where == path || isSaidOfFolder(where, path))
            line = 1;
        else if (where.starts_with(path) && where.substr(path.size()).starts_with(':'))
            line = lineOfField(content, where.substr(path.size() + 1));
        else
            line = lineOfObject(content, where);
        if (!line)
            continue;
        const auto text = findingText(finding);
        notes.push_back({*line, finding.severity,
                         text.fix.isEmpty() ? text.title : text.title + QLatin1Char('\n') + text.fix});
    }
    return notes;
}

} // namespace meshsso::desktop
