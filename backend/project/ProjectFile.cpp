#include "project/ProjectFile.h"

#include "core/AtomicFile.h"
#include "project/ProjectReader.h"
#include "yaml/FieldPath.h"
#include "yaml/YamlNode.h"

#include <algorithm>

namespace meshsso::project {
namespace {

constexpr std::size_t maxBytes = std::size_t{1024} * 1024;

/// The field path in "file:line:column (path)".
std::string_view fieldOf(std::string_view where)
{
    const auto open = where.find(" (");
    if (open == std::string_view::npos || !where.ends_with(')'))
        return {};
    return where.substr(open + 2, where.size() - open - 3);
}

/// True if the field is the other, or stands below it.
bool isWithin(std::string_view field, std::string_view other)
{
    return field.starts_with(other) &&
           (field.size() == other.size() || field[other.size()] == '.' || field[other.size()] == '[');
}

/// Adds what checkProject says, with positions. A field that could not be read was reported already: its
/// default's faults would only confuse.
void addChecks(const yaml::YamlNode& root, LoadedProject& loaded)
{
    std::vector<std::string> unread;
    for (const auto& finding : loaded.findings) {
        if (const auto field = fieldOf(finding.where); !field.empty() && finding.code != "yaml.unknown-key")
            unread.emplace_back(field);
    }
    for (auto& finding : checkProject(loaded.project)) {
        const bool known = std::any_of(unread.begin(), unread.end(),
                                       [&](const auto& field) { return isWithin(finding.where, field); });
        if (known)
            continue;
        finding.where = yaml::wherePath(root, finding.where);
        loaded.findings.push_back(std::move(finding));
    }
}

} // namespace

LoadedProject parseProject(std::string_view text, std::string_view file)
{
    LoadedProject loaded;
    loaded.file = file;
    const auto root = yaml::YamlNode::parse(text, file);
    if (!root) {
        const auto& error = root.error();
        loaded.findings.push_back(
            {"yaml.syntax", Severity::Error, error.context, error.message,
             "Correct the text there; a file that is not valid YAML cannot be checked further."});
        return loaded;
    }
    loaded.hasComments = root->documentHasComments();
    loaded.project = readProject(*root, loaded.findings);
    if (root->isMap())
        addChecks(*root, loaded);
    return loaded;
}

Result<LoadedProject> loadProject(const std::filesystem::path& file)
{
    const auto text = readWholeFile(file, maxBytes);
    if (!text)
        return fail(text.error());
    return parseProject(*text, file.string());
}

Result<void> saveProject(const SsoProject& project, const std::filesystem::path& file, bool loseComments)
{
    const auto existing = readWholeFile(file, maxBytes);
    if (!existing && existing.error().code != ErrorCode::NotFound)
        return fail(existing.error());
    if (existing && !loseComments) {
        const auto root = yaml::YamlNode::parse(*existing, file.string());
        if (!root)
            return fail(
                ErrorCode::Conflict,
                "the file there is not valid YAML, so it may hold more than a project; nothing was written",
                file.string());
        if (root->documentHasComments())
            return fail(ErrorCode::Conflict,
                        "the file has comments, which saving would lose; nothing was written", file.string());
    }
    return writeFileAtomically(file, emitProject(project));
}

} // namespace meshsso::project
