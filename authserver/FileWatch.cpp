#include "FileWatch.h"

#include <algorithm>
#include <cstdint>
#include <sys/stat.h>

namespace meshsso::authserver {
namespace {

namespace fs = std::filesystem;

std::string lookAt(const fs::path& path)
{
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0)
        return "absent";
    std::string look;
    for (const auto value :
         {static_cast<std::int64_t>(status.st_dev), static_cast<std::int64_t>(status.st_ino),
          static_cast<std::int64_t>(status.st_size), static_cast<std::int64_t>(status.st_mtim.tv_sec),
          static_cast<std::int64_t>(status.st_mtim.tv_nsec), static_cast<std::int64_t>(status.st_ctim.tv_sec),
          static_cast<std::int64_t>(status.st_ctim.tv_nsec)})
        look.append(std::to_string(value)).append(1, ' ');
    if (!S_ISDIR(status.st_mode))
        return look;
    std::vector<fs::path> inside;
    std::error_code error;
    for (fs::directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
        if (!entry->is_directory(error))
            inside.push_back(entry->path());
    }
    std::sort(inside.begin(), inside.end());
    for (const auto& file : inside)
        look.append(file.string()).append(1, ' ').append(lookAt(file));
    return look;
}

} // namespace

void FileWatch::follow(const std::vector<fs::path>& files)
{
    Looks known;
    for (const auto& file : files) {
        const auto before = m_known.find(file);
        known[file] = before == m_known.end() ? lookAt(file) : before->second;
    }
    m_known = std::move(known);
    m_last.reset();
}

bool FileWatch::hasChanged()
{
    Looks seen;
    for (const auto& [file, look] : m_known)
        seen[file] = lookAt(file);
    if (seen == m_known) {
        m_last.reset();
        return false;
    }
    if (m_last != seen) {
        m_last = std::move(seen);
        return false;
    }
    m_known = std::move(seen);
    m_last.reset();
    return true;
}

} // namespace meshsso::authserver
