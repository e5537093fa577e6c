// Prints what a session costs: bytes of its cookie, and microseconds to pack, unpack, open and find it again,
// for the three tokens of a login at Keycloak.

#include "crypto/Digest.h"
#include "session/SessionCache.h"
#include "session/SessionCodec.h"
#include "session/SessionCookies.h"
#include "support/KeycloakTokens.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <malloc.h>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace meshsso;

/// Microseconds a call: the best of five rounds.
template<typename Call>
double microseconds(int calls, Call call)
{
    double best = 1e9;
    for (int round = 0; round < 5; ++round) {
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < calls; ++i)
            call(i);
        const std::chrono::duration<double, std::micro> taken = std::chrono::steady_clock::now() - start;
        best = std::min(best, taken.count() / calls);
    }
    return best;
}

/// Resident memory of this process, in KiB.
long residentKibibytes()
{
    long pages = 0;
    if (auto* file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%*s %ld", &pages) != 1)
            pages = 0;
        std::fclose(file);
    }
    return pages * 4;
}

session::Session makeSession(SecureRandom& random, TimePoint now)
{
    const auto tokens = test::KeycloakTokens::make(random, now);
    session::Session session;
    session.id = random.token(16);
    session.accessToken = tokens.access;
    session.idToken = tokens.id;
    session.refreshToken = tokens.refresh;
    session.subject = tokens.subject;
    session.username = "testuser";
    session.email = "testuser@corp.example";
    session.roles = {"default-roles-apps", "offline_access", "uma_authorization", "orders-reader"};
    session.providerSession = tokens.providerSession;
    session.createdAt = now;
    session.lastSeen = now;
    session.accessExpires = now + std::chrono::seconds(300);
    session.refreshDue = now + std::chrono::seconds(240);
    return session;
}

/// Bytes that are allocated in this process.
std::size_t heapBytes()
{
    return ::mallinfo2().uordblks;
}

/// Nanoseconds a hit of a cache that holds so many sessions, each asked in turn, as they came in by cookie.
void benchCache(const session::SessionCookies& cookies, const std::vector<session::Session>& sessions,
                int size, TimePoint now)
{
    // More than all are: what is evicted would be measured as missing.
    session::SessionCache cache(std::size_t{256} * 1024 * 1024);
    std::vector<std::string> headers;
    std::vector<std::string> keys;
    for (int i = 0; i < size; ++i) {
        auto copy = sessions[static_cast<std::size_t>(i) % sessions.size()];
        copy.id = std::to_string(i);
        const auto sealed = cookies.seal(copy, std::chrono::hours(8), {});
        headers.push_back(sealed->setCookies.front().substr(0, sealed->setCookies.front().find(';')));
        keys.push_back(crypto::sha256(headers.back()));
    }
    const auto before = heapBytes();
    for (std::size_t i = 0; i < keys.size(); ++i) {
        session::CookieList list;
        list.addHeader(headers[i]);
        cache.insert(keys[i], std::make_shared<const session::OpenedSession>(session::OpenedSession::make(
                                  std::move(*cookies.open(list).session), true, now)));
    }
    const auto taken = heapBytes() - before;
    std::printf("cache of %d: a session takes %zu bytes and counts as %zu\n", size, taken / keys.size(),
                cache.stats().bytes / cache.stats().entries);
    for (const bool isDigestIncluded : {false, true}) {
        for (const int threads : {1, 2}) {
            constexpr int calls = 400'000;
            std::atomic<std::size_t> missed{0};
            const auto run = [&](std::size_t start) {
                std::size_t none = 0;
                for (std::size_t i = start; i < start + calls; ++i) {
                    const auto at = i % keys.size();
                    const auto found = cache.find(isDigestIncluded ? crypto::sha256(headers[at]) : keys[at]);
                    none += found && !found->session.id.empty() ? 0 : 1;
                }
                missed += none;
            };
            const auto start = std::chrono::steady_clock::now();
            {
                std::vector<std::jthread> running;
                for (int i = 0; i < threads; ++i)
                    running.emplace_back(run, static_cast<std::size_t>(i) * keys.size() / 2);
            }
            const std::chrono::duration<double, std::nano> spent = std::chrono::steady_clock::now() - start;
            std::printf("cache of %d, %d threads, %s: %.0f ns a hit in each, %zu missed\n", size, threads,
                        isDigestIncluded ? "digest included" : "look-up alone", spent.count() / calls,
                        missed.load());
        }
    }
}

} // namespace

int main()
{
    const auto random = std::make_shared<SystemRandom>();
    const auto now = fromUnixSeconds(toUnixSeconds(SystemClock().now()));
    auto sealer = crypto::Sealer::create({crypto::generateCookieSecret(*random)},
                                         session::SessionCookies::purpose, random);
    if (!sealer)
        return 1;
    const session::SessionCookies cookies(std::move(*sealer), session::CookiePolicy("meshsso", "", true));

    std::size_t packedBytes = 0;
    std::size_t cookieBytes = 0;
    std::size_t tokenBytes = 0;
    constexpr int count = 200;
    std::vector<session::Session> sessions;
    std::vector<std::string> packed;
    std::vector<std::string> headers;
    for (int i = 0; i < count; ++i) {
        sessions.push_back(makeSession(*random, now));
        const auto& session = sessions.back();
        tokenBytes += session.accessToken.size() + session.idToken.size() + session.refreshToken.size();
    }
    const auto before = residentKibibytes();
    for (const auto& session : sessions) {
        packed.push_back(session::packSession(session));
        packedBytes += packed.back().size();
        const auto sealed = cookies.seal(session, std::chrono::hours(8), {});
        if (!sealed || sealed->setCookies.size() != 1 || *session::unpackSession(packed.back()) != session)
            return 1;
        cookieBytes += sealed->bytes;
        const auto& cookie = sealed->setCookies.front();
        headers.push_back(cookie.substr(0, cookie.find(';')));
    }
    const auto after = residentKibibytes();
    std::printf("tokens %zu bytes, packed %zu, cookie %zu (%.1f %% of the tokens)\n", tokenBytes / count,
                packedBytes / count, cookieBytes / count,
                100.0 * static_cast<double>(cookieBytes) / static_cast<double>(tokenBytes));
    std::printf("memory for %d sessions packed, dictionaries and contexts: %ld KiB\n", count, after - before);

    const auto at = [](int i) { return static_cast<std::size_t>(i % count); };
    std::size_t sink = 0;
    std::printf("pack %.2f us\n",
                microseconds(2000, [&](int i) { sink += session::packSession(sessions[at(i)]).size(); }));
    std::printf("unpack %.2f us\n", microseconds(20'000, [&](int i) {
                    sink += session::unpackSession(packed[at(i)])->id.size();
                }));
    std::printf("open (cookie to session) %.2f us\n", microseconds(20'000, [&](int i) {
                    session::CookieList list;
                    list.addHeader(headers[at(i)]);
                    sink += cookies.open(list).session ? 1 : 0;
                }));
    for (const int size : {1, 10'000})
        benchCache(cookies, sessions, size, now);
    const auto large = random->token(3300);
    std::printf("digest of %zu bytes %.2f us, of %zu %.2f us\n", headers.front().size(),
                microseconds(100'000, [&](int) { sink += crypto::sha256(headers.front()).size(); }),
                large.size(), microseconds(100'000, [&](int) { sink += crypto::sha256(large).size(); }));
    return sink > 0 ? 0 : 1;
}
