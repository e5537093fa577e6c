#include "core/AtomicFile.h"
#include "core/FileHandle.h"
#include "secrets/LocalSecretStores.h"
#include "secrets/SecretFileMode.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace meshsso::secrets {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t maxSecretBytes = 64 * 1024;

tl::unexpected<Error> wrongKind(const SecretRef& ref)
{
    return fail(ErrorCode::Unsupported, "this store keeps file: references only", ref.toString());
}

tl::unexpected<Error> ioError(const char* what, const fs::path& path)
{
    return fail(ErrorCode::IoError, std::string(what) + ": " + std::strerror(errno), "file:" + path.string());
}

bool isOnReadOnlyVolume(int descriptor)
{
    struct statvfs volume = {};
    return ::fstatvfs(descriptor, &volume) == 0 && (volume.f_flag & ST_RDONLY) != 0;
}

/// Reads at most the limit and one byte into a buffer that is never reallocated: a growing string would leave
/// copies of the secret behind.
Result<std::string> readBytes(int descriptor, const fs::path& path)
{
    std::string bytes(maxSecretBytes + 1, '\0');
    std::size_t length = 0;
    while (length < bytes.size()) {
        const auto count = ::read(descriptor, bytes.data() + length, bytes.size() - length);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0) {
            wipe(bytes);
            return ioError("the secret cannot be read", path);
        }
        if (count == 0)
            break;
        length += static_cast<std::size_t>(count);
    }
    if (length > maxSecretBytes) {
        wipe(bytes);
        return fail(ErrorCode::TooLarge, "a secret has at most 64 KiB", "file:" + path.string());
    }
    if (length > 0 && bytes[length - 1] == '\n')
        --length;
    std::string exact(bytes, 0, length);
    wipe(bytes);
    return exact;
}

} // namespace

Result<void> checkSecretFileMode(unsigned mode, bool onReadOnlyVolume, bool lenient)
{
    if ((mode & 077U) == 0 || (lenient && onReadOnlyVolume))
        return {};
    return fail(
        ErrorCode::Forbidden,
        "other users may read this secret; run 'chmod 600' on the file, and change the secret if others are "
        "on this machine");
}

Result<SecretString> readSecretFile(const fs::path& path, bool lenient)
{
    FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.isOpen()) {
        if (errno == ENOENT || errno == ENOTDIR)
            return fail(ErrorCode::NotFound, "there is no such file", "file:" + path.string());
        if (errno == EACCES)
            return fail(ErrorCode::Forbidden, "the file may not be read by this user",
                        "file:" + path.string());
        return ioError("the secret cannot be read", path);
    }
    // Asked of the open file, not of the path: the file cannot be exchanged in between.
    struct stat status = {};
    if (::fstat(file.get(), &status) != 0)
        return ioError("the secret cannot be read", path);
    if (!S_ISREG(status.st_mode))
        return fail(ErrorCode::IoError, "this is not a regular file", "file:" + path.string());
    if (auto mode = checkSecretFileMode(status.st_mode, isOnReadOnlyVolume(file.get()), lenient); !mode)
        return fail(ErrorCode::Forbidden, mode.error().message, "file:" + path.string());
    auto bytes = readBytes(file.get(), path);
    if (!bytes)
        return fail(std::move(bytes).error());
    if (bytes->empty())
        return fail(ErrorCode::NotFound, "the file is empty", "file:" + path.string());
    return SecretString(std::move(*bytes));
}

FileSecretStore::FileSecretStore(fs::path baseDirectory, bool lenient)
    : m_base(std::move(baseDirectory)), m_lenient(lenient)
{
}

Task<Result<SecretString>> FileSecretStore::read(SecretRef ref)
{
    if (ref.kind != SecretRef::Kind::File)
        co_return wrongKind(ref);
    co_return readSecretFile(m_base / ref.name, m_lenient);
}

Task<Result<void>> FileSecretStore::write(SecretRef ref, SecretString value)
{
    if (ref.kind != SecretRef::Kind::File)
        co_return wrongKind(ref);
    if (value.empty() || value.size() > maxSecretBytes)
        co_return fail(ErrorCode::InvalidArgument, "a secret has 1 byte to 64 KiB", ref.toString());
    AtomicFileOptions options;
    options.mode = 0600;
    options.keepMode = false;
    options.createParents = true;
    // Reading drops one line feed at the end, so a secret that ends in one gets another.
    std::string content(value.reveal());
    if (content.back() == '\n')
        content += '\n';
    auto written = writeFileAtomically(m_base / ref.name, content, options);
    wipe(content);
    co_return written;
}

Task<Result<void>> FileSecretStore::remove(SecretRef ref)
{
    if (ref.kind != SecretRef::Kind::File)
        co_return wrongKind(ref);
    const auto path = m_base / ref.name;
    if (::unlink(path.c_str()) == 0)
        co_return Result<void>();
    if (errno == ENOENT || errno == ENOTDIR)
        co_return fail(ErrorCode::NotFound, "there is no such file", ref.toString());
    co_return ioError("the file cannot be removed", path);
}

} // namespace meshsso::secrets
