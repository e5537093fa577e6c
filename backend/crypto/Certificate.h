#pragma once

#include "core/Clock.h"
#include "core/Finding.h"
#include "core/Result.h"
#include "core/SecretString.h"

#include <string>
#include <string_view>
#include <vector>

namespace meshsso::crypto {

struct CertificateRequest
{
    /// DNS names ("*." may stand first) or IP addresses for the SAN, 1 to 100; the first is the common name
    /// too, if it has at most 64 characters (which a certificate that issues others, or itself, must keep
    /// to).
    std::vector<std::string> names;
    int validityDays = 397; ///< 1 to 3650
    bool isAuthority = false;
};

struct CertificateAndKey
{
    std::string certificatePem; ///< leaf first, then the chain
    SecretString keyPem;        ///< PKCS#8
};

struct CertificateInfo
{
    std::string subject;
    std::string issuer;
    std::vector<std::string> names;
    TimePoint notBefore;
    TimePoint notAfter;
    std::string sha256Fingerprint; ///< upper-case hex with colons
    bool selfSigned = false;
    bool isAuthority = false;
};

/// A new EC P-256 key and a certificate for it, signed by itself. Errors: InvalidArgument (names, days).
Result<CertificateAndKey> makeSelfSigned(const CertificateRequest& request, const Clock& clock);
/// The same, signed by the authority, and valid no longer than it. An authority under another one may sign
/// servers only. Errors: InvalidArgument (also if the authority is unreadable, not valid now, or may not sign
/// this).
Result<CertificateAndKey> makeSigned(const CertificateRequest& request, const CertificateAndKey& authority,
                                     const Clock& clock);
/// Looks at the first certificate of a PEM text. Errors: ParseError.
Result<CertificateInfo> readCertificate(std::string_view pem);
/// Looks at each certificate of a PEM text, in its order: leaf first, if the chain is in order. Errors:
/// ParseError (also over 20 certificates), TooLarge.
Result<std::vector<CertificateInfo>> describeChain(std::string_view pem);

/// Checks an operator's files for an address: key matches certificate, chain order, validity (error when
/// expired, warning under 30 days), SAN covers the address (RFC 6125 for wildcards), key and signature
/// strength, use for servers. Codes tls.* ; where is the given label.
Findings checkCertificate(std::string_view certificatePem, const SecretString& keyPem,
                          std::string_view address, const Clock& clock, std::string_view where);

} // namespace meshsso::crypto
