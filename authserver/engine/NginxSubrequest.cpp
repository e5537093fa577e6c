#include "engine/NginxSubrequest.h"

namespace meshsso::engine {
namespace {

using serverconfig::Subrequests;

/// A header that the proxy overwrites has one value; a second one came past it.
Result<std::string_view> theOne(const CheckRequest& subrequest, std::string_view name)
{
    std::string_view value;
    for (const auto& header : subrequest.headers) {
        if (header.value.empty() || !equalsIgnoreCase(header.name, name))
            continue;
        if (!value.empty())
            return fail(ErrorCode::InvalidArgument, std::string(name) + " was sent twice");
        value = header.value;
    }
    if (value.empty())
        return fail(ErrorCode::InvalidArgument,
                    std::string(name) + " is missing, which the proxy must set for each subrequest");
    return value;
}

Result<CheckRequest> readOriginalUrl(CheckRequest check)
{
    const auto url = theOne(check, "x-original-url");
    if (!url)
        return fail(url.error());
    const auto method = theOne(check, "x-original-method");
    if (!method)
        return fail(method.error());
    const auto authority = url->find("://");
    const auto path =
        authority == std::string_view::npos ? std::string_view::npos : url->find('/', authority + 3);
    if (path == std::string_view::npos)
        return fail(ErrorCode::InvalidArgument, "X-Original-URL is not an absolute URL with a path");
    check.host = url->substr(authority + 3, path - authority - 3);
    check.target = url->substr(path);
    check.method = *method;
    return check;
}

Result<CheckRequest> readForwarded(CheckRequest check)
{
    const auto uri = theOne(check, "x-forwarded-uri");
    if (!uri)
        return fail(uri.error());
    const auto host = theOne(check, "x-forwarded-host");
    if (!host)
        return fail(host.error());
    const auto method = theOne(check, "x-forwarded-method");
    if (!method)
        return fail(method.error());
    check.target = *uri;
    check.host = *host;
    check.method = *method;
    return check;
}

} // namespace

Result<CheckRequest> readSubrequest(const CheckRequest& subrequest, Subrequests kind)
{
    if (kind == Subrequests::None)
        return fail(ErrorCode::InvalidArgument, "subrequests are not answered: set \"subrequests\"");
    // A client could write these headers too.
    if (!subrequest.isPeerTrusted)
        return fail(ErrorCode::InvalidArgument,
                    "the subrequest comes from an address that is not in trustedProxies");
    return kind == Subrequests::Nginx ? readOriginalUrl(subrequest) : readForwarded(subrequest);
}

} // namespace meshsso::engine
