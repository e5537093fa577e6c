#include "redis/RedisKeys.h"

#include "core/Encoding.h"
#include "crypto/Digest.h"

namespace meshsso::redis {
namespace {

std::string digest(std::string_view purpose, std::string_view first, std::string_view second = {})
{
    // No part can be taken for another: each is hashed before they are joined.
    return base64UrlEncode(
        crypto::sha256(crypto::sha256(purpose) + crypto::sha256(first) + crypto::sha256(second)));
}

std::string_view nameOf(session::Revocation::Kind kind)
{
    switch (kind) {
    case session::Revocation::Kind::ProviderSession:
        return "sid:";
    case session::Revocation::Kind::Subject:
        return "sub:";
    case session::Revocation::Kind::Session:
        break;
    }
    return "id:";
}

} // namespace

std::string RedisKeys::tagOf(std::string_view ticketId)
{
    return digest("ticket", ticketId);
}

std::string RedisKeys::index(session::Revocation::Kind kind, std::string_view issuer,
                             std::string_view value) const
{
    return m_prefix + "index:" + std::string(nameOf(kind)) + digest(nameOf(kind), issuer, value);
}

std::string RedisKeys::revoked(session::Revocation::Kind kind, std::string_view issuer,
                               std::string_view value) const
{
    return m_prefix + "revoked:" + std::string(nameOf(kind)) + digest(nameOf(kind), issuer, value);
}

std::string RedisKeys::once(std::string_view name) const
{
    return m_prefix + "once:" + digest("once", name);
}

} // namespace meshsso::redis
