#include "engine/ClientKind.h"

namespace meshsso::engine {
namespace {

/// Accept is a list of ranges; one with q=0 is a refusal (RFC 9110 section 12.5.1).
bool acceptsType(std::string_view accept, std::string_view type) noexcept
{
    while (!accept.empty()) {
        const auto end = accept.find(',');
        auto range = accept.substr(0, end);
        accept = end == std::string_view::npos ? std::string_view{} : accept.substr(end + 1);
        const auto semicolon = range.find(';');
        const auto name = trim(range.substr(0, semicolon));
        if (!equalsIgnoreCase(name, type))
            continue;
        const auto parameters =
            semicolon == std::string_view::npos ? std::string_view{} : range.substr(semicolon);
        const auto q = parameters.find("q=0");
        const bool refused = q != std::string_view::npos &&
                             parameters.substr(q + 3).find_first_not_of(".0 \t") == std::string_view::npos;
        return !refused;
    }
    return false;
}

} // namespace

bool prefersHtml(const CheckRequest& request) noexcept
{
    return acceptsType(request.header("accept"), "text/html");
}

bool isNavigation(const CheckRequest& request) noexcept
{
    if (request.method != "GET" && request.method != "HEAD")
        return false;
    if (equalsIgnoreCase(request.header("x-requested-with"), "XMLHttpRequest"))
        return false;
    if (!request.header("upgrade").empty())
        return false;
    if (const auto authorization = request.header("authorization");
        authorization.size() > 7 && equalsIgnoreCase(authorization.substr(0, 7), "Bearer "))
        return false;
    // A prefetch that started a login would leave a state cookie behind for nothing.
    if (request.header("sec-purpose").starts_with("prefetch") || request.header("purpose") == "prefetch")
        return false;
    if (const auto mode = request.header("sec-fetch-mode"); !mode.empty()) {
        if (mode != "navigate")
            return false;
        const auto destination = request.header("sec-fetch-dest");
        return destination.empty() || destination == "document" || destination == "iframe" ||
               destination == "frame";
    }
    return prefersHtml(request);
}

} // namespace meshsso::engine
