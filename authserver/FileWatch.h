#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace meshsso::authserver {

/// Notices that files have changed. It looks when asked, at what the paths lead to now: the volumes of a
/// cluster's Secrets and ConfigMaps are exchanged behind a symbolic link, which watching a file would miss.
class FileWatch
{
public:
    /// The files as they are now are what is known of them. A directory stands for the files in it.
    explicit FileWatch(const std::vector<std::filesystem::path>& files) { follow(files); }

    /// Watches these instead. What is known of a file that was watched before stays, so that a change while
    /// it was read is noticed.
    void follow(const std::vector<std::filesystem::path>& files);

    /// True once they differ from what is known and have been the same twice in a row, so that a file that is
    /// just being written is left alone. What they are then is known.
    bool hasChanged();

private:
    using Looks = std::map<std::filesystem::path, std::string>;

    Looks m_known;
    std::optional<Looks> m_last;
};

} // namespace meshsso::authserver
