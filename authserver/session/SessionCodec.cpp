#include "session/SessionCodec.h"

#include "core/Encoding.h"
#include "session/Compression.h"
#include "session/FieldCodec.h"

#include <algorithm>

namespace meshsso::session {
namespace {

/// Formats there have been. A session is written in the last one, or in the first if it is small.
enum Format : char {
    Plain = 1,
    Packed = 2, ///< fields of the first, the tokens folded, all text compressed against claimDictionary()
};

enum Tag : std::uint8_t {
    Id = 1,
    AccessToken,
    IdToken,
    RefreshToken,
    AccessClaims,
    Subject,
    Username,
    Email,
    Group,
    Role,
    ProviderSession,
    CreatedAt,
    LastSeen,
    AccessExpires,
    RefreshDue,
    Binary = 32,     ///< what folded tokens leave out, because it does not compress; in their order
    CompressedFields ///< further fields
};

constexpr std::size_t compressionThreshold = 256;
constexpr std::int64_t latestTime = (std::int64_t{1} << 33) - 1; ///< the year 2242; TimePoint ends in 2262

/// How a part of a token is kept, in the lowest two bits of its length.
enum PartKind : std::uint64_t {
    AsItIs = 0,
    DecodedText = 1,   ///< base64url of what follows
    DecodedBinary = 2, ///< base64url of what is next in the binary field
};

constexpr std::ptrdiff_t maxParts = 5; ///< of an encrypted token (RFC 7516 section 3.1)

/// A token with the base64url taken off, part by part where the parts are such; decoding is strict, so that
/// encoding again gives the same text.
std::string fold(std::string_view token, std::string& binary)
{
    std::string out;
    if (token.empty())
        return out;
    const bool hasParts = std::count(token.begin(), token.end(), '.') < maxParts;
    for (std::size_t start = 0; start <= token.size();) {
        const auto end = hasParts ? std::min(token.find('.', start), token.size()) : token.size();
        const auto part = token.substr(start, end - start);
        start = end + 1;
        const auto decoded = base64UrlDecode(part);
        if (!decoded) {
            appendLength(out, part.size() << 2 | AsItIs);
            out += part;
        } else if (decoded->starts_with('{')) {
            appendLength(out, decoded->size() << 2 | DecodedText);
            out += *decoded;
        } else {
            appendLength(out, decoded->size() << 2 | DecodedBinary);
            binary += *decoded;
        }
    }
    return out;
}

/// Takes a folded token off, and its bytes off the binary field; returns the size it has had. Nothing if it
/// is damaged. Without out it takes nothing and only measures.
std::optional<std::size_t> unfold(std::string_view value, std::string_view& binary, std::string* out)
{
    std::size_t total = 0;
    auto restOfBinary = binary;
    for (bool isFirst = true; !value.empty(); isFirst = false) {
        const auto head = takeLength(value);
        if (!head)
            return std::nullopt;
        const auto kind = *head & 3;
        const auto size = static_cast<std::size_t>(*head >> 2);
        auto& source = kind == DecodedBinary ? restOfBinary : value;
        if (kind > DecodedBinary || size > source.size())
            return std::nullopt;
        const auto part = source.substr(0, size);
        source.remove_prefix(size);
        total += (isFirst ? 0 : 1) + (kind == AsItIs ? size : (size * 4 + 2) / 3);
        if (!out)
            continue;
        if (!isFirst)
            *out += '.';
        if (kind == AsItIs)
            *out += part;
        else
            *out += base64UrlEncode(part);
    }
    if (out)
        binary = restOfBinary;
    return total;
}

/// Collects a session from the fields of either format.
class Unpacker
{
public:
    explicit Unpacker(bool isFolded) : m_isFolded(isFolded) {}

    /// False: damaged.
    bool read(std::string_view fields, bool isCompressed = false);
    bool isComplete() const { return !m_session.id.empty() && !m_session.subject.empty(); }
    Session take() { return std::move(m_session); }

private:
    bool take(const Field& field);
    bool token(std::string_view value, std::string& out);
    static bool time(const Field& field, TimePoint& out);
    static void name(std::string_view value, std::vector<std::string>& out);

