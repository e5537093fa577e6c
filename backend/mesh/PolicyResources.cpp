#include "core/Url.h"
#include "mesh/ClaimConditions.h"
#include "mesh/Parts.h"
#include "mesh/RouteTable.h"
#include "mesh/RuleOperations.h"

#include <algorithm>
#include <iterator>
#include <optional>

namespace meshsso::mesh {
namespace {

using access::AccessMode;
using project::Application;
using project::Exposure;
using project::SsoProject;

constexpr const char* folder = "mesh";

void addList(json::object& object, std::string_view key, const std::vector<std::string>& list)
{
    if (!list.empty())
        object[key] = textArray(list);
}

// --- the question to the authorization service
// -------------------------------------------------------------------

/// Ports are compared with the one the gateway's pod listens on; the Service's is written too, for gateways
/// that map nothing.
std::vector<std::string> exemptPorts(const SsoProject& project)
{
    if (project.identityProvider.exposure != Exposure::GuideHttp)
        return {};
    std::vector<std::string> ports{std::to_string(project.gateway.http.port)};
    const auto target = std::to_string(project.gateway.http.targetPort);
    if (project.gateway.http.targetPort != 0 && target != ports.front())
        ports.push_back(target);
    return ports;
}

void addCustomPolicy(ResourceCollector& collector)
{
    const auto& project = collector.project();
    const auto& gateway = project.gateway;
    const std::string endpoints(SsoProject::endpointPrefix);

    json::object operation;
    addList(operation, "notPorts", exemptPorts(project));
    if (!collector.isAsm()) {
        // Callbacks and back-channel posts reach our server whole, as requests and not as checks.
        addList(operation, "notPaths", {endpoints, endpoints + "/*"});
    }
    if (routesKeycloakByHost(project)) {
        // Whoever signs in is not signed in yet. This host has no route but Keycloak's.
        addList(operation, "notHosts", {keycloakHost(project), keycloakHost(project) + ":*"});
    }
    json::array rules;
    if (operation.empty()) {
        rules.push_back(json::object{}); // no condition: every request
    } else {
        json::object to;
        to["operation"] = std::move(operation);
        json::object rule;
        rule["to"] = json::array{std::move(to)};
        rules.push_back(std::move(rule));
    }
    json::object selector;
    selector["matchLabels"] = labelObject(gateway.policySelector);
    json::object provider;
    provider["name"] = project.authorization.provider;
    json::object spec;
    spec["selector"] = std::move(selector);
    spec["action"] = "CUSTOM";
    spec["provider"] = std::move(provider);
    spec["rules"] = std::move(rules);
    auto object = collector.object(collector.istioApi("security"), "AuthorizationPolicy", "oidc",
                                   gateway.namespaceName, gateway.name);
    object["spec"] = std::move(spec);
    collector.add(folder, 50, object);
}

// --- claims, at the application
// ----------------------------------------------------------------------------------

json::object operationJson(const Operation& operation)
{
    json::object object;
    addList(object, "hosts", operation.hosts);
    addList(object, "notHosts", operation.notHosts);
    addList(object, "paths", operation.paths);
    addList(object, "notPaths", operation.notPaths);
    addList(object, "methods", operation.methods);
    addList(object, "notMethods", operation.notMethods);
    return object;
}

/// The "to" part; empty when one operation takes everything.
json::array targets(const std::vector<Operation>& operations)
{
    json::array to;
    for (const auto& operation : operations) {
        auto object = operationJson(operation);
        if (object.empty())
            return {};
        to.push_back(json::object{{"operation", std::move(object)}});
    }
    return to;
}

json::array conditions(const std::vector<ClaimCondition>& list)
{
    json::array when;
    for (const auto& condition : list) {
        json::object object;
        object["key"] = condition.key;
        object["notValues"] = textArray(condition.notValues);
        when.push_back(std::move(object));
    }
    return when;
}

std::string serviceOf(const Application& application)
{
    return application.serviceName.empty() ? application.name : application.serviceName;
}

json::object workloadSelector(const Application& application)
{
    json::object object;
    object["matchLabels"] = labelObject({{"app", serviceOf(application)}});
    return object;
}

/// Whose tokens an application is called with.
struct TokenSource
{
    std::string issuer;
    std::string internalUrl;
    std::string clientId;
    bool operator==(const TokenSource&) const = default;
};

TokenSource sourceOf(const SsoProject& project, const project::Login* login)
{
    if (login)
        return {login->issuer, login->internalUrl, login->clientId};
    return {project.identityProvider.issuer(), project.identityProvider.internalUrl, project.client.id};
}

/// The one source of tokens at all of the application's hosts; nothing where logins share the application: a
/// policy looks at the token, not at the login that the host has.
std::optional<TokenSource> tokenSource(const SsoProject& project, const Application& application)
{
    const auto& patterns = application.hosts;
    // Where a pattern takes more than one host, the main login has the rest.
    std::vector<std::string> hosts = patterns.empty() ? std::vector<std::string>{"*"} : patterns;
    for (const auto& login : project.authorization.logins) {
        for (const auto& host : login.hosts) {
            if (std::any_of(hosts.begin(), hosts.end(),
                            [&](const auto& pattern) { return hostMatches(pattern, host); }))
                hosts.push_back(host);
        }
    }
    const auto source = sourceOf(project, project.loginOf(hosts.front()));
    const bool isOnly = std::all_of(hosts.begin(), hosts.end(), [&](const auto& host) {
        return sourceOf(project, project.loginOf(host)) == source;
    });
    return isOnly ? std::optional(source) : std::nullopt;
}

std::string jwksUri(const TokenSource& source)
{
    auto uri = source.issuer + "/protocol/openid-connect/certs";
    const auto outside = Url::parse(source.issuer);
    const auto inside = Url::parse(source.internalUrl);
    if (outside && inside)
        uri = inside->origin() + outside->path + "/protocol/openid-connect/certs";
    return uri;
}

void addRequestAuthentication(ResourceCollector& collector, const Application& application,
                              const TokenSource& source)
{
    json::object rule;
    rule["issuer"] = source.issuer;
    rule["audiences"] = textArray({source.clientId});
    rule["jwksUri"] = jwksUri(source);
    rule["forwardOriginalToken"] = true;
    json::object spec;
    spec["selector"] = workloadSelector(application);
    spec["jwtRules"] = json::array{std::move(rule)};
    auto object =
        collector.object(collector.istioApi("security"), "RequestAuthentication",
                         serviceOf(application) + "-jwt", application.namespaceName, application.name);
    object["spec"] = std::move(spec);
    collector.add(folder, 60, object);
}

/// A DENY policy: whatever else allows a request, it cannot widen what this one closes.
void addDeny(ResourceCollector& collector, const Application& application, int order,
             const std::string& suffix, const std::string& ruleName, const std::vector<Operation>& operations,
             const UnmetConditions& unmet)
{
    json::array rules;
    for (const auto& alternative : unmet.alternatives) {
        json::object rule;
        if (auto to = targets(operations); !to.empty())
            rule["to"] = std::move(to);
        rule["when"] = conditions(alternative);
        rules.push_back(std::move(rule));
    }
    json::object spec;
    spec["selector"] = workloadSelector(application);
    spec["action"] = "DENY";
    spec["rules"] = std::move(rules);
    auto object = collector.object(collector.istioApi("security"), "AuthorizationPolicy",
                                   dnsLabel(serviceOf(application) + "-" + suffix), application.namespaceName,
                                   application.name);
    object["metadata"].as_object()["annotations"] = labelObject({{"meshsso/access-rule", ruleName}});
    object["spec"] = std::move(spec);
    collector.add(folder, order, object);
}

/// Nobody is signed in when the verified token's issuer is absent. Not notRequestPrincipals, which would also
/// deny tokens without a subject (Keycloak leaves it out without the scope "basic").
UnmetConditions notSignedIn(const TokenSource& source)
{
    UnmetConditions unmet;
    unmet.alternatives.push_back({{"request.auth.claims[iss]", {source.issuer}}});
    return unmet;
}

void noteNotExpressible(ResourceCollector& collector, const Application& application, const std::string& rule,
                        const std::string& why)
{
    collector.note(
        Severity::Warning, "mesh.rule-not-expressible", "applications." + application.name + " rule " + rule,
        why + "; the mesh policies leave this to the authorization service",
        "nothing to do if requests come through the gateway only; otherwise state the rule by role, group "
        "or a text claim");
}

std::string ruleName(const access::AccessRule& rule, std::size_t index)
{
    return rule.name.empty() ? "rule-" + std::to_string(index + 1) : rule.name;
}

/// Whoever is not signed in meets every rule but the public ones alike, so a policy against the anonymous
/// only spares what an earlier public rule takes.
std::optional<std::vector<Operation>> closedToAnonymous(const std::vector<access::AccessRule>& rules,
                                                        std::size_t count, const TrafficScope& scope)
{
    std::vector<access::AccessRule> relevant;
    for (std::size_t i = 0; i < count; ++i) {
        if (rules[i].mode == AccessMode::Public)
            relevant.push_back(rules[i]);
    }
    if (count == rules.size())
        return decidedByNone(relevant, scope);
    relevant.push_back(rules[count]);
    return decidedBy(relevant, relevant.size() - 1, scope);
}

void addRulePolicy(ResourceCollector& collector, const Application& application, const TokenSource& source,
                   const access::AccessPolicy& policy, std::size_t index, const TrafficScope& scope)
{
    const auto& rule = policy.rules[index];
    const auto name = ruleName(rule, index);
    const bool isRequire = rule.mode == AccessMode::Require;
    const auto operations =
        isRequire ? decidedBy(policy.rules, index, scope) : closedToAnonymous(policy.rules, index, scope);
    if (!operations) {
        noteNotExpressible(collector, application, name,
                           "the requests it decides cannot be written as policy operations");
        return;
    }
    if (operations->empty())
        return;
    auto denied = notSignedIn(source);
    if (isRequire) {
        auto unmet = unmetConditions(rule.requirement, policy.claimPaths);
        for (const auto& why : unmet.omitted)
            noteNotExpressible(collector, application, name, why);
        // Of a rule that cannot be said whole, it is at least left that somebody must be signed in.
        if (unmet.complete)
            denied.alternatives.clear();
        std::move(unmet.alternatives.begin(), unmet.alternatives.end(),
                  std::back_inserter(denied.alternatives));
    }
    const auto number = index + 1 < 10 ? "0" + std::to_string(index + 1) : std::to_string(index + 1);
    addDeny(collector, application, 61, "access-" + number + "-" + dnsLabel(name), name, *operations, denied);
}

void addRulePolicies(ResourceCollector& collector, const Application& application, const TokenSource& source,
                     const access::AccessPolicy& policy)
{
    const TrafficScope scope{application.hosts, application.pathPrefix,
                             collector.project().gateway.https.port};
    for (std::size_t i = 0; i < policy.rules.size(); ++i) {
        if (policy.rules[i].mode != AccessMode::Public)
            addRulePolicy(collector, application, source, policy, i, scope);
    }
    const auto undecided = decidedByNone(policy.rules, scope);
    if (undecided && undecided->empty())
        return;
    const auto rest = closedToAnonymous(policy.rules, policy.rules.size(), scope);
    if (!rest)
        noteNotExpressible(collector, application, "(default)",
                           "the requests that no rule matches cannot be written as policy operations");
    else if (!rest->empty())
        addDeny(collector, application, 62, "access-default", "default", *rest, notSignedIn(source));
}

void addClaimPolicies(ResourceCollector& collector)
{
    const auto& project = collector.project();
    auto policy = project.accessPolicy();
    policy.rules = withOpenPreflights(policy.rules);
    bool any = false;
    for (const auto& application : project.applications) {
        if (application.access.empty())
            continue;
        const auto source = tokenSource(project, application);
        if (!source) {
            noteNotExpressible(collector, application, "(all)",
                               "several logins serve this application, and a policy sees the token alone");
            continue;
        }
        any = true;
        addRequestAuthentication(collector, application, *source);
        addRulePolicies(collector, application, *source, policy);
        if (!application.deployDemo)
            collector.note(Severity::Warning, "mesh.workload-label", "applications." + application.name,
                           "the claim policies select pods labelled app=" + serviceOf(application) +
                               ", and this workload is not ours to label",
                           "check with kubectl -n " + application.namespaceName +
                               " get pods -l app=" + serviceOf(application) +
                               " that this names the application's pods, sidecar included");
    }
    if (!any)
        return;
    collector.note(Severity::Info, "mesh.claim-policies", folder,
                   "claim policies hold at the application, so calls from inside the mesh need a token too",
                   "call the application with a token of this realm for the client " + project.client.id);
    collector.note(
        Severity::Warning, "mesh.path-normalization", folder,
        "by default the mesh compares //admin and %61dmin with a policy's paths as they are written, while "
        "the authorization service normalises them; the claim policies alone would let them pass",
        "set meshConfig.pathNormalization.normalization to DECODE_AND_MERGE_SLASHES");
}

} // namespace

void addPolicies(ResourceCollector& collector)
{
    addCustomPolicy(collector);
    addClaimPolicies(collector);
}

} // namespace meshsso::mesh
