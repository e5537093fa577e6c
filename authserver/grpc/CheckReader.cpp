#include "grpc/CheckReader.h"

#include "core/Text.h"
#include "engine/RequestId.h"
#include <ext_authz.pb.h>

#include <algorithm>
#include <array>

namespace meshsso::grpcapi {
namespace {

/// A field name's characters (RFC 9110 section 5.6.2).
bool isToken(std::string_view text)
{
    constexpr auto isAllowed = [] {
        std::array<bool, 256> allowed{};
        for (const char c : std::string_view(
                 "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
            allowed[static_cast<unsigned char>(c)] = true;
        return allowed;
    }();
    return !text.empty() && std::all_of(text.begin(), text.end(),
                                        [&](char c) { return isAllowed[static_cast<unsigned char>(c)]; });
}

/// What can stand in a request line: no space, no control character.
bool isVisible(std::string_view text)
{
    return !text.empty() && std::none_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte <= 0x20 || byte == 0x7f;
    });
}

bool isFieldValue(std::string_view text)
{
    return !hasControlCharacters(text) || std::none_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7f;
    });
}

/// For the log; a gateway writes it, so only that it is not something else entirely is looked at.
std::string_view addressOf(const envoy::service::auth::v3::AttributeContext& attributes)
{
    const std::string_view address = attributes.source().address().socket_address().address();
    return address.size() <= 64 && isVisible(address) ? address : std::string_view{};
}

} // namespace

std::string_view CheckReader::addHeader(std::string_view name, std::string_view value)
{
    // Envoy repeats the request line as :method, :path, :authority and :scheme.
    if (name.starts_with(':'))
        return {};
    if (!isToken(name))
        return "a header's name is not one";
    if (!isFieldValue(value))
        return "a header's value holds control characters";
    m_headers.push_back({name, value});
    return {};
}

void CheckReader::clear()
{
    m_request = {};
    m_headers.clear();
}

std::string_view CheckReader::read(const envoy::service::auth::v3::CheckRequest& message)
{
    clear();
    m_request.peerAddress = addressOf(message.attributes());
    if (!message.attributes().request().has_http())
        return "it holds no HTTP request";
    const auto& http = message.attributes().request().http();
    if (!isToken(http.method()))
        return "the method is missing or not one";
    if (!isVisible(http.host()))
        return "the host is missing or not one";
    if (!isVisible(http.path()))
        return "the path is missing or not one";
    if (http.headers_size() > 0 && http.has_header_map())
        return "it holds two lists of headers";
    if (http.headers_size() > maxHeaders || http.header_map().headers_size() > maxHeaders)
        return "it holds too many headers";
    for (const auto& header : http.headers()) {
        if (const auto problem = addHeader(header.key(), header.value()); !problem.empty())
            return problem;
    }
    for (const auto& header : http.header_map().headers()) {
        if (!header.value().empty() && !header.raw_value().empty())
            return "a header has two values";
        const auto& value = header.raw_value().empty() ? header.value() : header.raw_value();
        if (const auto problem = addHeader(header.key(), value); !problem.empty())
            return problem;
    }
    m_request.method = http.method();
    m_request.host = http.host();
    m_request.target = http.path();
    m_request.headers = m_headers;
    if (const auto id = m_request.header("x-request-id"); engine::isRequestId(id))
        m_request.requestId = id;
    return {};
}

} // namespace meshsso::grpcapi
