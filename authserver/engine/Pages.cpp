#include "engine/Pages.h"

#include "core/Encoding.h"
#include "core/Html.h"
#include "core/Json.h"
#include "core/Text.h"
#include "crypto/Digest.h"
#include "engine/RequestId.h"
#include "engine/pages/BuiltInDesign.h"

namespace meshsso::engine {
namespace {

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

bool isPicture(const PageDesign& design)
{
    const std::string_view logo = design.logo;
    if (design.logoType == "image/png")
        return logo.starts_with("\x89PNG\r\n\x1a\n");
    return design.logoType == "image/svg+xml" && isValidUtf8(logo) && trim(logo).starts_with('<') &&
           logo.find("<svg") != std::string_view::npos;
}

PageTemplate ownTemplate()
{
    return std::move(PageTemplate::parse(builtInTemplate()).value()); // a test sees that it parses
}

} // namespace

Pages::Pages() : Pages(ownTemplate(), {}) {}

Pages::Pages(PageTemplate pageTemplate, const PageDesign& design) : m_template(std::move(pageTemplate))
{
    m_contentSecurityPolicy = "default-src 'none'";
    for (std::size_t i = 0; i < m_template.styles().size(); ++i)
        m_contentSecurityPolicy.append(i == 0 ? "; style-src" : "")
            .append(" 'sha256-")
            .append(base64Encode(crypto::sha256(m_template.styles()[i])))
            .append("'");
    if (!design.logo.empty()) {
        // As an image an SVG runs no scripts and loads nothing.
        m_logo =
            "<img alt=\"\" src=\"data:" + design.logoType + ";base64," + base64Encode(design.logo) + "\">";
        m_contentSecurityPolicy += "; img-src data:";
    }
    m_contentSecurityPolicy += "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}

Result<Pages> Pages::create(const PageDesign& design)
{
    auto parsed =
        PageTemplate::parse(design.html.empty() ? builtInTemplate() : std::string_view(design.html));
    if (!parsed)
        return fail(ErrorCode::InvalidArgument, parsed.error().message, "page.html");
    if (design.logo.size() > maxLogoBytes)
        return fail(ErrorCode::InvalidArgument, "it is over 32 KiB, and would be part of every page", "logo");
    if (!design.logo.empty() && !isPicture(design))
        return fail(ErrorCode::InvalidArgument, "it is no SVG or PNG picture, as its name says", "logo");
    return Pages(std::move(*parsed), design);
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
    auto message = messageHtml(text.message);
    if (!missing.empty())
        message.append("<p>").append(escapeHtml(labels.missing)).append(escapeHtml(missing)).append("</p>\n");
    std::string action;
    if (!target.empty() && !text.action.empty())
        action.append("<p class=\"action\"><a href=\"")
            .append(escapeHtml(target))
            .append("\">")
            .append(escapeHtml(text.action))
            .append("</a></p>\n");
    std::string reference;
    if (hasReference(id))
        reference.append("<p class=\"reference\">")
            .append(escapeHtml(labels.reference))
            .append("<code>")
            .append(escapeHtml(referenceOf(request.requestId)))
            .append("</code></p>\n");
    const auto title = escapeHtml(text.title);
    // In the order of PageSlot.
    reply.body = m_template.fill({languageTag(language), title, m_logo, message, action, reference});
    return reply;
}

HttpReply makeJsonError(int status, std::string_view code, std::string_view message,
                        std::string_view requestId, const std::vector<std::string>& missing)
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
    if (!missing.empty())
        object["missing"] = json::array(missing.begin(), missing.end());
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
