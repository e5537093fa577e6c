#include "crypto/Sealer.h"
#include "session/Compression.h"
#include "session/FieldCodec.h"
#include "session/LoginCookies.h"
#include "session/SessionCodec.h"
#include "session/SessionCookies.h"
#include "session/TicketCookies.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace meshsso;
using namespace meshsso::session;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

crypto::Sealer sealer(std::string_view purpose)
{
    static const auto random = std::make_shared<SystemRandom>();
    static const auto secret = crypto::generateCookieSecret(*random);
    return std::move(*crypto::Sealer::create({secret}, purpose, random));
}

const CookiePolicy& policy()
{
    static const CookiePolicy value("meshsso", "", false);
    return value;
}

const SessionCookies& sessionCookies()
{
    static const SessionCookies value(sealer(SessionCookies::purpose), policy());
    return value;
}

/// Cookie headers, one a line: nobody has the secret, so nothing opens.
void readHeaders(std::string_view text)
{
    CookieList list;
    for (;;) {
        const auto end = text.find('\n');
        list.addHeader(text.substr(0, end));
        if (end == std::string_view::npos)
            break;
        text.remove_prefix(end + 1);
    }
    require(!sessionCookies().open(list).session);
    static const TicketCookies tickets(sealer(TicketCookies::purpose), policy());
    static const LoginCookies logins(sealer(LoginCookies::purpose), policy(), {});
    for (const auto& cookie : list.all()) {
        require(!tickets.open(cookie.value));
        require(!logins.find(cookie.name, list, {}) && !logins.find(cookie.value, list, {}));
    }
    // What is removed is what the browser sent.
    require(sessionCookies().expire(list).size() <= list.all().size());
}

/// What somebody with the secret could have sealed. What is read is written so that it reads the same.
void readPayload(std::string_view bytes)
{
    const auto session = unpackSession(bytes);
    if (!session)
        return;
    const auto again = unpackSession(packSession(*session));
    require(again && *again == *session);
}

void readCompressed(std::string_view fields, std::string_view binary)
{
    if (const auto compressed = compressClaims(fields)) {
        FieldWriter writer(std::string(1, '\x02'));
        writer.text(32, binary);
        writer.text(33, *compressed);
        readPayload(writer.take());
    }
}

/// Tokens come back as they were, through cookies as browsers keep them.
void keepTokens(std::string_view text)
{
    Session session;
    session.id = "id";
    session.subject = "subject";
    const auto first = text.find('\n');
    session.accessToken = text.substr(0, first);
    if (first != std::string_view::npos) {
        const auto rest = text.substr(first + 1);
        session.idToken = rest.substr(0, rest.find('\n'));
        session.refreshToken = rest;
    }
    const auto sealed = sessionCookies().seal(session, std::chrono::seconds(60), {});
    if (!sealed) {
        require(text.size() > SessionCookies::maxCookieBytes);
        return;
    }
    std::string header;
    for (const auto& cookie : sealed->setCookies)
        header.append(cookie, 0, cookie.find(';')).append("; ");
    CookieList list;
    list.addHeader(header);
    const auto lookup = sessionCookies().open(list);
    require(lookup.session && *lookup.session == session);
}

} // namespace

/// The first character says what the rest is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view text(reinterpret_cast<const char*>(data), size);
    if (text.empty())
        return 0;
    const char kind = text[0];
    text.remove_prefix(1);
    if (kind == 'h')
        readHeaders(text);
    else if (kind == 'p')
        readPayload(text);
    else if (kind == 'f')
        readCompressed(text.substr(text.size() / 4), text.substr(0, text.size() / 4));
    else if (kind == 't')
        keepTokens(text);
    return 0;
}
