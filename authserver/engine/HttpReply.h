#pragma once

#include "engine/ResponseWriter.h"

#include <string>
#include <utility>
#include <vector>

namespace meshsso::engine {

/// A response of one of our own pages, as data, so that tests look at it without parsing HTTP.
struct HttpReply
{
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::string contentType;

    HttpReply& add(std::string name, std::string value)
    {
        headers.emplace_back(std::move(name), std::move(value));
        return *this;
    }
    void addCookies(std::vector<std::string> setCookies)
    {
        for (auto& cookie : setCookies) {
            if (!cookie.empty())
                headers.emplace_back("set-cookie", std::move(cookie));
        }
    }
    std::string_view header(std::string_view name) const noexcept
    {
        for (const auto& [key, value] : headers) {
            if (key == name)
                return value;
        }
        return {};
    }
    void writeTo(ResponseWriter& out) const
    {
        out.start(status);
        for (const auto& [name, value] : headers)
            out.header(name, value);
        out.finish(body, contentType);
    }
};

} // namespace meshsso::engine
