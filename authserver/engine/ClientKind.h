#pragma once

#include "engine/CheckRequest.h"

namespace meshsso::engine {

/// True if a person's browser navigates, so that a redirect to the login makes sense: GET or HEAD, and
/// Sec-Fetch-Mode navigate to a document or frame where the browser says so, else Accept naming text/html.
/// False for XHR, fetch, WebSocket handshakes, prefetches and calls that carry a bearer token: they get a
/// 401.
bool isNavigation(const CheckRequest& request) noexcept;

/// True if the client would rather see a page than JSON: Accept names text/html.
bool prefersHtml(const CheckRequest& request) noexcept;

} // namespace meshsso::engine
