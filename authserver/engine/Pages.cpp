#include "engine/Pages.h"

#include "core/Encoding.h"
#include "core/Html.h"
#include "core/Json.h"
#include "crypto/Digest.h"
#include "engine/RequestId.h"

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

bool hasReference(PageId id)
{
    switch (id) {
    case PageId::SignIn:
    case PageId::ConfirmSignOut:
    case PageId::SignedOut:
    case PageId::NotFound:         // these are not worth a line in the log,
    case PageId::MethodNotAllowed: // so that a reference would lead nowhere
        return false;
    default:
        return true;
    }
}

/// Paragraphs and lists; see PageText::message.
std::string messageHtml(std::string_view message)
{
    std::string html;
    bool isInList = false;
    while (!message.empty()) {
        const auto end = message.find('\n');
        const auto line = message.substr(0, end);
        message = end == std::string_view::npos ? std::string_view{} : message.substr(end + 1);
        const bool isItem = line.starts_with("- ");
        if (isItem != isInList)
            html.append(isItem ? "<ul>" : "</ul>\n");
        isInList = isItem;
        if (isItem)
            html.append("<li>").append(escapeHtml(line.substr(2))).append("</li>");
        else
            html.append("<p>").append(escapeHtml(line)).append("</p>\n");
    }
    if (isInList)
        html.append("</ul>\n");
    return html;
}

} // namespace

Pages::Pages()
    : m_contentSecurityPolicy("default-src 'none'; style-src 'sha256-" + base64Encode(crypto::sha256(style)) +
                              "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
{
}

HttpReply Pages::render(PageId id, const CheckRequest& request, std::string_view target,
                        std::string_view missing) const
{
    const auto language = preferredLanguage(request.header("accept-language"));
    const auto text = builtInText(id, language);
    const auto labels = pageLabels(language);
    HttpReply reply;
    reply.status = pageStatus(id);
    reply.contentType = "text/html; charset=utf-8";
    reply.add("cache-control", "no-store")
        .add("content-language", std::string(languageTag(language)))
        .add("vary", "Accept-Language")
        .add("content-security-policy", m_contentSecurityPolicy)
        .add("x-content-type-options", "nosniff")
        .add("x-frame-options", "DENY")
        .add("referrer-policy", "no-referrer");
    if (reply.status == 503)
        reply.add("retry-after", "5");
    const auto title = escapeHtml(text.title);
    auto& body = reply.body;
    body.append("<!DOCTYPE html>\n<html lang=\"").append(languageTag(language));
    body.append("\"><head><meta charset=\"utf-8\">"
                "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>");
    body.append(title).append("</title><style>").append(style).append("</style></head>\n<body><main><h1>");
    body.append(title).append("</h1>\n").append(messageHtml(text.message));
    if (!missing.empty())
        body.append("<p>")
            .append(escapeHtml(labels.missing))
            .append(": ")
            .append(escapeHtml(missing))
            .append("</p>\n");
    if (!target.empty() && !text.action.empty())
        body.append("<p><a href=\"")
            .append(escapeHtml(target))
            .append("\">")
            .append(escapeHtml(text.action))
            .append("</a></p>\n");
    if (hasReference(id))
        body.append("<small>")
            .append(escapeHtml(labels.reference))
            .append(": ")
            .append(escapeHtml(referenceOf(request.requestId)))
            .append("</small>\n");
    body.append("</main></body></html>\n");
    return reply;
}

HttpReply makeJsonError(int status, std::string_view code, std::string_view message,
                        std::string_view requestId)
{
    HttpReply reply;
    reply.status = status;
    reply.contentType = "application/json";
    reply.add("cache-control", "no-store");
    json::object object;
    object["error"] = code;
    object["message"] = message;
    if (!requestId.empty())
        object["reference"] = referenceOf(requestId);
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
