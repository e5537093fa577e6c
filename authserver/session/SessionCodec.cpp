#include "session/SessionCodec.h"

#include "session/FieldCodec.h"

namespace meshsso::session {
namespace {

constexpr char formatVersion = 1;

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
};

} // namespace

std::string encodeSession(const Session& session)
{
    std::string start(1, formatVersion);
    start.reserve(session.accessToken.size() + session.idToken.size() + session.refreshToken.size() +
                  session.accessClaims.size() + 512);
    FieldWriter writer(std::move(start));
    writer.text(Id, session.id);
    writer.text(AccessToken, session.accessToken);
    writer.text(IdToken, session.idToken);
    writer.text(RefreshToken, session.refreshToken);
    writer.text(AccessClaims, session.accessClaims);
    writer.text(Subject, session.subject);
    writer.text(Username, session.username);
    writer.text(Email, session.email);
    for (const auto& group : session.groups)
        writer.text(Group, group);
    for (const auto& role : session.roles)
        writer.text(Role, role);
    writer.text(ProviderSession, session.providerSession);
    writer.number(CreatedAt, toUnixSeconds(session.createdAt));
    writer.number(LastSeen, toUnixSeconds(session.lastSeen));
    writer.number(AccessExpires, toUnixSeconds(session.accessExpires));
    writer.number(RefreshDue, toUnixSeconds(session.refreshDue));
    return writer.take();
}

Result<Session> decodeSession(std::string_view bytes)
{
    if (bytes.empty() || bytes[0] != formatVersion)
        return fail(ErrorCode::ParseError, "the session has another format version");
    Session session;
    FieldReader reader(bytes.substr(1));
    while (const auto field = reader.next()) {
        switch (field->tag) {
        case Id:
            session.id = field->value;
            break;
        case AccessToken:
            session.accessToken = field->value;
            break;
        case IdToken:
            session.idToken = field->value;
            break;
        case RefreshToken:
            session.refreshToken = field->value;
            break;
        case AccessClaims:
            session.accessClaims = field->value;
            break;
        case Subject:
            session.subject = field->value;
            break;
        case Username:
            session.username = field->value;
            break;
        case Email:
            session.email = field->value;
            break;
        case Group:
            session.groups.emplace_back(field->value);
            break;
        case Role:
            session.roles.emplace_back(field->value);
            break;
        case ProviderSession:
            session.providerSession = field->value;
            break;
        case CreatedAt:
            session.createdAt = fromUnixSeconds(field->number());
            break;
        case LastSeen:
            session.lastSeen = fromUnixSeconds(field->number());
            break;
        case AccessExpires:
            session.accessExpires = fromUnixSeconds(field->number());
            break;
        case RefreshDue:
            session.refreshDue = fromUnixSeconds(field->number());
            break;
        default:
            break;
        }
    }
    if (!reader.isGood() || session.id.empty() || session.subject.empty())
        return fail(ErrorCode::ParseError, "the session is incomplete");
    return session;
}

} // namespace meshsso::session
