#include "crypto/CertificateFacts.h"

#include "core/Url.h"

#include <arpa/inet.h>
#include <array>
#include <ctime>
#include <memory>

namespace meshsso::crypto {
namespace {

std::string addressText(const ASN1_OCTET_STRING* address)
{
    const auto* bytes = ASN1_STRING_get0_data(address);
    const int size = ASN1_STRING_length(address);
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = size == 4 ? AF_INET : AF_INET6;
    if ((size != 4 && size != 16) || !::inet_ntop(family, bytes, text.data(), text.size()))
        return {};
    return text.data();
}

} // namespace

std::string nameText(const X509_NAME* name)
{
    const BioHandle memory(BIO_new(BIO_s_mem()));
    constexpr unsigned long flags = XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
    if (!memory || X509_NAME_print_ex(memory.get(), name, 0, flags) < 0)
        return {};
    char* data = nullptr;
    const auto size = BIO_get_mem_data(memory.get(), &data);
    return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

std::vector<std::string> subjectAltNames(const X509* certificate)
{
    using NamesHandle = std::unique_ptr<GENERAL_NAMES, OpenSslDeleter<GENERAL_NAMES_free>>;
    const NamesHandle names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    std::vector<std::string> out;
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        int type = 0;
        const auto* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &type);
        if (type == GEN_DNS) {
            const auto* text = static_cast<const ASN1_IA5STRING*>(value);
            out.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                             static_cast<std::size_t>(ASN1_STRING_length(text)));
        } else if (type == GEN_IPADD) {
            auto text = addressText(static_cast<const ASN1_OCTET_STRING*>(value));
            if (!text.empty())
                out.push_back(std::move(text));
        }
    }
    return out;
}

TimePoint timeOf(const ASN1_TIME* time)
{
    std::tm broken{};
    if (ASN1_TIME_to_tm(time, &broken) != 1)
        return {};
    return fromUnixSeconds(::timegm(&broken));
}

bool isSelfSigned(X509* certificate)
{
    const ErrorQueueGuard guard;
    return X509_self_signed(certificate, 1) == 1;
}

bool isIssuedBy(X509* certificate, X509* issuer)
{
    const ErrorQueueGuard guard;
    auto* key = X509_get0_pubkey(issuer);
    return key && X509_check_issued(issuer, certificate) == X509_V_OK && X509_verify(certificate, key) == 1;
}

bool covers(X509* certificate, std::string_view address)
{
    const ErrorQueueGuard guard;
    const std::string text(address);
    if (isIpAddress(address))
        return X509_check_ip_asc(certificate, text.c_str(), 0) == 1;
    constexpr unsigned flags = X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
    return isDnsName(address) && X509_check_host(certificate, text.data(), text.size(), flags, nullptr) == 1;
}

} // namespace meshsso::crypto
