#pragma once

#include "core/Result.h"
#include "core/SecretString.h"
#include "crypto/OpenSslHandles.h"

#include <string_view>
#include <vector>

namespace meshsso::crypto {

/// The largest PEM text we read.
inline constexpr std::size_t maxPemBytes = std::size_t{256} * 1024;

/// The certificates of a PEM text in their order, at least one, at most 20. Errors: ParseError, TooLarge.
Result<std::vector<X509Handle>> readPemCertificates(std::string_view pem);

/// A PEM public key. Null if the text is none.
PkeyHandle readPemPublicKey(std::string_view pem);

/// An unencrypted PEM private key. Errors: ParseError (which says so if it is encrypted), TooLarge.
Result<PkeyHandle> readPemPrivateKey(const SecretString& pem);

/// A certificate as PEM. Empty if OpenSSL has no memory left.
std::string toPem(X509* certificate);

/// A key as unencrypted PKCS#8 PEM; no copy is left behind. Empty if OpenSSL has no memory left.
SecretString toPem(EVP_PKEY* privateKey);

} // namespace meshsso::crypto
