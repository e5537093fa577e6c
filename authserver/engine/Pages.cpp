#include "engine/Pages.h"

#include "core/Encoding.h"
#include "core/Html.h"
#include "core/Json.h"
#include "crypto/Digest.h"

namespace meshsso::engine {
namespace {

constexpr std::string_view style =
    "body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f4f5f7;color:#1d2433}"
    "main{max-width:26rem;margin:15vh auto 0;padding:2rem;background:#fff;border:1px solid #d8dce4;"
    "border-radius:.5rem}h1{font-size:1.25rem;margin:0 0 1rem}p{margin:0 0 1rem}"
    "a,button{display:inline-block;font:inherit;padding:.6rem 1.2rem;border:0;border-radius:.3rem;"
    "background:#1d4ed8;color:#fff;text-decoration:none;cursor:pointer}"
    "a:focus-visible,button:focus-visible{outline:3px solid #93b4ff;outline-offset:2px}"
    "small{display:block;color:#525c70;margin-top:1rem}"
    "@media(prefers-color-scheme:dark){body{background:#12151c;color:#e6e9f0}"
    "main{background:#1b202b;border-color:#323a4a}small{color:#a3acbd}}";

const std::string& contentSecurityPolicy()
{
    // The one style sheet is allowed by its hash, so that injected markup could not even restyle a page.
    // form-action is left open to https: the sign-in form redirects on to the identity provider.
    static const std::string policy = "default-src 'none'; style-src 'sha256-" +
                                      base64Encode(crypto::sha256(style)) +
                                      "'; base-uri 'none'; frame-ancestors 'none'";
    return policy;
}

HttpReply makeHtml(int status, const PageText& text, std::string_view control)
{
    HttpReply reply;
    reply.status = status;
    reply.contentType = "text/html; charset=utf-8";
    reply.add("cache-control", "no-store")
        .add("content-security-policy", contentSecurityPolicy())
        .add("x-content-type-options", "nosniff")
        .add("x-frame-options", "DENY")
        .add("referrer-policy", "no-referrer");
    auto& body = reply.body;
    body.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>");
    body.append(escapeHtml(text.title))
        .append("</title><style>")
        .append(style)
        .append("</style></head>\n<body><main><h1>");
    body.append(escapeHtml(text.title)).append("</h1>\n");
    if (!text.message.empty())
        body.append("<p>").append(escapeHtml(text.message)).append("</p>\n");
    body.append(control);
    if (!text.reference.empty())
        body.append("<small>Reference: ").append(escapeHtml(text.reference)).append("</small>\n");
    body.append("</main></body></html>\n");
    return reply;
}

} // namespace

HttpReply makePage(int status, const PageText& text)
{
    std::string control;
    if (!text.linkText.empty())
        control =
            "<p><a href=\"" + escapeHtml(text.linkTarget) + "\">" + escapeHtml(text.linkText) + "</a></p>\n";
    return makeHtml(status, text, control);
}

HttpReply makeFormPage(int status, const PageText& text, std::string_view method, std::string_view fieldName,
                       std::string_view fieldValue)
{
    std::string control =
        "<form method=\"" + std::string(method) + "\" action=\"" + escapeHtml(text.linkTarget) + "\">";
    if (!fieldName.empty())
        control += "<input type=\"hidden\" name=\"" + escapeHtml(fieldName) + "\" value=\"" +
                   escapeHtml(fieldValue) + "\">";
    control += "<button type=\"submit\">" + escapeHtml(text.linkText) + "</button></form>\n";
    return makeHtml(status, text, control);
}

HttpReply makeJsonError(int status, std::string_view code, std::string_view message,
                        std::string_view reference)
{
    HttpReply reply;
    reply.status = status;
    reply.contentType = "application/json";
    reply.add("cache-control", "no-store");
    json::object object;
    object["error"] = code;
    object["message"] = message;
    if (!reference.empty())
        object["reference"] = reference;
    reply.body = json::serialize(object);
    return reply;
}

HttpReply makeRedirect(std::string location)
{
    HttpReply reply;
    reply.status = 302;
    reply.add("location", std::move(location)).add("cache-control", "no-store");
    return reply;
}

} // namespace meshsso::engine
