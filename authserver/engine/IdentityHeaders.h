#pragma once

#include "core/Json.h"
#include "engine/AuthDecision.h"
#include "engine/CheckRequest.h"
#include "serverconfig/ServerConfig.h"

#include <string>
#include <string_view>
#include <vector>

namespace meshsso::engine {

/// The headers that tell applications who the user is. Each is set from the session or removed, and so is
/// whatever an application could take for one: names are compared with every character but letters and digits
/// read as '-', because CGI, WSGI and PHP map them to the same variable. Immutable.
class IdentityHeaders
{
public:
    static constexpr std::size_t maxValueBytes = 4096;
    static constexpr std::size_t maxTokenBytes = std::size_t{16} * 1024;

    explicit IdentityHeaders(const serverconfig::HeaderConfig& config);

    /// True if the Connection header names one of them: the next hop would drop what we set.
    bool isNamedIn(std::string_view connectionHeader) const;
    /// True if a header of that name passes for an identity header.
    bool matches(std::string_view headerName) const noexcept;

    /// Fills headersToSet and headersToRemove. session null: all are removed. claims may be null when
    /// needsClaims() is false.
    void apply(const CheckRequest& request, const session::Session* session, const json::object* claims,
               AuthDecision& decision) const;

    /// True if a header is mapped from a claim, so that apply() needs the access token's claims.
    bool needsClaims() const noexcept { return m_needsClaims; }

private:
    enum class Source { Token, Subject, Username, Email, Groups, Roles, Claim, Nothing };
    struct Header
    {
        std::string name; ///< lower case
        std::string canonical;
        Source source = Source::Nothing;
        std::string claimPath;
    };

    static std::string valueOf(const Header& header, const session::Session& session,
                               const json::object* claims);
    const Header* findCanonical(std::string_view headerName) const noexcept;

    std::vector<Header> m_headers;
    bool m_needsClaims = false;
};

} // namespace meshsso::engine
