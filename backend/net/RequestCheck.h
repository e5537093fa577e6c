#pragma once

#include "core/Url.h"
#include "net/HttpClient.h"
#include "net/HttpClientOptions.h"

namespace meshsso::net {

/// Checks what a request asks for before any byte leaves, for every HttpClient alike: an http or https URL, a
/// method and header names that are tokens (RFC 9110 section 5.6.2), header values without CR, LF or other
/// control characters, no framing headers (Content-Length, Transfer-Encoding: the client's own), a timeout in
/// range. Returns the URL split. Errors: InvalidArgument.
Result<Url> checkRequest(const HttpRequest& request);

/// The rule for the URL's host and port, or null.
const ConnectTo* findConnectTo(const std::vector<ConnectTo>& rules, const Url& url) noexcept;

/// The PEM text of caFile and caPem together. Errors: IoError, InvalidArgument (no certificate in it).
Result<std::string> readAuthorities(const HttpClientOptions& options);

} // namespace meshsso::net
