#include "session/Compression.h"

#include "session/ClaimDictionary.h"

#include <memory>
#include <zstd.h>

namespace meshsso::session {
namespace {

/// Higher ones gain nothing on a few kilobytes.
constexpr int level = 12;

template<auto Free>
struct Deleter
{
    template<typename T>
    void operator()(T* object) const noexcept
    {
        Free(object);
    }
};

const ZSTD_CDict* compressionDictionary()
{
    static const std::unique_ptr<ZSTD_CDict, Deleter<ZSTD_freeCDict>> dictionary(
        ZSTD_createCDict(claimDictionary().data(), claimDictionary().size(), level));
    return dictionary.get();
}

const ZSTD_DDict* decompressionDictionary()
{
    static const std::unique_ptr<ZSTD_DDict, Deleter<ZSTD_freeDDict>> dictionary(
        ZSTD_createDDict(claimDictionary().data(), claimDictionary().size()));
    return dictionary.get();
}

} // namespace

std::optional<std::string> compressClaims(std::string_view text)
{
    const auto* dictionary = compressionDictionary();
    // Not kept: a session is compressed once in minutes, and a context takes more memory than that is worth.
    const std::unique_ptr<ZSTD_CCtx, Deleter<ZSTD_freeCCtx>> context(ZSTD_createCCtx());
    if (!dictionary || !context)
        return std::nullopt;
    std::string out(ZSTD_compressBound(text.size()), '\0');
    const auto size =
        ZSTD_compress_usingCDict(context.get(), out.data(), out.size(), text.data(), text.size(), dictionary);
    if (ZSTD_isError(size) != 0)
        return std::nullopt;
    out.resize(size);
    return out;
}

Result<std::string> decompressClaims(std::string_view compressed, std::size_t maxBytes)
{
    const auto promised = ZSTD_getFrameContentSize(compressed.data(), compressed.size());
    // Both of its error values are beyond any limit.
    if (promised > maxBytes)
        return fail(ErrorCode::ParseError, "the compressed text has no size, or one over the limit");
    // One a thread: making one costs as much as decompressing a session.
    static thread_local const std::unique_ptr<ZSTD_DCtx, Deleter<ZSTD_freeDCtx>> context(ZSTD_createDCtx());
    const auto* dictionary = decompressionDictionary();
    if (!context || !dictionary)
        return fail(ErrorCode::Internal, "no memory to decompress with");
    std::string out(static_cast<std::size_t>(promised), '\0');
    const auto size = ZSTD_decompress_usingDDict(context.get(), out.data(), out.size(), compressed.data(),
                                                 compressed.size(), dictionary);
    if (ZSTD_isError(size) != 0 || size != out.size())
        return fail(ErrorCode::ParseError, "the compressed text is damaged");
    return out;
}

} // namespace meshsso::session
