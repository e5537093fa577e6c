#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace meshsso::desktop {

/// Where a member of a JSON object stands, in bytes: from its name's quote to the end of its value.
struct MemberSpan
{
    std::string name; ///< as written between the quotes; escapes are left
    std::size_t offset = 0;
    std::size_t length = 0;

    bool operator==(const MemberSpan&) const = default;
};

/// The members of the outermost object, in order; what is no object gives none. Linear; any bytes will do.
std::vector<MemberSpan> memberSpans(std::string_view json);

/// Which characters of a base64url text hold those bytes of what it encodes: offset and length.
MemberSpan encodedSpan(const MemberSpan& decoded);

} // namespace meshsso::desktop
