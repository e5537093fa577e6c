#include "net/HttpClient.h"

#include "core/Encoding.h"
#include "core/Text.h"

namespace meshsso::net {

std::string_view HttpResponse::header(std::string_view name) const noexcept
{
    for (const auto& h : headers) {
        if (equalsIgnoreCase(h.name, name))
            return h.value;
    }
    return {};
}

std::string formEncode(std::initializer_list<std::pair<std::string_view, std::string_view>> fields)
{
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty())
            out += '&';
        out += percentEncode(name);
        out += '=';
        out += percentEncode(value);
    }
    return out;
}

std::string basicAuthorization(std::string_view id, std::string_view secret)
{
    return "Basic " + base64Encode(percentEncode(id) + ":" + percentEncode(secret));
}

std::string urlWithoutQuery(std::string_view url)
{
    url = url.substr(0, url.find_first_of("?#"));
    // User-info may be a password that was typed into a URL: it is no part of what is shown either.
    const auto schemeEnd = url.find("://");
    if (schemeEnd == std::string_view::npos)
        return std::string(url);
    const auto authorityStart = schemeEnd + 3;
    const auto authorityEnd = std::min(url.find('/', authorityStart), url.size());
    const auto at = url.substr(0, authorityEnd).rfind('@');
    if (at == std::string_view::npos || at < authorityStart)
        return std::string(url);
    return std::string(url.substr(0, authorityStart)) + std::string(url.substr(at + 1));
}

} // namespace meshsso::net
