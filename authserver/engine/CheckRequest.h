#pragma once

#include "core/Text.h"

#include <span>
#include <string_view>

namespace meshsso::engine {

/// One header of a request. The name is as it came; compare it with equalsIgnoreCase.
struct HeaderView
{
    std::string_view name;
    std::string_view value;
};

/// A request as the engine sees it: views into the transport's buffers, which live until it is answered.
struct CheckRequest
{
    std::string_view method;
    std::string_view host;   ///< the Host header: host or host:port
    std::string_view target; ///< path and query as received; in a check with the path prefix taken off
    std::span<const HeaderView> headers;
    std::string_view body;
    std::string_view peerAddress; ///< of the connection, without port
    std::string_view requestId;   ///< validated or our own; in the log and on error pages
    bool isPeerTrusted = false;   ///< its X-Forwarded-* and X-Original-* headers may be believed

    /// The first header of that name, or empty.
    std::string_view header(std::string_view name) const noexcept
    {
        for (const auto& candidate : headers) {
            if (candidate.name.size() == name.size() && equalsIgnoreCase(candidate.name, name))
                return candidate.value;
        }
        return {};
    }

    std::string_view path() const noexcept { return target.substr(0, target.find('?')); }
    std::string_view query() const noexcept
    {
        const auto mark = target.find('?');
        return mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
    }
};

} // namespace meshsso::engine
