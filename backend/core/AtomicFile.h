#pragma once

#include "core/Result.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace meshsso {

/// How writeFileAtomically treats the file's mode and folder.
struct AtomicFileOptions
{
    unsigned mode = 0644;       ///< of a new file
    bool keepMode = true;       ///< an existing file keeps its mode; false: it gets the one above
    bool createParents = false; ///< missing folders are made, 0700
    bool followLinks = true;    ///< a symbolic link's target is replaced; false: the link itself
};

/// Writes the file whole or not at all: a temporary file beside it, fsync, rename, fsync of the folder.
/// Errors: IoError, naming the path and the cause.
Result<void> writeFileAtomically(const std::filesystem::path& path, std::string_view content,
                                 const AtomicFileOptions& options = {});

/// Reads a regular file of at most maxBytes. Errors: NotFound, IoError (not a regular file, unreadable),
/// TooLarge.
Result<std::string> readWholeFile(const std::filesystem::path& path, std::size_t maxBytes);

} // namespace meshsso
