#include "core/AtomicFile.h"

#include "core/FileHandle.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>

namespace meshsso {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> ioError(std::string what, const fs::path& path)
{
    const auto cause = std::error_code(errno, std::generic_category()).message();
    return fail(ErrorCode::IoError, std::move(what) + ": " + cause, path.string());
}

/// Where the file really is: the end of a chain of links, so that a link stays one.
fs::path resolveLinks(const fs::path& path)
{
    std::error_code error;
    auto real = path;
    for (int hops = 0; hops < 16 && fs::is_symlink(real, error); ++hops) {
        const auto next = fs::read_symlink(real, error);
        real = next.is_absolute() ? next : real.parent_path() / next;
    }
    return real;
}

Result<void> createFolders(const fs::path& folder)
{
    if (folder.empty() || ::access(folder.c_str(), F_OK) == 0)
        return {};
    if (auto parent = createFolders(folder.parent_path()); !parent)
        return parent;
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        return ioError("the folder cannot be made", folder);
    return {};
}

bool writeAll(int descriptor, std::string_view content)
{
    while (!content.empty()) {
        const auto written = ::write(descriptor, content.data(), content.size());
        if (written < 0) {
            if (errno == EINTR)
                continue;
            return false;
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

/// The umask can only be read by setting it; a new file is made as open(2) would have.
unsigned maskedMode(unsigned mode)
{
    const auto mask = ::umask(077);
    ::umask(mask);
    return mode & ~mask;
}

} // namespace

Result<void> writeFileAtomically(const fs::path& path, std::string_view content,
                                 const AtomicFileOptions& options)
{
    const auto target = options.followLinks ? resolveLinks(path) : path;
    const auto folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
    if (options.createParents) {
        if (auto made = createFolders(folder); !made)
            return made;
    }
    struct stat existing = {};
    const bool exists = ::lstat(target.c_str(), &existing) == 0;
    if (exists && !S_ISREG(existing.st_mode) && !S_ISLNK(existing.st_mode))
        return fail(ErrorCode::IoError, "there is something that is not a regular file", path.string());

    auto temporary = (folder / ("." + target.filename().string() + ".XXXXXX")).string();
    FileHandle file(::mkostemp(temporary.data(), O_CLOEXEC));
    if (!file.isOpen())
        return ioError("the folder does not take a new file", folder);
    const auto mode = exists && options.keepMode && S_ISREG(existing.st_mode) ? existing.st_mode & 07777U
                      : options.keepMode                                      ? maskedMode(options.mode)
                                                                              : options.mode;
    const bool written = ::fchmod(file.get(), mode) == 0 && writeAll(file.get(), content) &&
                         ::fsync(file.get()) == 0 && file.close() &&
                         ::rename(temporary.c_str(), target.c_str()) == 0;
    if (!written) {
        const int cause = errno;
        ::unlink(temporary.c_str());
        errno = cause;
        return ioError("the file cannot be written", path);
    }
    // The rename is durable once the folder is; file systems that cannot sync a folder need not.
    FileHandle directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.isOpen())
        ::fsync(directory.get());
    return {};
}

Result<std::string> readWholeFile(const fs::path& path, std::size_t maxBytes)
{
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.isOpen()) {
        if (errno == ENOENT || errno == ENOTDIR)
            return fail(ErrorCode::NotFound, "there is no such file", path.string());
        return ioError("the file cannot be read", path);
    }
    struct stat status = {};
    if (::fstat(file.get(), &status) != 0)
        return ioError("the file cannot be read", path);
    if (!S_ISREG(status.st_mode))
        return fail(ErrorCode::IoError, "this is not a regular file", path.string());
    std::string content;
    std::array<char, 16384> buffer{};
    for (;;) {
        const auto count = ::read(file.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return ioError("the file cannot be read", path);
        if (count == 0)
            return content;
        content.append(buffer.data(), static_cast<std::size_t>(count));
        if (content.size() > maxBytes)
            return fail(ErrorCode::TooLarge, "the file is larger than " + std::to_string(maxBytes) + " bytes",
                        path.string());
    }
}

} // namespace meshsso
