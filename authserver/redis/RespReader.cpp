#include "redis/RespReader.h"

#include <cstring>
#include <hiredis/hiredis.h>
#include <new>

namespace meshsso::redis {
namespace {

struct ReaderDeleter
{
    void operator()(redisReader* reader) const noexcept { redisReaderFree(reader); }
};

/// Where an element goes: into its array, or into a reply of its own, which freeReply owns.
RedisReply* place(const redisReadTask* task) noexcept
{
    if (!task->parent)
        return new (std::nothrow) RedisReply;
    auto& array = *static_cast<RedisReply*>(task->parent->obj);
    return &array.elements[static_cast<std::size_t>(task->idx)];
}

void* makeText(const redisReadTask* task, char* text, std::size_t size)
{
    auto* reply = place(task);
    if (!reply)
        return nullptr;
    reply->type = task->type == REDIS_REPLY_ERROR    ? RedisReply::Type::Error
                  : task->type == REDIS_REPLY_STATUS ? RedisReply::Type::Status
                                                     : RedisReply::Type::Text;
    reply->text.assign(text, size);
    return reply;
}

void* makeArray(const redisReadTask* task, int count)
{
    // The sizes are the peer's claim, and memory is taken before the elements have come.
    auto& left = *static_cast<int*>(task->privdata);
    if (count < 0 || count > left)
        return nullptr;
    left -= count;
    auto* reply = place(task);
    if (!reply)
        return nullptr;
    reply->type = RedisReply::Type::Array;
    reply->elements.resize(static_cast<std::size_t>(count));
    return reply;
}

void* makeInteger(const redisReadTask* task, long long value)
{
    auto* reply = place(task);
    if (!reply)
        return nullptr;
    reply->type = RedisReply::Type::Integer;
    reply->integer = value;
    return reply;
}

void* makeNil(const redisReadTask* task)
{
    return place(task);
}

void freeReply(void* reply)
{
    delete static_cast<RedisReply*>(reply);
}

redisReplyObjectFunctions functions{makeText, makeArray, makeInteger, makeNil, freeReply};

} // namespace

std::string formatCommand(const std::vector<std::string>& words)
{
    std::vector<const char*> texts;
    std::vector<std::size_t> sizes;
    texts.reserve(words.size());
    sizes.reserve(words.size());
    for (const auto& word : words) {
        texts.push_back(word.data());
        sizes.push_back(word.size());
    }
    char* bytes = nullptr;
    const int size =
        redisFormatCommandArgv(&bytes, static_cast<int>(words.size()), texts.data(), sizes.data());
    if (size < 0 || !bytes)
        throw std::bad_alloc();
    std::string command(bytes, static_cast<std::size_t>(size));
    explicit_bzero(bytes, command.size()); // it may hold the password
    redisFreeCommand(bytes);
    return command;
}

class RespReader::Private
{
public:
    explicit Private(std::size_t limit) : maxBytes(limit), reader(redisReaderCreateWithFunctions(&functions))
    {
        if (!reader)
            throw std::bad_alloc();
        reader->privdata = &elementsLeft;
    }

    std::size_t maxBytes;
    std::size_t pendingBytes = 0; ///< fed since the last whole reply
    int elementsLeft = maxElements;
    std::unique_ptr<redisReader, ReaderDeleter> reader;
};

RespReader::RespReader(std::size_t maxBytes) : m_d(std::make_unique<Private>(maxBytes)) {}

RespReader::~RespReader() = default;

void RespReader::feed(std::string_view bytes)
{
    m_d->pendingBytes += bytes.size();
    redisReaderFeed(m_d->reader.get(), bytes.data(), bytes.size());
}

Result<std::optional<RedisReply>> RespReader::next()
{
    void* object = nullptr;
    if (redisReaderGetReply(m_d->reader.get(), &object) != REDIS_OK) {
        const bool isLimit = m_d->reader->err == REDIS_ERR_OOM;
        return fail(ErrorCode::PeerError, isLimit ? "Redis sent an answer with too many elements"
                                                  : "the peer does not speak Redis");
    }
    if (object) {
        const std::unique_ptr<RedisReply> reply(static_cast<RedisReply*>(object));
        m_d->pendingBytes = m_d->reader->len - m_d->reader->pos;
        m_d->elementsLeft = maxElements;
        return std::optional<RedisReply>(std::move(*reply));
    }
    if (m_d->pendingBytes > m_d->maxBytes)
        return fail(ErrorCode::PeerError,
                    "Redis sent an answer of more than " + std::to_string(m_d->maxBytes) + " bytes");
    return std::optional<RedisReply>{};
}

} // namespace meshsso::redis
