#include "session/LoginCookies.h"

#include "core/Encoding.h"
#include "crypto/ConstantTime.h"
#include "oidc/AuthorizationRequest.h"
#include "session/FieldCodec.h"

#include <algorithm>
#include <charconv>

namespace meshsso::session {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

constexpr std::size_t timeDigits = 8; // base 36 seconds: enough for 90,000 years
constexpr std::size_t idLength = timeDigits + 11;

enum Tag : std::uint8_t {
    Secret = 1,
    Nonce,
    Verifier,
    ReturnUrl,
    RedirectUri,
    CreatedAt,
    RoundsDone,
    SentBack
};

std::string base36(std::int64_t value)
{
    std::string out(timeDigits, '0');
    for (auto it = out.rbegin(); it != out.rend() && value > 0; ++it, value /= 36) {
        const auto digit = static_cast<int>(value % 36);
        *it = static_cast<char>(digit < 10 ? '0' + digit : 'a' + digit - 10);
    }
    return out;
}

/// An id is put into a cookie's name, so that nothing but our own alphabet may be in it.
bool isId(std::string_view text)
{
    return text.size() == idLength && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_';
           });
}

/// One digit; 0 for anything else.
int digitOf(std::string_view text)
{
    return text.size() == 1 && text[0] >= '0' && text[0] <= '9' ? text[0] - '0' : 0;
}

/// What "id.secret" or "id.secret.retries" says without its cookie.
struct State
{
    std::string_view id;
    std::string_view retries;
};
State parseState(std::string_view text)
{
    State state;
    const auto dot = text.find('.');
    if (dot == std::string_view::npos || !isId(text.substr(0, dot)))
        return state;
    state.id = text.substr(0, dot);
    text.remove_prefix(dot + 1);
    const auto second = text.find('.');
    if (second != std::string_view::npos)
        state.retries = text.substr(second + 1);
    return state;
}

} // namespace

LoginCookies::LoginCookies(crypto::Sealer sealer, CookiePolicy policy, LoginCookieLimits limits)
    : m_sealer(std::move(sealer)), m_policy(std::move(policy)), m_prefix(m_policy.name() + "-login-"),
      m_roundsName(m_policy.name() + "-rounds"), m_limits(limits)
{
}

LoginAttempt LoginCookies::create(SecureRandom& random, TimePoint now, std::string returnUrl,
                                  std::string redirectUri)
{
    LoginAttempt attempt;
    attempt.id = base36(toUnixSeconds(now)) + random.token(8);
    attempt.secret = random.token(16);
    attempt.nonce = random.token(16);
    attempt.pkceVerifier = oidc::generatePkceVerifier(random);
    attempt.returnUrl = std::move(returnUrl);
    attempt.redirectUri = std::move(redirectUri);
    attempt.createdAt = fromUnixSeconds(toUnixSeconds(now));
    return attempt;
}

std::string LoginCookies::cookieName(std::string_view id) const
{
    return m_prefix + std::string(id);
}

std::vector<std::string> LoginCookies::set(const LoginAttempt& attempt, const CookieList& present) const
{
    FieldWriter writer;
    writer.text(Secret, attempt.secret);
    writer.text(Nonce, attempt.nonce);
    writer.text(Verifier, attempt.pkceVerifier);
    writer.text(ReturnUrl, attempt.returnUrl);
    writer.text(RedirectUri, attempt.redirectUri);
    writer.number(CreatedAt, toUnixSeconds(attempt.createdAt));
    if (attempt.rounds > 0)
        writer.shortNumber(RoundsDone, attempt.rounds);
    if (attempt.isSentBack)
        writer.shortNumber(SentBack, 1);
    const auto name = cookieName(attempt.id);
    const auto value = base64UrlEncode(m_sealer.seal(writer.take(), name));
    std::vector<std::string> out{m_policy.setCookie(name, value, m_limits.lifetime)};

    std::vector<Cookie> others;
    for (const auto& cookie : present.all()) {
        if (cookie.name.starts_with(m_prefix))
            others.push_back(cookie);
    }
    std::sort(others.begin(), others.end(), [](const Cookie& a, const Cookie& b) { return a.name > b.name; });
    auto bytes = name.size() + value.size();
    int count = 1;
    for (const auto& cookie : others) { // newest first: what no longer fits is oldest
        bytes += cookie.name.size() + cookie.value.size();
        if (++count > m_limits.maxAttempts || bytes > m_limits.maxTotalBytes)
            out.push_back(m_policy.expireCookie(cookie.name));
    }
    return out;
}

