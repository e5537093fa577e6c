#pragma once

#include "net/CurlHttpClient.h"

#include <optional>

namespace meshsso::net {

/// A client's options in the form libcurl takes them; immutable, shared with the exchanges under way.
class CurlHttpClient::Settings
{
public:
    explicit Settings(HttpClientOptions options);

    const HttpClientOptions& options() const { return m_options; }
    /// Trusted authorities as PEM text for CURLOPT_CAINFO_BLOB, or empty: libcurl's default.
    const std::string& authorities() const { return m_authorities; }
    /// Why no request can be sent, if so.
    const std::optional<Error>& error() const { return m_error; }

private:
    HttpClientOptions m_options;
    std::string m_authorities;
    std::optional<Error> m_error;
};

} // namespace meshsso::net
