#include "net/LoopbackPages.h"

#include "core/Encoding.h"
#include "core/Html.h"
#include "core/Text.h"

#include <array>
#include <optional>

namespace meshsso::net {
namespace {

constexpr std::size_t maxParameters = 32;

// The policy below allows this very text: change both together (the test compares them).
constexpr std::string_view style =
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:18vh "
    "auto;max-width:32rem;padding:0 1.5rem;text-align:center}h1{font-size:1.5rem;font-weight:600}";
constexpr std::string_view styleHash = "sha256-vldnR7kKtv0Pt+RBJZv2+PoK5LuQY2Ur5PjSDecxhiw=";

std::string_view phraseOf(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 410:
        return "Gone";
    case 413:
        return "Content Too Large";
    case 421:
        return "Misdirected Request";
    default:
        return "Bad Request";
    }
}

std::string response(int status, std::string_view type, const std::string& body)
{
    std::string out = "HTTP/1.1 " + std::to_string(status) + " " + std::string(phraseOf(status)) + "\r\n";
    out += "Content-Type: " + std::string(type) + "; charset=utf-8\r\n";
    out += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    out += "Content-Security-Policy: default-src 'none'; style-src '" + std::string(styleHash) +
           "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n";
    out += "Cache-Control: no-store\r\n"
           "Referrer-Policy: no-referrer\r\n"
           "X-Content-Type-Options: nosniff\r\n";
    if (status == 405)
        out += "Allow: GET\r\n";
    return out + "Connection: close\r\n\r\n" + body;
}

/// The parameters that make a callback, each at most once (RFC 6749 section 3.1).
struct CallbackParameters
{
    std::optional<std::string> state;
    std::optional<std::string> code;
    std::optional<std::string> error;
};

std::optional<CallbackParameters> readParameters(std::string_view query)
{
    const auto pairs = split(query, '&');
    if (pairs.size() > maxParameters)
        return std::nullopt;
    CallbackParameters parameters;
    const std::array<std::pair<std::string_view, std::optional<std::string>*>, 3> known{
        {{"state", &parameters.state}, {"code", &parameters.code}, {"error", &parameters.error}}};
    for (const auto pair : pairs) {
        const auto equals = std::min(pair.find('='), pair.size());
        const auto name = formDecode(pair.substr(0, equals));
        auto value = formDecode(pair.substr(std::min(equals + 1, pair.size())));
        if (!name || !value)
            return std::nullopt;
        for (const auto& [wanted, target] : known) {
            if (*name != wanted)
                continue;
            if (*target || value->empty())
                return std::nullopt;
            *target = std::move(*value);
        }
    }
    return parameters;
}

} // namespace

LoopbackVerdict judge(const LoopbackRequest& request, const LoopbackOptions& options, std::uint16_t port)
{
    if (request.hosts.size() != 1)
        return {400, "The request must have one Host header.", {}};
    // Another name that leads here is DNS rebinding: a page of a stranger that wants to talk to us.
    if (request.hosts.front() != "127.0.0.1:" + std::to_string(port))
        return {421, "This address is not the one that was registered.", {}};
    const auto question = std::min(request.target.find('?'), request.target.size());
    if (request.target.substr(0, question) != options.path)
        return {404, "There is nothing here.", {}};
    if (request.method != "GET")
        return {405, "Only GET is answered here.", {}};
    if (request.hasBody)
        return {400, "The request must not have a body.", {}};
    const auto query = request.target.substr(std::min(question + 1, request.target.size()));
    const auto parameters = readParameters(query);
    if (!parameters || parameters->code.has_value() == parameters->error.has_value())
        return {400, "This is no answer to a sign-in.", {}};
    if (!parameters->state || !options.isExpectedState || !options.isExpectedState(*parameters->state))
        return {400, "This answer does not belong to the sign-in that was started.", {}};
    return {200, {}, query, parameters->error.has_value()};
}

std::string donePage(const LoopbackOptions& options, bool isError)
{
    const auto title = escapeHtml(isError ? options.failedTitle : options.doneTitle);
    const auto text = escapeHtml(isError ? options.failedText : options.doneText);
    return response(200, "text/html",
                    "<!DOCTYPE html>\n<html lang=\"" + escapeHtml(options.language) +
                        "\"><head><meta charset=\"utf-8\"><title>" + title + "</title><style>" +
                        std::string(style) + "</style></head><body><h1>" + title + "</h1><p>" + text +
                        "</p></body></html>\n");
}

std::string refusalPage(int status, std::string_view reason)
{
    return response(status, "text/plain", std::string(reason) + "\n");
}

} // namespace meshsso::net