Result<LoginAttempt> LoginCookies::find(std::string_view state, const CookieList& present,
                                        TimePoint now) const
{
    const auto [id, retries] = parseState(state);
    if (id.empty())
        return fail(ErrorCode::NotFound, "the state is not one of ours");
    const auto name = cookieName(id);
    const auto* cookie = present.find(name);
    if (!cookie)
        return fail(ErrorCode::NotFound, "this browser holds no cookie for the login attempt");
    const auto sealed = base64UrlDecode(cookie->value);
    if (!sealed)
        return fail(ErrorCode::NotFound, "the login attempt's cookie is damaged");
    const auto plain = m_sealer.open(*sealed, name);
    if (!plain)
        return fail(ErrorCode::NotFound, "the login attempt's cookie does not open");
    LoginAttempt attempt;
    attempt.id = id;
    attempt.retries = digitOf(retries);
    FieldReader reader(*plain);
    while (const auto field = reader.next()) {
        switch (field->tag) {
        case Secret:
            attempt.secret = field->value;
            break;
        case Nonce:
            attempt.nonce = field->value;
            break;
        case Verifier:
            attempt.pkceVerifier = field->value;
            break;
        case ReturnUrl:
            attempt.returnUrl = field->value;
            break;
        case RedirectUri:
            attempt.redirectUri = field->value;
            break;
        case CreatedAt:
            attempt.createdAt = fromUnixSeconds(field->number());
            break;
        case RoundsDone:
            attempt.rounds = static_cast<int>(field->number());
            break;
        case SentBack:
            attempt.isSentBack = field->number() != 0;
            break;
        default:
            break;
        }
    }
    if (!reader.isGood() || attempt.secret.empty() || attempt.nonce.empty() || attempt.pkceVerifier.empty())
        return fail(ErrorCode::NotFound, "the login attempt's cookie is incomplete");
    if (!crypto::constantTimeEquals(attempt.state(), state))
        return fail(ErrorCode::WrongState, "the state is not the one this browser was sent away with");
    if (now > attempt.createdAt + m_limits.lifetime)
        return fail(ErrorCode::Expired, "the login attempt is too old");
    return attempt;
}

std::string LoginCookies::expire(std::string_view state) const
{
    const auto id = parseState(state).id;
    return !id.empty() ? m_policy.expireCookie(cookieName(id)) : std::string{};
}

int LoginCookies::countIn(const CookieList& present) const noexcept
{
    return static_cast<int>(std::count_if(present.all().begin(), present.all().end(),
                                          [&](const Cookie& c) { return c.name.starts_with(m_prefix); }));
}

std::string_view LoginCookies::idIn(std::string_view state) noexcept
{
    return parseState(state).id;
}

int LoginCookies::retriesIn(std::string_view state) noexcept
{
    return digitOf(parseState(state).retries);
}

std::string LoginCookies::momentText(TimePoint time)
{
    return std::to_string(duration_cast<milliseconds>(time.time_since_epoch()).count());
}

TimePoint LoginCookies::momentOf(std::string_view text) noexcept
{
    std::uint64_t count = 0;
    // A clock counts in nanoseconds: what is out of its range must not overflow.
    constexpr std::uint64_t farAway = 9'000'000'000'000;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || end != text.data() + text.size() || count > farAway)
        return {};
    return TimePoint(milliseconds(count));
}

LoginCookies::Rounds LoginCookies::rounds(const CookieList& present) const noexcept
{
    Rounds rounds;
    const auto* cookie = present.find(m_roundsName);
    if (!cookie)
        return rounds;
    const auto value = std::string_view(cookie->value);
    const auto dot = std::min(value.find('.'), value.size());
    rounds.count = digitOf(value.substr(0, dot));
    if (rounds.count > 0 && dot < value.size())
        rounds.lastSession = momentOf(value.substr(dot + 1));
    return rounds;
}

std::string LoginCookies::setRounds(const Rounds& rounds) const
{
    const auto value = std::to_string(std::clamp(rounds.count, 0, 9)) + "." + momentText(rounds.lastSession);
    return m_policy.setCookie(m_roundsName, value, roundGap);
}

std::string LoginCookies::expireRounds(const CookieList& present) const
{
    return present.find(m_roundsName) ? m_policy.expireCookie(m_roundsName) : std::string{};
}

} // namespace meshsso::session
