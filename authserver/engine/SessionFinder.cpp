#include "engine/SessionFinder.h"

#include "crypto/Digest.h"

namespace meshsso::engine {
namespace {

/// What the cache's key is the digest of: the session's cookies as one text, name and order included, and the
/// settings, for a worker that has not changed over yet must not put in what the new secrets do not open.
std::string keyOf(const session::CookieList& cookies, const Settings& settings, const session::Cookie& first)
{
    const auto& policy = settings.sessionCookies().policy();
    const auto id = settings.id();
    const auto count = first.value.size() > 1 && first.value[1] == '.' ? first.value[0] : '1';
    std::string text;
    text.reserve(sizeof id + policy.name().size() + first.value.size() + 1);
    text.append(reinterpret_cast<const char*>(&id), sizeof id);
    text.append(policy.name()).append(1, '=').append(first.value);
    if (count > '1' && count <= '9') {
        for (int i = 1; i < count - '0'; ++i) {
            const auto* chunk = cookies.find(policy.name() + "-" + std::to_string(i));
            if (!chunk)
                break;
            text.append(1, ';').append(chunk->value);
        }
    }
    return crypto::sha256(text);
}

} // namespace

FoundSession SessionFinder::find(const session::CookieList& cookies, const Settings& settings,
                                 TimePoint now) const
{
    FoundSession found;
    const auto* first = cookies.find(settings.sessionCookies().policy().name());
    if (!first)
        return found;
    found.key = keyOf(cookies, settings, *first);
    if (auto cached = m_cache.find(found.key)) {
        found.status = FoundSession::Status::Opened;
        found.opened = std::move(cached);
        return found;
    }
    if (settings.isStored()) {
        found.ticket = settings.ticketCookies().open(first->value);
        found.status = found.ticket ? FoundSession::Status::InStore : FoundSession::Status::Invalid;
        return found;
    }
    auto lookup = settings.sessionCookies().open(cookies);
    if (!lookup.session) {
        found.status = FoundSession::Status::Invalid;
        return found;
    }
    found.status = FoundSession::Status::Opened;
    found.opened = std::make_shared<const session::OpenedSession>(
        session::OpenedSession::make(std::move(*lookup.session), settings.needsClaims(), now));
    m_cache.insert(found.key, found.opened);
    return found;
}

std::shared_ptr<const session::OpenedSession> SessionFinder::recall(const std::string& key) const
{
    return m_cache.find(key);
}

void SessionFinder::remember(const std::string& key,
                             std::shared_ptr<const session::OpenedSession> opened) const
{
    m_cache.insert(key, std::move(opened));
}

void SessionFinder::forget(const std::string& key) const
{
    m_cache.erase(key);
}

} // namespace meshsso::engine
