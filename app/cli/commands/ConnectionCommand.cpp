#include "cli/KeycloakAccess.h"
#include "cli/Verb.h"
#include "cli/commands/Commands.h"
#include "keycloak/ConnectionCheck.h"

#include <CLI/CLI.hpp>

namespace meshsso::cli {

namespace {

std::string milliseconds(std::chrono::microseconds elapsed)
{
    return std::to_string((elapsed.count() + 500) / 1000) + " ms";
}

json::value orNull(const std::optional<std::string>& text)
{
    return text ? json::value(*text) : json::value(nullptr);
}

json::object toJson(const keycloak::ConnectionReport& report)
{
    json::array probes;
    for (const auto& probe : report.probes) {
        probes.push_back({{"what", probe.what},
                          {"url", probe.url},
                          {"status", probe.status},
                          {"microseconds", probe.elapsed.count()},
                          {"error", probe.error}});
    }
    return {{"inOrder", report.inOrder()},
            {"reachable", report.reachable},
            {"expectedIssuer", report.expectedIssuer},
            {"issuerSeen", orNull(report.issuerSeen)},
            {"issuerInternal", orNull(report.issuerInternal)},
            {"issuerAtAdmin", orNull(report.issuerAtAdmin)},
            {"signedIn", report.signedIn},
            {"version", orNull(report.version)},
            {"realm", keycloak::realmPresenceName(report.realm)},
            {"sslRequired", orNull(report.sslRequired)},
            {"frontendUrl", orNull(report.realmFrontendUrl)},
            {"probes", std::move(probes)},
            {"microseconds", report.elapsed.count()},
            {"findings", findingsJson(report.findings)}};
}

class ConnectionCommand final : public Command
{
public:
    CLI::App* describe(CLI::App& parent) override
    {
        auto* app = addVerb(
            parent, "connection", "Look at Keycloak: issuer, version, realm, TLS, plain http",
            "Changes nothing. Looks where browsers do, where the authorization service does, and as the "
            "administrator.\n"
            "0: in order; 1: something that will end logins; 3: Keycloak is unreachable.",
            "meshssoctl connection --no-sign-in     (only what anybody sees)");
        app->add_flag("--no-sign-in", m_noSignIn, "Do not use the administrator's account");
        return app;
    }

    Task<int> run(Context& context) override
    {
        auto opened = context.openProject();
        if (!opened)
            co_return context.fail(opened.error());
        const std::shared_ptr<net::HttpClient> http =
            context.httpClient(keycloak::keycloakHttpOptions(opened->project, opened->folder));
        std::optional<keycloak::AdminClient> admin;
        if (!m_noSignIn) {
            auto credentials = co_await readCredentials(context, *opened);
            if (!credentials)
                co_return context.fail(credentials.error());
            admin.emplace(*http, keycloak::adminUrl(opened->project), std::move(*credentials),
                          context.environment().clock);
        }
        auto project = opened->project;
        const auto report = co_await keycloak::checkConnection(
            *http, std::move(project), admin ? &*admin : nullptr, context.environment().clock);
        show(context.console(), report);
        context.console().document(toJson(report));
        if (!report.reachable)
            co_return ExitUnreachable;
        co_return hasErrors(report.findings) ? ExitCheckFailed : ExitDone;
    }

private:
    static void show(const Console& console, const keycloak::ConnectionReport& report)
    {
        std::vector<Console::Row> rows;
        for (const auto& probe : report.probes) {
            const std::string result = probe.error.empty() ? "ok" : probe.error;
            rows.push_back({printable(probe.what), printable(probe.url),
                            probe.status == 0 ? "" : std::to_string(probe.status),
                            milliseconds(probe.elapsed), printable(result)});
        }
        console.table({"ASKED", "URL", "STATUS", "TIME", "RESULT"}, rows);
        const auto fact = [&](const char* name, const std::string& value) {
            console.print(std::string("  ") + name + ": " + printable(value));
        };
        fact("issuer of the project", report.expectedIssuer);
        fact("issuer as seen", report.issuerSeen.value_or("(not seen)"));
        fact("realm", std::string(keycloak::realmPresenceName(report.realm)));
        if (report.version)
            fact("version", *report.version);
        if (report.sslRequired)
            fact("sslRequired", *report.sslRequired);
        console.findings(report.findings);
    }

    bool m_noSignIn = false;
};

} // namespace

std::unique_ptr<Command> makeConnectionCommand()
{
    return std::make_unique<ConnectionCommand>();
}

} // namespace meshsso::cli
