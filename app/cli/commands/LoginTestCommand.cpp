#include "cli/TokenView.h"
#include "cli/Verb.h"
#include "cli/commands/Commands.h"
#include "core/Text.h"
#include "core/Url.h"
#include "login/LoginTest.h"
#include "mesh/GatewayCertificate.h"

#include <CLI/CLI.hpp>

namespace meshsso::cli {

namespace {

std::string milliseconds(std::chrono::microseconds elapsed)
{
    return std::to_string((elapsed.count() + 500) / 1000) + " ms";
}

json::array hopsJson(const std::vector<login::Hop>& hops)
{
    json::array result;
    for (const auto& hop : hops) {
        json::array cookies;
        for (const auto& cookie : hop.cookies)
            cookies.push_back({{"name", cookie.name}, {"bytes", cookie.bytes}, {"removed", cookie.removed}});
        result.push_back({{"method", hop.method},
                          {"url", hop.url},
                          {"status", hop.status},
                          {"microseconds", hop.elapsed.count()},
                          {"cookies", cookies},
                          {"meaning", hop.meaning}});
    }
    return result;
}

class LoginTestCommand final : public Command
{
public:
    CLI::App* describe(CLI::App& parent) override
    {
        auto* app = addVerb(parent, "login-test", "Log a user in through the gateway, hop by hop",
                            "Follows the real redirects as a browser would, fills Keycloak's form, and "
                            "compares the token that reaches the\n"
                            "application with what the project asks for. 0: it works; 1: it does not, and "
                            "why; 3: the gateway is unreachable.",
                            "meshssoctl login-test --user alice --password-ref file:secrets/alice-password");
        app->add_option("--user", m_user, "Who logs in (default: the project's first user)")
            ->type_name("NAME");
        app->add_option(
               "--password-ref", m_passwordRef,
               "Where the password is: keychain:NAME, env:VARIABLE or file:PATH (default: the user's in the "
               "project)")
            ->type_name("REF");
        app->add_option("--url", m_url, "The page to open (default: the gateway's /headers)")
            ->type_name("URL");
        app->add_option("--ca-file", m_caFile, "Trust this certificate (default: the one in tls/)")
            ->type_name("FILE");
        app->add_option(
               "--connect-to", m_connectTo,
               "Connect there whenever HOST:PORT is asked for, as curl does; for a gateway that DNS does "
               "not know yet")
            ->type_name("HOST:PORT:ADDRESS:PORT");
        return app;
    }

    Task<int> run(Context& context) override
    {
        auto opened = context.openProject();
        if (!opened)
            co_return context.fail(opened.error());
        const OpenProject& project = *opened;

        auto httpOptions = trust(project);
        if (!httpOptions)
            co_return context.fail(httpOptions.error());
        login::LoginTestOptions options;
        options.startUrl = m_url;
        auto user = chooseUser(project);
        if (!user)
            co_return context.fail(user.error());
        options.username = user->username;
        const auto store = context.secretStore(project.folder);
        auto ref = user->password;
        auto password = co_await store->read(std::move(ref));
        if (!password)
            co_return context.fail(password.error());
        options.password = std::move(*password);

        const Console& console = context.console();
        console.progress("logging " + printable(options.username) + " in through " +
                         printable(m_url.empty() ? project.project.gateway.origin() : m_url));
        const auto http = context.httpClient(std::move(*httpOptions));
        login::LoginTest test(*http, project.project, context.environment().clock);
        int number = 0;
        login::LoginTest::Progress progress = [&console, &number](const login::Hop& hop) {
            showHop(console, ++number, hop);
        };
        const auto report = co_await test.run(std::move(options), std::move(progress));
        co_return conclude(context, report);
    }

private:
    Result<project::User> chooseUser(const OpenProject& project) const
    {
        const auto& users = project.project.users;
        const auto found = std::find_if(users.begin(), users.end(), [&](const project::User& user) {
            return m_user.empty() || user.username == m_user;
        });
        project::User user;
        if (found != users.end())
            user = *found;
        else if (m_user.empty())
            return fail(ErrorCode::InvalidArgument, "the project declares no user. Fix: name one with --user",
                        "users");
        else
            user.username = m_user;
        if (!m_passwordRef.empty()) {
            auto ref = secrets::SecretRef::parse(m_passwordRef);
            if (!ref)
                return fail(ErrorCode::InvalidArgument, ref.error().message, "--password-ref");
            user.password = *ref;
        }
        if (!user.password.isSet()) {
            return fail(ErrorCode::InvalidArgument,
                        "no password is known for user " + user.username +
                            ". Fix: say where it is with --password-ref",
                        "users");
        }
        return user;
    }

