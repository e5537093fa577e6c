#include "crypto/Certificate.h"

#include "core/Url.h"
#include "crypto/CertificateFacts.h"
#include "crypto/Pem.h"

#include <algorithm>
#include <openssl/ec.h>

namespace meshsso::crypto {
namespace {

constexpr std::size_t maxNames = 100;
constexpr std::size_t maxCommonName = 64; // X.520's upper bound
constexpr int serialBits = 128;
/// Machines' clocks differ; a certificate that is valid from this very second is refused by those behind.
constexpr std::chrono::minutes clockSkew{5};

bool isCertificateName(std::string_view name)
{
    return isIpAddress(name) || isDnsName(name.starts_with("*.") ? name.substr(2) : name);
}

Result<void> check(const CertificateRequest& request)
{
    if (request.names.empty() || request.names.size() > maxNames)
        return fail(ErrorCode::InvalidArgument, "a certificate needs 1 to 100 names");
    for (const auto& name : request.names) {
        if (!isCertificateName(name))
            return fail(ErrorCode::InvalidArgument, "'" + name + "' is neither a DNS name nor an IP address");
    }
    if (request.isAuthority && request.names.front().size() > maxCommonName)
        return fail(ErrorCode::InvalidArgument, "an authority's first name has at most 64 characters");
    if (request.validityDays < 1 || request.validityDays > 3650)
        return fail(ErrorCode::InvalidArgument, "the validity must be 1 to 3650 days");
    return {};
}

std::string altNamesText(const std::vector<std::string>& names)
{
    // Safe to put together as text: check() let only DNS names and IP addresses through.
    std::string text;
    for (const auto& name : names) {
        text += text.empty() ? "" : ",";
        text += (isIpAddress(name) ? "IP:" : "DNS:") + name;
    }
    return text;
}

bool addExtension(X509* certificate, X509* issuer, int nid, const std::string& value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const X509ExtensionHandle extension(X509V3_EXT_nconf_nid(nullptr, &context, nid, value.c_str()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool addExtensions(X509* certificate, X509* issuer, const CertificateRequest& request, bool hasSubject)
{
    const auto add = [&](int nid, const std::string& value) {
        return addExtension(certificate, issuer, nid, value);
    };
    const bool isSelfMade = certificate == issuer;
    // An authority under another one may sign servers, not further authorities.
    const std::string constraints = !request.isAuthority ? "critical,CA:FALSE"
                                    : isSelfMade         ? "critical,CA:TRUE"
                                                         : "critical,CA:TRUE,pathlen:0";
    // An operator's old authority may have no identifier to point to.
    const bool canPointToIssuer = isSelfMade || X509_get0_subject_key_id(issuer);
    // RFC 5280 section 4.2.1.6: the alternative names are critical where they are the only name.
    const auto altNames = (hasSubject ? "" : "critical,") + altNamesText(request.names);
    return add(NID_basic_constraints, constraints) &&
           add(NID_key_usage,
               request.isAuthority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature") &&
           (request.isAuthority || add(NID_ext_key_usage, "serverAuth")) &&
           add(NID_subject_key_identifier, "hash") &&
           (!canPointToIssuer || add(NID_authority_key_identifier, "keyid:always")) &&
           add(NID_subject_alt_name, altNames);
}

bool setSerial(X509* certificate)
{
    const BignumHandle number(BN_new());
    return number && BN_rand(number.get(), serialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
           BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool setSubject(X509* certificate, const std::string& commonName)
{
    auto* name = X509_get_subject_name(certificate);
    return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, asBytes(std::string_view(commonName)),
                                      static_cast<int>(commonName.size()), -1, 0) == 1;
}

bool sign(X509* certificate, EVP_PKEY* key)
{
    const bool hashesItself = EVP_PKEY_is_a(key, "ED25519") == 1 || EVP_PKEY_is_a(key, "ED448") == 1;
    return X509_sign(certificate, key, hashesItself ? nullptr : EVP_sha256()) > 0;
}

/// Who signs; both null: the certificate signs itself.
struct Signer
{
    X509* certificate = nullptr;
    EVP_PKEY* key = nullptr;
};

Result<CertificateAndKey> make(const CertificateRequest& request, const Signer& signer, TimePoint now,
                               TimePoint notAfter)
{
    const ErrorQueueGuard guard;
    const PkeyHandle key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    const X509Handle certificate(X509_new());
    if (!key || !certificate)
        return fail(ErrorCode::Internal, "OpenSSL could not make a key");
    auto* x509 = certificate.get();
    auto* issuer = signer.certificate ? signer.certificate : x509;
    const bool hasSubject = request.names.front().size() <= maxCommonName;
    const bool good = X509_set_version(x509, X509_VERSION_3) == 1 && setSerial(x509) &&
                      (!hasSubject || setSubject(x509, request.names.front())) &&
                      X509_set_issuer_name(x509, X509_get_subject_name(issuer)) == 1 &&
                      ASN1_TIME_set(X509_getm_notBefore(x509), toUnixSeconds(now - clockSkew)) != nullptr &&
                      ASN1_TIME_set(X509_getm_notAfter(x509), toUnixSeconds(notAfter)) != nullptr &&
                      X509_set_pubkey(x509, key.get()) == 1 &&
                      addExtensions(x509, issuer, request, hasSubject) &&
                      sign(x509, signer.key ? signer.key : key.get());
    if (!good)
        return fail(ErrorCode::Internal, "OpenSSL could not make a certificate");
    CertificateAndKey made{toPem(x509), toPem(key.get())};
    if (made.certificatePem.empty() || made.keyPem.empty())
        return fail(ErrorCode::Internal, "OpenSSL could not write the certificate or key");
    return made;
}

} // namespace

Result<CertificateAndKey> makeSelfSigned(const CertificateRequest& request, const Clock& clock)
{
    if (auto good = check(request); !good)
        return fail(std::move(good).error());
    if (request.names.front().size() > maxCommonName)
        return fail(ErrorCode::InvalidArgument, "the first name is the issuer and has at most 64 characters");
    const auto now = clock.now();
    return make(request, {}, now, now + std::chrono::hours(24) * request.validityDays);
}

Result<CertificateAndKey> makeSigned(const CertificateRequest& request, const CertificateAndKey& authority,
                                     const Clock& clock)
{
    if (auto good = check(request); !good)
        return fail(std::move(good).error());
    const auto chain = readPemCertificates(authority.certificatePem);
    if (!chain)
        return fail(ErrorCode::InvalidArgument, "the authority: " + chain.error().message);
    const auto key = readPemPrivateKey(authority.keyPem);
    if (!key)
        return fail(ErrorCode::InvalidArgument, "the authority: " + key.error().message);
    auto* issuer = chain->front().get();
    const ErrorQueueGuard guard;
    if (X509_check_private_key(issuer, key->get()) != 1)
        return fail(ErrorCode::InvalidArgument, "the authority's key does not belong to its certificate");
    const auto usage = X509_get_key_usage(issuer); // all bits if the extension is missing
    if (X509_check_ca(issuer) != 1 || (usage & KU_KEY_CERT_SIGN) == 0 ||
        (request.isAuthority && X509_get_pathlen(issuer) == 0))
        return fail(ErrorCode::InvalidArgument,
                    "the authority's certificate does not allow it to sign this one");
    const auto now = clock.now();
    const auto issuerEnd = timeOf(X509_get0_notAfter(issuer));
    if (now < timeOf(X509_get0_notBefore(issuer)) || now >= issuerEnd)
        return fail(ErrorCode::InvalidArgument, "the authority's certificate is not valid now");
    const auto wanted = now + std::chrono::hours(24) * request.validityDays;
    auto made = make(request, {issuer, key->get()}, now, std::min(wanted, issuerEnd));
    if (made)
        made->certificatePem += authority.certificatePem;
    return made;
}

} // namespace meshsso::crypto
