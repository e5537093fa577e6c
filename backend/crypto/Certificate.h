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
    std::vector<std::string> names; ///< DNS names or IP addresses for the SAN; the first is the common name
    int validityDays = 397;         ///< 1 to 3650
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
};

/// A new EC P-256 key and a certificate for it, signed by itself. Errors: InvalidArgument (names, days).
Result<CertificateAndKey> makeSelfSigned(const CertificateRequest& request, const Clock& clock);
/// The same, signed by the authority.
Result<CertificateAndKey> makeSigned(const CertificateRequest& request, const CertificateAndKey& authority,
                                     const Clock& clock);
/// Looks at the first certificate of a PEM text. Errors: ParseError.
Result<CertificateInfo> readCertificate(std::string_view pem);

/// Checks an operator's files for an address: key matches certificate, chain order, validity (error when expired,
/// warning under 30 days), SAN covers the address, key strength. Codes tls.* ; where is the given label.
Findings checkCertificate(std::string_view certificatePem, const SecretString& keyPem, std::string_view address,
                          const Clock& clock, std::string_view where);

} // namespace meshsso::crypto
