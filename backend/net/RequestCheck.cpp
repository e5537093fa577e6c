#include "net/RequestCheck.h"

#include "core/Text.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace meshsso::net {
namespace {

constexpr std::chrono::milliseconds maxTimeout = std::chrono::minutes(10);
constexpr std::string_view pemBegin = "-----BEGIN CERTIFICATE-----";

bool isToken(std::string_view text)
{
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.find(c) != std::string_view::npos;
    });
}

bool isFieldValue(std::string_view text)
{
    return std::none_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7f;
    });
}

} // namespace

Result<Url> checkRequest(const HttpRequest& request)
{
    auto url = Url::parse(request.url);
    if (!url)
        return fail(ErrorCode::InvalidArgument, "cannot send a request: " + url.error().message,
                    urlWithoutQuery(request.url));
    const auto refuse = [&](std::string why) {
        return fail(ErrorCode::InvalidArgument, std::move(why), url->origin() + url->path);
    };
    if (!isToken(request.method))
        return refuse("the HTTP method is not a token");
    for (const auto& header : request.headers) {
        if (!isToken(header.name))
            return refuse("a request header's name holds a character that HTTP does not allow there");
        if (!isFieldValue(header.value))
            return refuse("the request header " + header.name +
                          " holds a line break or another control character");
        if (equalsIgnoreCase(header.name, "content-length") ||
            equalsIgnoreCase(header.name, "transfer-encoding"))
            return refuse("the request header " + header.name + " is the HTTP client's own to set");
    }
    if (request.timeout.count() < 1 || request.timeout > maxTimeout)
        return refuse("the time-out is not between 1 ms and 10 minutes");
    return url;
}

const ConnectTo* findConnectTo(const std::vector<ConnectTo>& rules, const Url& url) noexcept
{
    const auto rule = std::find_if(rules.begin(), rules.end(), [&](const ConnectTo& r) {
        return r.port == url.port && equalsIgnoreCase(r.host, url.host);
    });
    return rule == rules.end() ? nullptr : &*rule;
}

Result<std::string> readAuthorities(const HttpClientOptions& options)
{
    std::string pem = options.caPem;
    if (!options.caFile.empty()) {
        std::ifstream file(options.caFile, std::ios::binary);
        std::ostringstream text;
        if (!file || !(text << file.rdbuf()))
            return fail(ErrorCode::IoError, "cannot read the file of trusted certificate authorities",
                        options.caFile);
        if (text.str().find(pemBegin) == std::string::npos)
            return fail(ErrorCode::InvalidArgument,
                        "the file of trusted certificate authorities holds no PEM certificate",
                        options.caFile);
        if (!pem.empty() && !pem.ends_with('\n'))
            pem += '\n';
        pem += text.str();
    }
    if (!pem.empty() && pem.find(pemBegin) == std::string::npos)
        return fail(ErrorCode::InvalidArgument,
                    "the text of trusted certificate authorities holds no PEM certificate");
    return pem;
}

} // namespace meshsso::net
