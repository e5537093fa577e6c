#include "PagesLoader.h"

#include <algorithm>
#include <fstream>
#include <optional>

namespace meshsso::authserver {
namespace {

namespace fs = std::filesystem;

/// One byte more than the largest file that does is enough to refuse a larger one.
constexpr std::size_t readBytes = std::max(engine::PageTemplate::maxBytes, engine::Pages::maxLogoBytes) + 1;

/// Reads the files of one directory; each that cannot be read is a finding.
class FolderReader
{
public:
    FolderReader(fs::path folder, Findings& findings) : m_folder(std::move(folder)), m_findings(findings) {}

    /// The file's content; empty if it does not exist, or a finding says why not.
    std::string read(const char* name)
    {
        const auto path = m_folder / name;
        std::error_code error;
        const auto status = fs::status(path, error);
        if (status.type() == fs::file_type::not_found)
            return {};
        std::string content(readBytes, '\0');
        std::ifstream file;
        if (fs::is_regular_file(status))
            file.open(path, std::ios::binary);
        if (file.is_open())
            file.read(content.data(), static_cast<std::streamsize>(content.size()));
        if (!file.is_open() || file.bad() || file.gcount() == 0) {
            m_findings.push_back({"server.pages-unreadable", Severity::Error, "pages.directory",
                                  path.string() + " is empty or cannot be read",
                                  "let the server's user read it, or remove it"});
            return {};
        }
        content.resize(static_cast<std::size_t>(file.gcount()));
        return content;
    }

private:
    fs::path m_folder;
    Findings& m_findings;
};

} // namespace

engine::Pages loadPages(const std::string& directory, Findings& findings, std::vector<fs::path>& files)
{
    if (directory.empty() || directory.front() != '/') // the configuration's own check has said so
        return {};
    files.emplace_back(directory);
    const auto before = findings.size();
    FolderReader folder(directory, findings);
    engine::PageDesign design;
    design.html = folder.read("page.html");
    design.logo = folder.read("logo.svg");
    design.logoType = "image/svg+xml";
    if (design.logo.empty()) {
        design.logo = folder.read("logo.png");
        design.logoType = "image/png";
    }
    if (findings.size() > before)
        return {};
    if (design.html.empty() && design.logo.empty()) {
        findings.push_back({"server.pages-unreadable", Severity::Error, "pages.directory",
                            directory + " holds neither page.html nor logo.svg nor logo.png",
                            "put one of them there, or leave pages.directory out"});
        return {};
    }
    auto pages = engine::Pages::create(design);
    if (pages)
        return std::move(*pages);
    const auto& error = pages.error();
    const bool isTemplate = error.context == "page.html";
    const auto file = isTemplate ? "page.html" : design.logoType == "image/png" ? "logo.png" : "logo.svg";
    findings.push_back({isTemplate ? "server.page-template" : "server.page-logo", Severity::Error,
                        "pages.directory", directory + "/" + file + ": " + error.message,
                        "correct the file, or remove it for our own"});
    return {};
}

} // namespace meshsso::authserver
