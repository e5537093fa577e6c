#pragma once

#include "core/Clock.h"
#include "crypto/OpenSslHandles.h"

#include <string>
#include <string_view>
#include <vector>

namespace meshsso::crypto {

// What a certificate says, in our own types.

/// RFC 2253 text, UTF-8.
std::string nameText(const X509_NAME* name);
/// The DNS names and IP addresses of the subject alternative name.
std::vector<std::string> subjectAltNames(const X509* certificate);
/// The epoch if the time cannot be read.
TimePoint timeOf(const ASN1_TIME* time);
/// True if the certificate's own key signed it.
bool isSelfSigned(X509* certificate);
/// True if the certificate names the issuer, and the issuer's key signed it.
bool isIssuedBy(X509* certificate, X509* issuer);
/// True if a DNS name (RFC 6125: a wildcard stands for one whole left-most label) or an IP address is covered
/// by the subject alternative name. The common name is not looked at, as browsers do not.
bool covers(X509* certificate, std::string_view address);

} // namespace meshsso::crypto
