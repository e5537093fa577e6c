// Writes what the check endpoint is measured with, in the server's own formats, for so many different users:
// the sealed cookies, the API clients' tokens, the provider's keys, and tickets of sessions in a real Redis.

#include "SampleSessions.h"
#include "core/RunLoop.h"
#include "core/SecureRandom.h"
#include "redis/RedisService.h"
#include "session/SessionCookies.h"
#include "session/TicketCookies.h"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

namespace {

using namespace meshsso;

template<class T>
T valueOf(Result<T> result)
{
    if (!result)
        throw std::runtime_error(result.error().toString());
    return std::move(*result);
}

std::string headerOf(const std::string& setCookie)
{
    return setCookie.substr(0, setCookie.find(';'));
}

const std::string owner = session::sessionOwner(bench::SampleSessions::issuer, bench::SampleSessions::client);

class Writer
{
public:
    explicit Writer(std::string folder) : m_folder(std::move(folder))
    {
        std::string secret;
        std::ifstream(m_folder + "/cookie-secret") >> secret;
        m_secret = SecretString(secret);
    }

    void writeCookies(const std::vector<session::Session>& sessions)
    {
        const session::SessionCookies cookies(sealer(session::SessionCookies::purpose), m_policy, owner);
        std::ofstream file(m_folder + "/cookies");
        for (const auto& session : sessions) {
            const auto sealed = valueOf(cookies.seal(session, std::chrono::hours(8), {}));
            std::string header;
            for (const auto& cookie : sealed.setCookies)
                header += (header.empty() ? "" : "; ") + headerOf(cookie);
            file << header << "\n";
        }
    }

    void writeTokens(const std::vector<session::Session>& sessions, const bench::SampleSessions& samples)
    {
        std::ofstream bearers(m_folder + "/bearers");
        for (const auto& session : sessions)
            bearers << "Bearer " << session.accessToken << "\n";
        std::ofstream(m_folder + "/keys.json") << samples.keys();
        // What the provider answers a code with.
        const auto& first = sessions.front();
        std::ofstream(m_folder + "/tokens.json")
            << json::serialize(json::object{{"access_token", first.accessToken},
                                            {"id_token", first.idToken},
                                            {"refresh_token", first.refreshToken},
                                            {"token_type", "Bearer"},
                                            {"expires_in", 24 * 3600}});
    }

    void writeTickets(const std::vector<session::Session>& sessions, const std::string& url)
    {
        serverconfig::RedisConfig config;
        config.url = url;
        const SystemClock clock;
        session::Revocations revocations(clock);
        const auto log = Log::toSink(clock, LogLevel::Error, [](std::string_view) {});
        RunLoop loop;
        redis::RedisService service(valueOf(redis::RedisSettings::create(config, SecretString())),
                                    {revocations, *m_random, clock, *log}, std::chrono::hours(8));
        {
            const auto store =
                service.makeSessions(loop, bench::SampleSessions::issuer, std::chrono::hours(8));
            const session::TicketCookies cookies(sealer(session::TicketCookies::purpose), m_policy, owner);
            std::ofstream file(m_folder + "/tickets");
            for (const auto& session : sessions) {
                const auto ticket = session::TicketCookies::create(*m_random);
                if (!valueOf(loop.runUntilDone(store->save(ticket, session, std::chrono::hours(8)))))
                    throw std::runtime_error("Redis did not take a session");
                file << headerOf(cookies.set(ticket, std::chrono::hours(8))) << "\n";
            }
        }
        service.stop();
    }

private:
    crypto::Sealer sealer(std::string_view purpose) const
    {
        return valueOf(crypto::Sealer::create({m_secret}, purpose, m_random));
    }

    std::string m_folder;
    SecretString m_secret;
    std::shared_ptr<SystemRandom> m_random = std::make_shared<SystemRandom>();
    const session::CookiePolicy m_policy{"meshsso", "", true};
};

} // namespace

int main(int argc, char** argv)
{
    if (argc != 4) {
        std::fprintf(stderr, "usage: bench_sessions FOLDER COUNT REDIS-URL (FOLDER holds cookie-secret)\n");
        return 2;
    }
    try {
        const bench::SampleSessions samples(fromUnixSeconds(toUnixSeconds(SystemClock().now())));
        std::vector<session::Session> sessions;
        for (int i = 0; i < std::atoi(argv[2]); ++i)
            sessions.push_back(samples.make());
        Writer writer(argv[1]);
        writer.writeCookies(sessions);
        writer.writeTokens(sessions, samples);
        writer.writeTickets(sessions, argv[3]);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "error: %s\n", error.what());
        return 1;
    }
}
