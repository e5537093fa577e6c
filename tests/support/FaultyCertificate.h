#pragma once

#include "support/TestSigner.h"

#include <string>
#include <utility>
#include <vector>

namespace meshsso::test {

/// A certificate with anything wrong with it, for tests of what checks certificates. Talks to OpenSSL
/// directly.
struct FaultyCertificate
{
    std::string commonName = "leaf";
    std::int64_t notBefore = 1'790'000'000;
    std::int64_t notAfter = 1'830'000'000;
    /// Extension (OpenSSL's short name) and value, as in openssl.cnf: {"subjectAltName", "DNS:a.example"}.
    std::vector<std::pair<std::string, std::string>> extensions;
    const char* digest = "SHA256";

    /// PEM of this certificate for the key, signed by the issuer of that name.
    std::string sign(const TestSigner& key, const TestSigner& issuer, const std::string& issuerName) const;
    std::string signBySelf(const TestSigner& key) const { return sign(key, key, commonName); }
};

} // namespace meshsso::test
