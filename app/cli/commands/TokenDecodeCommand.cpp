#include "cli/TokenView.h"
#include "cli/Verb.h"
#include "cli/commands/Commands.h"
#include "cli/commands/TokenVerification.h"
#include "core/Text.h"
#include "login/TokenInspection.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <iterator>

namespace meshsso::cli {

namespace {

constexpr std::size_t maxInputBytes = 64UL * 1024;

class TokenDecodeCommand final : public Command
{
public:
    CLI::App* describe(CLI::App& parent) override
    {
        auto* app = addVerb(parent, "decode", "Show a token, what its claims mean, and what it would open",
                            "The token is read from a file or standard input, never an argument, since "
                            "process lists show those. Nothing is\n"
                            "sent anywhere unless --fetch-jwks says so. 0: shown (and verified, when asked); "
                            "1: it does not verify, or the rules\n"
                            "deny the request.",
                            "pbpaste | meshssoctl token decode - --fetch-jwks --path /admin");
        app->add_option("file", m_file, "The file that holds the token, or - for standard input")
            ->required()
            ->type_name("FILE");
        app->add_option("--jwks", m_jwksFile, "Verify with the keys in this JWKS file")->type_name("FILE");
        app->add_flag("--issuer-from-project", m_withProject,
                      "Check issuer and audience against the project's (implied by --fetch-jwks and --path)");
        app->add_flag("--fetch-jwks", m_fetch, "Ask the project's issuer for its keys (needs the network)");
        app->add_option("--path", m_path, "Would the project's rules let this token GET that path?")
            ->type_name("PATH");
        app->add_option("--method", m_method, "... with that method")->capture_default_str();
        app->add_option("--host", m_host, "... on that host (default: the gateway)")->type_name("HOST");
        return app;
    }

    Task<int> run(Context& context) override
    {
        const auto text = readInput();
        if (!text)
            co_return context.fail(text.error());
        login::InspectionContext inspectionContext;
        inspectionContext.now = context.now();
        const auto found = login::inspectToken(*text, inspectionContext);
        if (found.empty())
            co_return context.fail(
                Error{ErrorCode::InvalidArgument, "there is no token in the input", m_file});
        const auto& inspection = chooseToken(found);
        if (inspection.form != login::TokenForm::Jws)
            co_return context.fail(Error{ErrorCode::MalformedToken, inspection.problem, m_file});
        const std::string token(inspection.token.of(*text));
        const auto& claims = inspection.payload;
        std::optional<OpenProject> project;
        if (m_withProject || m_fetch || !m_path.empty()) {
            auto opened = context.openProject();
            if (!opened)
                co_return context.fail(opened.error());
            project = std::move(*opened);
        }
        auto keys = co_await obtainKeys(context, project);
        if (!keys)
            co_return context.fail(keys.error());

        const Console& console = context.console();
        console.print(console.styled(Style::Bold, "Header"));
        showHeader(console, inspection.header);
        console.print(console.styled(Style::Bold, "Claims"));
        showClaims(console, claims, context.now());
        json::object document{{"header", inspection.header}, {"claims", claimsJson(claims, context.now())}};

        int exitCode = ExitDone;
        const TokenVerification verification =
            verifyToken(token, claims, *keys, project ? &project->project : nullptr, context.now());
        showVerification(console, verification, document);
        if (verification.outcome == TokenVerification::Outcome::Refused)
            exitCode = ExitCheckFailed;
        if (project && !m_path.empty() && !showDecision(console, *project, claims, verification, document))
            exitCode = ExitCheckFailed;
        console.document(document);
        co_return exitCode;
    }

private:
    Result<std::string> readInput() const
    {
        std::string text;
        if (m_file == "-") {
            text.resize(maxInputBytes + 1);
            std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
            text.resize(static_cast<std::size_t>(std::cin.gcount()));
        } else {
            if (looksLikeToken(m_file)) {
                return fail(ErrorCode::InvalidArgument, "this looks like a token itself, which process lists "
                                                        "and shell histories would keep. Fix: "
                                                        "put it into a file, or pipe it in with '-'");
            }
            auto read = readTextFile(m_file, maxInputBytes);
            if (!read)
                return read;
            text = std::move(*read);
        }
        return text;
    }

