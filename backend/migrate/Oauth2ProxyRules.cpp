#include "migrate/Oauth2ProxyRules.h"

#include "core/Text.h"
#include "migrate/ImportModel.h"
#include "migrate/Oauth2ProxySources.h"

#include <algorithm>
#include <array>

namespace meshsso::migrate {
namespace {

using access::Requirement;

/// What stands for a list of users that a rule cannot hold.
constexpr const char* importedRole = "imported-users";

std::string regexEscaped(std::string_view text)
{
    std::string escaped;
    for (const char c : text) {
        if (std::string_view(".[]{}()*+?|^$\\").find(c) != std::string_view::npos)
            escaped += '\\';
        escaped += c;
    }
    return escaped;
}

Requirement group(Requirement::Kind kind, std::vector<Requirement> parts)
{
    if (parts.size() == 1)
        return std::move(parts.front());
    Requirement requirement;
    requirement.kind = kind;
    requirement.parts = std::move(parts);
    return requirement;
}

Requirement leaf(Requirement::Kind kind, std::string name, std::string value = {}, std::string client = {})
{
    Requirement requirement;
    requirement.kind = kind;
    requirement.name = std::move(name);
    requirement.value = std::move(value);
    requirement.client = std::move(client);
    return requirement;
}

/// "client:role", or a role of the realm.
Requirement role(const std::string& text)
{
    const auto colon = text.find(':');
    return colon == std::string::npos
               ? leaf(Requirement::Kind::Role, text)
               : leaf(Requirement::Kind::ClientRole, text.substr(colon + 1), {}, text.substr(0, colon));
}

class RuleImport
{
public:
    RuleImport(const Oauth2ProxySettings& settings, ImportModel& model)
        : m_options(settings.options), m_foreignPart(settings.foreignPart), m_model(model),
          m_report(model.report())
    {
    }