    Session m_session;
    std::string_view m_binary; ///< what of it is left
    bool m_isFolded;
};

bool Unpacker::read(std::string_view fields, bool isCompressed)
{
    FieldReader reader(fields);
    while (const auto field = reader.next()) {
        if (m_isFolded && field->tag == CompressedFields) {
            // Only one level, or a few bytes could nest for ever.
            const auto inner = decompressClaims(field->value, maxSessionText);
            if (isCompressed || !inner || !read(*inner, true))
                return false;
        } else if (!take(*field)) {
            return false;
        }
    }
    return reader.isGood();
}

bool Unpacker::take(const Field& field)
{
    switch (field.tag) {
    case Id:
        return token(field.value, m_session.id);
    case AccessToken:
        return token(field.value, m_session.accessToken);
    case IdToken:
        return token(field.value, m_session.idToken);
    case RefreshToken:
        return token(field.value, m_session.refreshToken);
    case AccessClaims:
        m_session.accessClaims = field.value;
        return true;
    case Subject:
        m_session.subject = field.value;
        return true;
    case Username:
        m_session.username = field.value;
        return true;
    case Email:
        m_session.email = field.value;
        return true;
    case Group:
        name(field.value, m_session.groups);
        return true;
    case Role:
        name(field.value, m_session.roles);
        return true;
    case ProviderSession:
        m_session.providerSession = field.value;
        return true;
    case CreatedAt:
        return time(field, m_session.createdAt);
    case LastSeen:
        return time(field, m_session.lastSeen);
    case AccessExpires:
        return time(field, m_session.accessExpires);
    case RefreshDue:
        return time(field, m_session.refreshDue);
    case Binary:
        if (m_isFolded)
            m_binary = field.value;
        return true;
    default:
        return true;
    }
}

bool Unpacker::token(std::string_view value, std::string& out)
{
    if (!m_isFolded) {
        out = value;
        return true;
    }
    const auto size = unfold(value, m_binary, nullptr);
    if (!size)
        return false;
    // Measured first, because sessions stay in the cache: what was reserved would be kept.
    out.clear();
    out.reserve(*size);
    unfold(value, m_binary, &out);
    return true;
}

bool Unpacker::time(const Field& field, TimePoint& out)
{
    const auto seconds = field.number();
    if (seconds < 0 || seconds > latestTime)
        return false;
    out = fromUnixSeconds(seconds);
    return true;
}

void Unpacker::name(std::string_view value, std::vector<std::string>& out)
{
    if (!value.empty())
        out.emplace_back(value);
}

/// A time that can be read back, whatever a token said.
std::int64_t writable(TimePoint time)
{
    return std::clamp<std::int64_t>(toUnixSeconds(time), 0, latestTime);
}

void writeTexts(FieldWriter& writer, const Session& session)
{
    writer.text(AccessClaims, session.accessClaims);
    writer.text(Subject, session.subject);
    writer.text(Username, session.username);
    writer.text(Email, session.email);
    for (const auto& group : session.groups)
        writer.text(Group, group);
    for (const auto& role : session.roles)
        writer.text(Role, role);
    writer.text(ProviderSession, session.providerSession);
}

std::string packPlain(const Session& session)
{
    FieldWriter writer(std::string(1, Plain));
    writer.text(Id, session.id);
    writer.text(AccessToken, session.accessToken);
    writer.text(IdToken, session.idToken);
    writer.text(RefreshToken, session.refreshToken);
    writeTexts(writer, session);
    writer.number(CreatedAt, writable(session.createdAt));
    writer.number(LastSeen, writable(session.lastSeen));
    writer.number(AccessExpires, writable(session.accessExpires));
    writer.number(RefreshDue, writable(session.refreshDue));
    return writer.take();
}

} // namespace

std::string packSession(const Session& session)
{
    auto plain = packPlain(session);
    if (plain.size() < compressionThreshold)
        return plain;
    std::string binary;
    FieldWriter inner;
    inner.text(Id, fold(session.id, binary));
    inner.text(RefreshToken, fold(session.refreshToken, binary));
    inner.text(IdToken, fold(session.idToken, binary));
    inner.text(AccessToken, fold(session.accessToken, binary));
    writeTexts(inner, session);
    const auto text = inner.take();
    if (text.size() > maxSessionText)
        return plain;
    const auto compressed = compressClaims(text);
    if (!compressed)
        return plain;
    FieldWriter writer(std::string(1, Packed));
    writer.text(Binary, binary); // before what refers to it
    writer.shortNumber(CreatedAt, writable(session.createdAt));
    writer.shortNumber(LastSeen, writable(session.lastSeen));
    writer.shortNumber(AccessExpires, writable(session.accessExpires));
    writer.shortNumber(RefreshDue, writable(session.refreshDue));
    writer.text(CompressedFields, *compressed);
    auto packed = writer.take();
    return packed.size() < plain.size() ? packed : plain;
}

Result<Session> unpackSession(std::string_view bytes)
{
    if (bytes.empty() || (bytes[0] != Plain && bytes[0] != Packed))
        return fail(ErrorCode::ParseError, "the session has a format that is not known here");
    Unpacker unpacker(bytes[0] == Packed);
    if (!unpacker.read(bytes.substr(1)))
        return fail(ErrorCode::ParseError, "the session is damaged");
    if (!unpacker.isComplete())
        return fail(ErrorCode::ParseError, "the session is incomplete");
    return unpacker.take();
}

} // namespace meshsso::session
