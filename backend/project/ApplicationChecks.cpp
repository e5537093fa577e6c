#include "access/AccessEvaluator.h"
#include "access/HeadCheck.h"
#include "core/Text.h"
#include "core/Url.h"
#include "project/CheckReport.h"

#include <algorithm>
#include <set>

namespace meshsso::project {
namespace {

using access::AccessMode;
using access::AccessRule;
using access::PathPattern;
using access::Requirement;

void checkPathPrefix(const Application& application, const std::string& where, CheckReport& report)
{
    const auto& prefix = application.pathPrefix;
    const auto normal = access::normalisePath(prefix);
    if (!normal || *normal != prefix || prefix.find_first_of("*?;") != std::string::npos) {
        report.error(
            "gateway.path-prefix", where + ".pathPrefix",
            normal ? "the path prefix is not in normal form" : normal.error().message,
            "Write a plain path without trailing slash, query or wildcard: /shop, or / for everything.");
        return;
    }
    // Gateways compare prefixes as text: /oauth takes /oauth2 as well.
    const auto endpoints = SsoProject::endpointPrefix;
    const bool isBelow = prefix.starts_with(endpoints) &&
                         (prefix.size() == endpoints.size() || prefix[endpoints.size()] == '/');
    if (isBelow || (prefix != "/" && endpoints.starts_with(prefix)))
        report.error(
            "gateway.oauth2-captured", where + ".pathPrefix",
            "the application would capture /oauth2, where Keycloak sends users back to the authorization "
            "service, so no login could end",
            "Serve the application under another prefix.");
}

void checkExposedPort(const Gateway& gateway, const Application& application, const std::string& where,
                      CheckReport& report)
{
    const int port = application.exposedOnPort;
    if (port == 0)
        return;
    if (isExemptPort(gateway, port))
        report.error("gateway.exempt-port", where + ".exposedOnPort",
                     "the policy asks nobody on port " + std::to_string(port) +
                         ", which is Keycloak's, so the application would be open to everyone",
                     "Remove the line: applications answer on the https port.");
    else if (port == gateway.https.port || port == gateway.https.targetPort)
        report.info("gateway.extra-port", where + ".exposedOnPort",
                    "applications answer on the https port anyway", "Remove the line.");
    else
        report.warning("gateway.extra-port", where + ".exposedOnPort",
                       "the application answers on port " + std::to_string(port) +
                           " too; logins end on the https port only",
                       "Remove the line.");
}

bool isWithinDomain(std::string_view host, std::string_view domain)
{
    return host == domain || (host.ends_with(domain) && host.size() > domain.size() &&
                              host[host.size() - domain.size() - 1] == '.');
}

void checkHosts(const SsoProject& project, const Application& application, const std::string& where,
                CheckReport& report)
{
    const auto& domain = project.authorization.session.cookieDomain;
    for (std::size_t i = 0; i < application.hosts.size(); ++i) {
        const auto& host = application.hosts[i];
        const auto at = element(where + ".hosts", i);
        if (!isHostPattern(host)) {
            report.error("gateway.host", at, "this is not a host name in lower case, without port",
                         "Write app.example.com or *.example.com; leave hosts out for every host.");
            continue;
        }
        const bool wildcard = host.starts_with("*.");
        if (wildcard && domain.empty())
            report.warning(
                "gateway.wildcard-host", at,
                "a redirect URI is exact, so nobody can sign in on a host that only the wildcard covers",
                "List the hosts, or set authorization.session.cookieDomain so that one login serves all.");
        if (!domain.empty() && !isWithinDomain(std::string_view(host).substr(wildcard ? 2 : 0), domain))
            report.error("project.cookie-domain", at,
                         "the session cookie of " + domain +
                             " does not reach this host: users would be sent round "
                             "in circles",
                         "Use hosts below the cookie domain, or remove cookieDomain.");
    }
}

bool shareHost(const Application& a, const Application& b)
{
    if (a.hosts.empty() || b.hosts.empty())
        return a.hosts.empty() && b.hosts.empty();
    return std::any_of(a.hosts.begin(), a.hosts.end(), [&](const auto& host) {
        return std::find(b.hosts.begin(), b.hosts.end(), host) != b.hosts.end();
    });
}

void checkRoles(const SsoProject& project, const Requirement& requirement, const std::string& where,
                CheckReport& report)
{
    if (requirement.kind == Requirement::Kind::Role && !requirement.name.empty())
        checkRole(project, requirement.name, where, report);
    for (const auto& part : requirement.parts)
        checkRoles(project, part, where, report);
}

/// True if the rule takes whatever reaches its application.
bool takesEverything(const AccessRule& rule)
{
    const bool everyPath =
        rule.paths.empty() || std::any_of(rule.paths.begin(), rule.paths.end(), [](const auto& p) {
            return p.kind == PathPattern::Kind::Prefix && p.value == "/";
        });
    const bool everyHost =
        rule.hosts.empty() || std::find(rule.hosts.begin(), rule.hosts.end(), "*") != rule.hosts.end();
    return everyPath && everyHost && rule.methods.empty();
}

void checkRule(const SsoProject& project, const Application& application, const AccessRule& rule,
               const std::string& where, CheckReport& report)
{
    access::AccessPolicy alone;
    alone.rules.push_back(rule);
    if (const auto evaluator = access::AccessEvaluator::create(std::move(alone)); !evaluator)
        report.error("access.rule", where, evaluator.error().message, "Correct the rule.");
    if (rule.mode == AccessMode::Require)
        checkRoles(project, rule.requirement, where, report);
    if (rule.mode == AccessMode::Public && takesEverything(rule))
        report.warning("access.public", where, "the rule opens the whole application to everyone",
                       "Limit it to the paths that must be public.");
    for (const auto& path : rule.paths) {
        const bool isEndpoint = application.pathPrefix == "/" && (path.value == SsoProject::endpointPrefix ||
                                                                  path.value.starts_with("/oauth2/"));
        if (isEndpoint)
            report.warning(
                "access.endpoint-path", where,
                "paths below /oauth2 belong to the authorization service; no rule is asked for them",
                "Remove the path.");
    }
    for (const auto& host : rule.hosts) {
        const auto& hosts = application.hosts;
        const bool known = hosts.empty() || std::find(hosts.begin(), hosts.end(), host) != hosts.end() ||
                           std::any_of(hosts.begin(), hosts.end(), [&](const auto& h) {
                               return h.starts_with("*.") && host.ends_with(std::string_view(h).substr(1));
                           });
        if (!known)
            report.warning("access.foreign-host", where,
                           "the application does not answer on " + host + ", which the rule names",
                           "Add the host to the application, or leave the rule's hosts out.");
    }
}

} // namespace

void checkApplications(const SsoProject& project, CheckReport& report)
{
    const auto& applications = project.applications;
    if (applications.empty())
        report.error("project.required", "applications", "there is no application to protect",
                     "Add one: applications: [{name: httpbin}].");
    std::set<std::string> names;
    for (std::size_t i = 0; i < applications.size(); ++i) {
        const auto& application = applications[i];
        const auto where = element("applications", i);
        report.required(application.name, where + ".name");
        report.required(application.namespaceName, where + ".namespace");
        checkKubernetesName(application.name, where + ".name", report);
        checkKubernetesName(application.namespaceName, where + ".namespace", report);
        checkKubernetesName(application.serviceName, where + ".serviceName", report);
        if (!application.name.empty() && !names.insert(application.name).second)
            report.error("project.duplicate", where + ".name", "the application is declared twice",
                         "Rename one.");
        if (application.port < 1 || application.port > 65535)
            report.error("gateway.port", where + ".port", "the port is out of range",
                         "Use a number from 1 to 65535.");
        checkPathPrefix(application, where, report);
        checkExposedPort(project.gateway, application, where, report);
        checkHosts(project, application, where, report);
        for (std::size_t k = 0; k < i; ++k) {
            if (applications[k].pathPrefix == application.pathPrefix &&
                shareHost(applications[k], application))
                report.error("gateway.route-conflict", where,
                             "it has the same host and path prefix as " + element("applications", k) +
                                 ", so the gateway would never reach it",
                             "Give them different hosts or prefixes.");
        }
    }
}

void checkAccess(const SsoProject& project, CheckReport& report)
{
    for (std::size_t i = 0; i < project.applications.size(); ++i) {
        const auto& application = project.applications[i];
        bool closed = false;
        for (std::size_t k = 0; k < application.access.size(); ++k) {
            const auto where = element(element("applications", i) + ".access", k);
            checkRule(project, application, application.access[k], where, report);
            if (closed)
                report.warning("access.unreachable", where,
                               "an earlier rule takes everything, so this one never decides",
                               "Move it up, or remove it.");
            closed = closed || takesEverything(application.access[k]);
        }
        // What is wrong with a rule has been said of each.
        const auto evaluator = access::AccessEvaluator::create({application.access, {}});
        if (!evaluator)
            continue;
        const auto& rules = evaluator->policy().rules;
        for (std::size_t k = 0; k < rules.size(); ++k) {
            if (access::leavesHeadToWeakerRule(*evaluator, rules[k]))
                report.warning("access.head", element(element("applications", i) + ".access", k),
                               "the rule takes GET but not HEAD, and a HEAD of the same paths is let through "
                               "by a rule that asks for less",
                               "Add HEAD to the methods.");
        }
    }
}

} // namespace meshsso::project