    void run()
    {
        for (const auto& route : m_options.all("skip-auth-route"))
            publicRoute(route);
        for (const auto& route : m_options.all("skip-auth-regex"))
            m_model.addPublicRoute(route.text, {}, route.where);
        members();
    }

private:
    /// "^/path", "GET=^/path", or "GET!=^/path".
    void publicRoute(const OptionValue& route)
    {
        const auto equals = route.text.find('=');
        if (equals == std::string::npos) {
            m_model.addPublicRoute(route.text, {}, route.where);
            return;
        }
        auto method = route.text.substr(0, equals);
        if (method.ends_with('!')) {
            m_report.dangerous(route.where,
                               "this opens every path but those that match; no rule was made of it",
                               "write public rules for the paths that must be open");
            return;
        }
        std::vector<std::string> methods;
        for (char& c : method)
            c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        const bool isWord =
            std::all_of(method.begin(), method.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
        if (!isWord) {
            m_report.noEquivalent(route.where,
                                  "oauth2-proxy takes what is before the first '=' for a method, so this "
                                  "opened nothing; no rule was made of it",
                                  "write a public rule for the paths that it is meant for");
            return;
        }
        if (!method.empty())
            methods.push_back(std::move(method));
        m_model.addPublicRoute(std::string_view(route.text).substr(equals + 1), std::move(methods),
                               route.where);
    }

    /// Who may come in, beside being signed in.
    void members()
    {
        std::vector<Requirement> all;
        if (auto memberships = this->memberships(); !memberships.empty())
            all.push_back(group(Requirement::Kind::AnyOf, std::move(memberships)));
        auto people = this->people(all.empty());
        if (!people.empty())
            all.push_back(group(Requirement::Kind::AnyOf, std::move(people)));
        foreignLimits(all);
        verifiedEmail(all);
        const bool hasPreflight = m_options.flag("skip-auth-preflight", false);
        if (all.empty() && !hasPreflight)
            return;
        access::AccessRule rule;
        rule.name = "members";
        rule.corsPreflight = hasPreflight;
        if (!all.empty()) {
            rule.mode = access::AccessMode::Require;
            rule.requirement = group(Requirement::Kind::AllOf, std::move(all));
        }
        m_model.config().access.rules.push_back(std::move(rule));
        if (hasPreflight)
            m_report.changed(m_options.where("skip-auth-preflight"),
                             "CORS preflights pass on every path (corsPreflight); an OPTIONS request that "
                             "is none needs a login",
                             "limit it to the paths that other sites' pages call");
    }

    std::vector<Requirement> memberships()
    {
        std::vector<Requirement> memberships;
        for (const std::string_view flag : {"allowed-group", "keycloak-group", "allowed-role"}) {
            for (const auto& value : m_options.all(flag)) {
                if (flag == "allowed-role")
                    memberships.push_back(role(value.text));
                else if (value.text.starts_with("role:"))
                    memberships.push_back(role(value.text.substr(5)));
                else
                    memberships.push_back(leaf(Requirement::Kind::Group, value.text));
            }
            if (m_options.isIncomplete(flag))
                memberships.push_back(leaf(Requirement::Kind::Role, importedRole));
        }
        return memberships;
    }

    /// Domains, and the list of addresses, of which one must hold.
    std::vector<Requirement> people(bool isOnlyLimit)
    {
        std::vector<Requirement> people;
        for (const auto& domain : m_options.all("email-domain")) {
            if (domain.text == "*") {
                if (isOnlyLimit)
                    m_report.dangerous(domain.where, "every user of the realm comes in, here as there",
                                       "ask for a role or a group in a rule");
                return {};
            }
            const auto name = toLowerAscii(domain.text);
            people.push_back(leaf(Requirement::Kind::ClaimMatches, "email",
                                  (name.starts_with('.') ? "[^@]+@[^@]+" : "[^@]+@") + regexEscaped(name)));
        }
        const bool hasList = m_options.isSet("authenticated-emails-file");
        if (hasList || m_options.isIncomplete("email-domain")) {
            m_report.changed(m_options.where(hasList ? "authenticated-emails-file" : "email-domain"),
                             std::string("a list of users is not kept here; the rule asks for the role ") +
                                 importedRole + ", so that nobody comes in by mistake",
                             std::string("give the role ") + importedRole +
                                 " to those users at the identity provider");
            people.push_back(leaf(Requirement::Kind::Role, importedRole));
        }
        return people;
    }

    /// Organisations and tenants of another provider, which no claim here says.
    void foreignLimits(std::vector<Requirement>& all)
    {
        std::string where = m_foreignPart;
        for (const auto& flag : m_options.flags()) {
            const auto* option = findOauth2ProxyOption(flag);
            if (option != nullptr && option->fate == OptionFate::OtherProvider && !option->isSecret &&
                option->type != OptionType::Boolean)
                where = m_options.where(flag);
        }
        if (where.empty())
            return;
        m_report.changed(where,
                         std::string("who may come in was said by another identity provider; the rule asks "
                                     "for the role ") +
                             importedRole + ", so that nobody comes in by mistake",
                         std::string("give the role ") + importedRole +
                             " to those users, or write the rule anew");
        all.push_back(leaf(Requirement::Kind::Role, importedRole));
    }

    /// oauth2-proxy refuses users whose address is marked as not verified, unless told otherwise.
    void verifiedEmail(std::vector<Requirement>& all)
    {
        constexpr std::string_view allow = "insecure-oidc-allow-unverified-email";
        const bool looksAtEmail = std::any_of(all.begin(), all.end(), [](const Requirement& requirement) {
            return requirement.name == "email" ||
                   std::any_of(requirement.parts.begin(), requirement.parts.end(),
                               [](const Requirement& part) { return part.name == "email"; });
        });
        if (!m_options.flag(allow, false)) {
            m_report.different(m_options.isSet("email-domain") ? m_options.where("email-domain") : "email",
                               "a user whose e-mail address is not verified was refused; the rule members "
                               "asks for email_verified",
                               "see that the access token holds email_verified (the scope email), or drop "
                               "this from the rule");
        } else if (looksAtEmail) {
            m_report.dangerous(
                m_options.where(allow),
                "anyone could register with an address of that domain; the rule asks for a verified one",
                "let the realm verify e-mail addresses");
        } else {
            m_report.dangerous(m_options.where(allow),
                               "users with an e-mail address that nobody verified come in, here as there, "
                               "since no rule looks at it",
                               "add a rule on email_verified, or let the realm verify addresses");
            return;
        }
        all.push_back(leaf(Requirement::Kind::ClaimEquals, "email_verified", "true"));
    }

    const OptionSet& m_options;
    const std::string& m_foreignPart;
    ImportModel& m_model;
    ImportReport& m_report;
};

} // namespace

void addOauth2ProxyRules(const Oauth2ProxySettings& settings, ImportModel& model)
{
    RuleImport(settings, model).run();
}

} // namespace meshsso::migrate
