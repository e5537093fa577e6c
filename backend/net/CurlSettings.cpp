#include "net/CurlSettings.h"

#include "net/RequestCheck.h"

#include <curl/curl.h>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace meshsso::net {
namespace {

/// The system's authorities as one PEM text, unless libcurl also looks them up one by one in a directory.
std::string systemBundle()
{
    const auto* version = curl_version_info(CURLVERSION_NOW);
    const bool knowsPaths = version->age >= CURLVERSION_EIGHTH;
    std::error_code ignored;
    if (knowsPaths && version->capath && std::filesystem::is_directory(version->capath, ignored))
        return {};
    const char* bundle =
        knowsPaths && version->cainfo ? version->cainfo : "/etc/ssl/certs/ca-certificates.crt";
    std::ifstream file(bundle, std::ios::binary);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf()))
        return {};
    return text.str();
}

} // namespace

CurlHttpClient::Settings::Settings(HttpClientOptions options) : m_options(std::move(options))
{
    auto own = readAuthorities(m_options);
    if (!own) {
        m_error = std::move(own).error();
        return;
    }
    if (own->empty())
        return;
    // CURLOPT_CAINFO_BLOB takes the place of the system's bundle file, so that file's text goes in with ours.
    // (A store filled in CURLOPT_SSL_CTX_FUNCTION would not do: libcurl does not see it when it decides
    // whether a kept connection of another client may be reused.)
    m_authorities = std::move(*own);
    if (!m_authorities.ends_with('\n'))
        m_authorities += '\n';
    m_authorities += systemBundle();
}

} // namespace meshsso::net
