#pragma once

#include "crypto/Jwk.h"

namespace meshsso::crypto {

/// Turns one JSON Web Key into a Jwk, checking everything on the way: see Jwk::fromJson for the errors.
class JwkReader
{
public:
    explicit JwkReader(const json::object& jwk) : m_jwk(jwk) {}

    Result<Jwk> read();

    /// True if the key holds a member that only a private or secret key has.
    static bool isPrivate(const json::object& jwk);
    /// True if the key says that it is for something other than signatures.
    static bool isForOtherUse(const json::object& jwk);

private:
    Result<void> checkUse() const;
    Result<void> readAlgorithms(std::vector<JwsAlgorithm> possible);
    Result<void> readRsa();
    Result<void> readEc();
    Result<void> readOkp();
    Result<std::string> bytes(std::string_view name) const;
    Result<std::string> unsignedNumber(std::string_view name) const;
    void setKey(evp_pkey_st* key, int bits);

    const json::object& m_jwk;
    Jwk m_result;
};

} // namespace meshsso::crypto