    /// Trusts what the gateway and Keycloak show: the generated certificate and the identity provider's
    /// authority.
    Result<net::HttpClientOptions> trust(const OpenProject& project) const
    {
        net::HttpClientOptions options;
        if (m_caFile.empty()) {
            options.caPem = mesh::gatewayTrust(project.project, project.folder);
        } else {
            auto text = readTextFile(m_caFile);
            if (!text)
                return fail(std::move(text).error());
            options.caPem = std::move(*text);
        }
        options.caFile = project.resolve(project.project.identityProvider.caFile).string();
        for (const auto& text : m_connectTo) {
            auto entry = parseConnectTo(text);
            if (!entry)
                return fail(std::move(entry).error());
            options.connectTo.push_back(std::move(*entry));
        }
        return options;
    }

    static Result<net::ConnectTo> parseConnectTo(const std::string& text)
    {
        const auto parts = split(text, ':');
        if (parts.size() == 4) {
            const auto from = Url::parse("http://" + std::string(parts[0]) + ":" + std::string(parts[1]));
            const auto to = Url::parse("http://" + std::string(parts[2]) + ":" + std::string(parts[3]));
            if (from && to)
                return net::ConnectTo{from->host, from->port, to->host, to->port};
        }
        return fail(ErrorCode::InvalidArgument,
                    "the form is HOST:PORT:ADDRESS:PORT, with IPv4 addresses or names", "--connect-to");
    }

    static void showHop(const Console& console, int number, const login::Hop& hop)
    {
        const Style style = hop.status >= 400 || hop.status == 0 ? Style::Bad : Style::Good;
        console.print(console.styled(Style::Dim, std::to_string(number) + ".") + " " + printable(hop.method) +
                      " " + printable(hop.url));
        std::string line = "   " +
                           console.styled(style, hop.status == 0 ? "no answer" : std::to_string(hop.status)) +
                           " in " + milliseconds(hop.elapsed) + ": " + printable(hop.meaning);
        for (const auto& cookie : hop.cookies) {
            line += "\n   " +
                    console.styled(Style::Dim,
                                   "cookie " + printable(cookie.name) +
                                       (cookie.removed ? std::string(" removed")
                                                       : " set, " + std::to_string(cookie.bytes) + " bytes"));
        }
        console.print(line);
    }

    static int conclude(const Context& context, const login::LoginTestReport& report)
    {
        const Console& console = context.console();
        const TimePoint now = context.now();
        const bool good = report.signedIn && !hasErrors(report.findings);
        console.print("");
        if (report.accessToken) {
            console.print(console.styled(Style::Good, "Verified access token") +
                          " as the application received it, signed by " +
                          printable(report.accessToken->issuer) + " (key " +
                          printable(report.accessToken->keyId) + "):");
            showClaims(console, report.accessToken->claims, now);
            console.print("");
        }
        console.findings(report.findings);
        console.print(good ? console.styled(Style::Good, "The login works.")
                           : console.styled(Style::Bad, "The login does not work."));

        json::object document{{"works", good},
                              {"signedIn", report.signedIn},
                              {"hops", hopsJson(report.hops)},
                              {"findings", findingsJson(report.findings)}};
        if (report.accessToken) {
            document["token"] = {{"issuer", report.accessToken->issuer},
                                 {"subject", report.accessToken->subject},
                                 {"header", report.accessToken->header},
                                 {"claims", report.accessToken->claims}};
        }
        console.document(document);
        if (good)
            return ExitDone;
        const bool noAnswer = std::none_of(report.hops.begin(), report.hops.end(),
                                           [](const login::Hop& hop) { return hop.status != 0; });
        return noAnswer ? ExitUnreachable : ExitCheckFailed;
    }

    std::string m_user;
    std::string m_passwordRef;
    std::string m_url;
    std::string m_caFile;
    std::vector<std::string> m_connectTo;
};

} // namespace

std::unique_ptr<Command> makeLoginTestCommand()
{
    return std::make_unique<LoginTestCommand>();
}

} // namespace meshsso::cli