    /// Of several, the one that applications are sent.
    static const login::TokenInspection& chooseToken(const std::vector<login::TokenInspection>& found)
    {
        for (const auto& inspection : found) {
            if (inspection.kind == login::TokenKind::Access)
                return inspection;
        }
        const auto signedOne = std::find_if(found.begin(), found.end(), [](const auto& inspection) {
            return inspection.form == login::TokenForm::Jws;
        });
        return signedOne == found.end() ? found.front() : *signedOne;
    }

    static bool looksLikeToken(std::string_view text)
    {
        return text.starts_with("eyJ") && std::count(text.begin(), text.end(), '.') >= 2;
    }

    Task<Result<std::optional<crypto::JwkSet>>> obtainKeys(Context& context,
                                                           const std::optional<OpenProject>& project)
    {
        std::optional<crypto::JwkSet> keys;
        std::string text;
        if (!m_jwksFile.empty()) {
            auto read = readTextFile(m_jwksFile);
            if (!read)
                co_return fail(std::move(read).error());
            text = std::move(*read);
        } else if (m_fetch) {
            auto fetched = co_await fetchJwks(context, *project);
            if (!fetched)
                co_return fail(std::move(fetched).error());
            text = std::move(*fetched);
        } else {
            co_return keys;
        }
        Findings findings;
        auto parsed = crypto::JwkSet::parse(text, &findings);
        if (!parsed) {
            auto error = std::move(parsed).error();
            if (error.context.empty())
                error.context = m_jwksFile;
            co_return fail(std::move(error));
        }
        if (context.options().verbose)
            context.console().findings(findings);
        keys = std::move(*parsed);
        co_return keys;
    }

    static void showVerification(const Console& console, const TokenVerification& verification,
                                 json::object& document)
    {
        using Outcome = TokenVerification::Outcome;
        json::object entry{{"checked", verification.checked}};
        switch (verification.outcome) {
        case Outcome::NotAsked:
            console.print(console.styled(Style::Warn, "Not verified: ") +
                          printable(verification.explanation));
            entry["verified"] = nullptr;
            break;
        case Outcome::Good:
            console.print(console.styled(Style::Good, "Verified: ") + printable(verification.explanation));
            entry["verified"] = true;
            break;
        case Outcome::Refused:
            console.print(console.styled(Style::Bad, "Refused: ") + printable(verification.explanation));
            entry["verified"] = false;
            entry["code"] = errorCodeName(verification.code);
            break;
        }
        entry["explanation"] = verification.explanation;
        document["verification"] = std::move(entry);
    }

    bool showDecision(const Console& console, const OpenProject& project, const json::object& claims,
                      const TokenVerification& verification, json::object& document) const
    {
        json::object entry{{"path", m_path}, {"method", m_method}};
        const std::string host = m_host.empty() ? project.project.gateway.address : m_host;
        access::AccessRequest request;
        request.host = host;
        request.path = m_path;
        request.method = m_method;
        const auto answer = login::allowedBy(project.project, &claims, request);
        if (!answer) {
            console.error(answer.error());
            document["access"] = {{"allowed", false}, {"reason", answer.error().message}};
            return false;
        }
        const bool allowed = answer->outcome == access::AccessOutcome::Allow;
        const std::string rule = answer->ruleName.empty() ? std::string("no rule matches: any signed-in user")
                                                          : "rule '" + answer->ruleName + "'";
        std::string line =
            allowed ? console.styled(Style::Good, "Allowed: ") : console.styled(Style::Bad, "Denied: ");
        line += printable(m_method + " " + m_path + " on " + host + " (" + rule + ")");
        if (!answer->reason.empty())
            line += ": " + printable(answer->reason);
        if (verification.outcome == TokenVerification::Outcome::NotAsked)
            line += console.styled(Style::Warn, " - if the token is genuine");
        console.print(line);
        entry["allowed"] = allowed;
        entry["rule"] = answer->ruleName.empty() ? json::value(nullptr) : json::value(answer->ruleName);
        entry["reason"] = answer->reason;
        document["access"] = std::move(entry);
        return allowed;
    }

    std::string m_file;
    std::string m_jwksFile;
    bool m_withProject = false;
    bool m_fetch = false;
    std::string m_path;
    std::string m_method = "GET";
    std::string m_host;
};

} // namespace

std::unique_ptr<Command> makeTokenDecodeCommand()
{
    return std::make_unique<TokenDecodeCommand>();
}

} // namespace meshsso::cli
