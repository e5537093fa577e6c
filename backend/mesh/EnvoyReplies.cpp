#include "mesh/EnvoyParts.h"

namespace meshsso::mesh {
namespace {

/// What our server's own page says at such a time; this one is for when its answer does not count or is
/// missing.
struct Words
{
    std::string_view language;
    std::string_view title;
    std::string_view message;
    std::string_view reference;
};

constexpr Words english{"en", "Not available at the moment",
                        "Whether you are signed in cannot be checked at the moment. You need not sign in "
                        "again: please reload this page in a minute.",
                        "Reference: "};
constexpr Words chinese{"zh-CN", "暂时不可用", "目前无法确认您是否已登录。您无需重新登录，请稍后刷新此页面。",
                        "查询编号："};

/// Envoy's own is 403, and ASM's settings name no other.
constexpr int unavailable = 503;

/// Of all answers of the gateway's own, those that are for want of an answer to the check. The response flag
/// UAEX would not do: whom our server refuses has it too.
json::object whereTheCheckFailed()
{
    return json::object{
        {"extension_filter",
         envoyExtension("envoy.access_loggers.extension_filters.cel",
                        "envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter",
                        json::object{{"expression", "response.code_details == \"ext_authz_error\""}})}};
}

json::object whereHeader(std::string_view name, json::object match)
{
    return json::object{
        {"header_filter", {{"header", {{"name", name}, {"string_match", std::move(match)}}}}}};
}

json::array headers(std::vector<std::pair<std::string_view, std::string_view>> fields)
{
    json::array list;
    for (const auto& [name, value] : fields)
        list.push_back(json::object{{"header", {{"key", name}, {"value", value}}},
                                    {"append_action", "OVERWRITE_IF_EXISTS_OR_ADD"}});
    return list;
}

json::object page(const Words& words)
{
    const auto text = [](std::string_view part) { return std::string(part); };
    const auto html = "<!doctype html>\n<html lang=\"" + text(words.language) +
                      "\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                      "content=\"width=device-width\">\n<title>" +
                      text(words.title) + "</title>\n<h1>" + text(words.title) + "</h1>\n<p>" +
                      text(words.message) + "</p>\n<p>" + text(words.reference) +
                      "<code>%REQ(X-REQUEST-ID):8%</code></p>\n</html>\n";
    return {{"content_type", "text/html; charset=utf-8"},
            {"text_format_source", json::object{{"inline_string", html}}}};
}

json::object pageFor(const Words& words, json::array conditions)
{
    conditions.insert(conditions.begin(), whereTheCheckFailed());
    conditions.push_back(whereHeader("accept", {{"contains", "text/html"}}));
    // It stands in the page as the client may have sent it, so that nothing but a UUID may.
    constexpr const char* uuid = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
    conditions.push_back(whereHeader("x-request-id", {{"safe_regex", {{"regex", uuid}}}}));
    json::object mapper;
    mapper["filter"] = json::object{{"and_filter", {{"filters", std::move(conditions)}}}};
    mapper["status_code"] = unavailable;
    mapper["headers_to_add"] =
        headers({{"retry-after", "5"},
                 {"cache-control", "no-store"},
                 {"content-language", words.language},
                 {"vary", "Accept, Accept-Language"},
                 {"content-security-policy", "default-src 'none'; base-uri 'none'; form-action 'none'; "
                                             "frame-ancestors 'none'"},
                 {"referrer-policy", "no-referrer"},
                 {"x-content-type-options", "nosniff"}});
    mapper["body_format_override"] = page(words);
    return mapper;
}

json::object forScripts()
{
    json::object body{
        {"error", "unavailable"},
        {"message", "Whether you are signed in cannot be checked now. Repeat the request later."},
        {"reference", "%REQ(X-REQUEST-ID)%"}};
    json::object mapper;
    mapper["filter"] = whereTheCheckFailed();
    mapper["status_code"] = unavailable;
    mapper["headers_to_add"] = headers({{"retry-after", "5"},
                                        {"cache-control", "no-store"},
                                        {"vary", "Accept, Accept-Language"},
                                        {"x-content-type-options", "nosniff"}});
    mapper["body_format_override"] = json::object{{"json_format", std::move(body)}};
    return mapper;
}

} // namespace

json::object envoyLocalReplies()
{
    const json::array inChinese{whereHeader("accept-language", {{"prefix", "zh"}})};
    json::object config;
    config["mappers"] = json::array{pageFor(chinese, inChinese), pageFor(english, {}), forScripts()};
    return config;
}

} // namespace meshsso::mesh
