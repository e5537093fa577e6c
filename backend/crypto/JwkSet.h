#pragma once

#include "core/Finding.h"
#include "crypto/Jwk.h"

namespace meshsso::crypto {

/// An issuer's signature keys. Immutable; shared between threads.
class JwkSet
{
public:
    JwkSet() = default;
    explicit JwkSet(std::vector<Jwk> keys) : m_keys(std::move(keys)) {}

    /// Reads a JWKS document (at most 256 KiB, 100 keys). Keys we cannot use (encryption, unknown type, weak)
    /// are left out, each with a finding (jwks.*); of keys that share a kid and an algorithm all are left
    /// out, since which one is meant is anybody's guess. Errors: ParseError, TooLarge.
    static Result<JwkSet> parse(std::string_view text, Findings* findings = nullptr);

    /// The keys that may have signed: those of that kid and algorithm; without a kid, all of that algorithm.
    std::vector<const Jwk*> candidates(std::string_view keyId, JwsAlgorithm algorithm) const;
    bool hasKeyId(std::string_view keyId) const noexcept;
    const std::vector<Jwk>& keys() const { return m_keys; }
    bool empty() const { return m_keys.empty(); }

private:
    std::vector<Jwk> m_keys;
};

} // namespace meshsso::crypto
