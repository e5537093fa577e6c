#include "engine/NginxSubrequest.h"

namespace meshsso::engine {

Result<CheckRequest> readSubrequest(const CheckRequest& subrequest)
{
    // A client could write these headers too.
    if (!subrequest.isPeerTrusted)
        return fail(ErrorCode::InvalidArgument,
                    "the subrequest comes from an address that is not in trustedProxies");
    CheckRequest check = subrequest;
    if (const auto url = subrequest.header("x-original-url"); !url.empty()) {
        const auto authority = url.find("://");
        const auto path =
            authority == std::string_view::npos ? std::string_view::npos : url.find('/', authority + 3);
        if (path == std::string_view::npos)
            return fail(ErrorCode::InvalidArgument, "X-Original-URL is not an absolute URL with a path");
        check.host = url.substr(authority + 3, path - authority - 3);
        check.target = url.substr(path);
    } else if (const auto uri = subrequest.header("x-forwarded-uri"); !uri.empty()) {
        check.target = uri;
        if (const auto host = subrequest.header("x-forwarded-host"); !host.empty())
            check.host = host;
    } else {
        return fail(ErrorCode::InvalidArgument,
                    "neither X-Original-URL nor X-Forwarded-Uri names the request to decide on");
    }
    check.method = "GET";
    if (const auto method = subrequest.header("x-original-method"); !method.empty())
        check.method = method;
    else if (const auto forwarded = subrequest.header("x-forwarded-method"); !forwarded.empty())
        check.method = forwarded;
    return check;
}

} // namespace meshsso::engine
