#include "kube/ClusterSnapshot.h"
#include "kube/Manifest.h"

#include <algorithm>

namespace meshsso::kube {
namespace {

using project::SsoProject;
using Labels = std::map<std::string, std::string>;

std::string labelText(const Labels& labels)
{
    std::string text;
    for (const auto& [name, value] : labels)
        text.append(text.empty() ? "" : ", ").append(name).append("=").append(value);
    return text;
}

const json::object* servicePort(const json::object& service, int number)
{
    for (const auto* port : objectsAt(service, {"spec", "ports"})) {
        if (numberAt(*port, {"port"}) == number)
            return port;
    }
    return nullptr;
}

/// The number a Service's port leads to; a name is looked up in the pod. Nothing: no container has it.
std::optional<int> targetPortOf(const json::object& port, const json::object& pod)
{
    const auto* target = port.if_contains("targetPort");
    if (target == nullptr)
        return numberAt(port, {"port"});
    if (target->is_int64())
        return static_cast<int>(target->get_int64());
    const auto* name = target->if_string();
    for (const auto* container : objectsAt(pod, {"spec", "containers"})) {
        for (const auto* containerPort : objectsAt(*container, {"ports"})) {
            if (name != nullptr && textAt(*containerPort, {"name"}) == *name)
                return numberAt(*containerPort, {"containerPort"});
        }
    }
    return std::nullopt;
}

bool isIpAddress(const std::string& text)
{
    return !text.empty() && (text.find(':') != std::string::npos ||
                             text.find_first_not_of("0123456789.") == std::string::npos);
}

/// The Service in front of the pod that has one of the gateway's ports; one that the world reaches first.
const json::object* gatewayServiceFor(const SsoProject& project, const ClusterSnapshot& snapshot,
                                      const json::object& pod)
{
    const json::object* found = nullptr;
    for (const auto& service : *snapshot.gatewayServices) {
        const auto selector = labelsAt(service, {"spec", "selector"});
        const bool hasPort = servicePort(service, project.gateway.https.port) != nullptr ||
                             servicePort(service, project.gateway.http.port) != nullptr;
        if (selector.empty() || !hasPort || !carries(labelsAt(pod, {"metadata", "labels"}), selector))
            continue;
        if (found == nullptr || textAt(service, {"spec", "type"}) == "LoadBalancer")
            found = &service;
    }
    return found;
}

/// One of the gateway's two ports: the pod's listener is what policies compare.
std::optional<int> judgePort(const project::GatewayPort& port, const std::string& field,
                             const json::object& service, const json::object& pod, ClusterCheckReport& report)
{
    const auto* entry = servicePort(service, port.port);
    const auto where = "gateway." + field;
    if (entry == nullptr) {
        if (field == "https")
            add(report, "cluster.gateway-port", Severity::Error, where + ".port",
                "Service " + nameOf(service) + " has no port " + std::to_string(port.port),
                "add the port to the Service, or set " + where + ".port to one it has");
        return std::nullopt;
    }
    const auto target = targetPortOf(*entry, pod);
    if (target && *target != port.targetPort) {
        add(report, "cluster.target-port", Severity::Error, where + ".targetPort",
            "Service " + nameOf(service) + " leads port " + std::to_string(port.port) + " to " +
                std::to_string(*target) + " of the gateway's pods, and the project says " +
                std::to_string(port.targetPort) + "; policies compare the pod's port",
            "set " + where + ".targetPort to " + std::to_string(*target));
        suggest(report, where + ".targetPort", std::to_string(port.targetPort), std::to_string(*target));
    }
    return target;
}

void judgeService(const SsoProject& project, const ClusterSnapshot& snapshot, const json::object& pod,
                  ClusterCheckReport& report)
{
    if (!snapshot.gatewayServices)
        return;
    const auto* service = gatewayServiceFor(project, snapshot, pod);
    if (service == nullptr) {
        add(report, "cluster.gateway-service", Severity::Warning, "gateway",
            "no Service in namespace " + project.gateway.namespaceName + " leads ports " +
                std::to_string(project.gateway.https.port) + " or " +
                std::to_string(project.gateway.http.port) + " to the gateway's pods",
            "look at the gateway's Service; browsers cannot reach the gateway without one");
        return;
    }
    report.facts.gatewayService = nameOf(*service);
    report.facts.httpsTargetPort = judgePort(project.gateway.https, "https", *service, pod, report);
    report.facts.httpTargetPort = judgePort(project.gateway.http, "http", *service, pod, report);
    for (const auto* ingress : objectsAt(*service, {"status", "loadBalancer", "ingress"})) {
        const auto ip = textAt(*ingress, {"ip"});
        report.facts.gatewayAddress = ip.empty() ? textAt(*ingress, {"hostname"}) : ip;
    }
    const auto& address = report.facts.gatewayAddress;
    // A name can lead to any address; only two addresses can be compared.
    if (address && isIpAddress(*address) && isIpAddress(project.gateway.address) &&
        *address != project.gateway.address) {
        add(report, "cluster.gateway-address", Severity::Warning, "gateway.address",
            "the load balancer of Service " + nameOf(*service) + " has the address " + *address +
                ", and the project says " + project.gateway.address,
            "set gateway.address to " + *address + ", unless something else stands in front of it");
        suggest(report, "gateway.address", project.gateway.address, *address);
    }
}

/// A selector that no pod carries, when the pods found by the other one say what it should be.
void suggestLabels(const Labels& selector, const std::string& field, const Labels& podLabels,
                   ClusterCheckReport& report)
{
    for (const auto& [name, value] : selector) {
        const auto found = podLabels.find(name);
        if (found != podLabels.end() && found->second != value)
            suggest(report, field + "." + name, value, found->second);
    }
}

void judgeLabels(const SsoProject& project, const std::vector<const json::object*>& pods,
                 ClusterCheckReport& report)
{
    const auto& selector = project.gateway.policySelector;
    for (const auto* pod : pods) {
        const auto labels = labelsAt(*pod, {"metadata", "labels"});
        report.facts.gatewayLabels.push_back(labels);
        if (carries(labels, selector))
            continue;
        add(report, "cluster.gateway-labels", Severity::Error, "gateway.policySelector",
            "the gateway pod " + nameOf(*pod) + " does not carry " + labelText(selector) +
                ", so the policy does not apply to it and everybody is let in",
            "set gateway.policySelector to labels that the pod carries (" + labelText(labels) + ")");
        suggestLabels(selector, "gateway.policySelector", labels, report);
        return;
    }
}

void judgeMissingPods(const SsoProject& project, const ClusterSnapshot& snapshot, ClusterCheckReport& report)
{
    const auto& gateway = project.gateway;
    const auto& pods = *snapshot.gatewayPods;
    const auto other = std::find_if(pods.begin(), pods.end(), [&](const json::object& pod) {
        return carries(labelsAt(pod, {"metadata", "labels"}), gateway.policySelector);
    });
    std::string why = "no pod in namespace " + gateway.namespaceName + " carries " +
                      labelText(gateway.selector) + ", so the Gateway opens no port";
    if (other == pods.end()) {
        add(report, "cluster.gateway-pods", Severity::Error, "gateway.selector", std::move(why),
            "install the ingress gateway, or set gateway.namespace and gateway.selector to where it is");
        return;
    }
    const auto labels = labelsAt(*other, {"metadata", "labels"});
    add(report, "cluster.gateway-pods", Severity::Error, "gateway.selector",
        why + "; pod " + nameOf(*other) + " has the labels of gateway.policySelector",
        "set gateway.selector to labels that the pod carries (" + labelText(labels) + ")");
    suggestLabels(gateway.selector, "gateway.selector", labels, report);
}

} // namespace

bool carries(const Labels& labels, const Labels& selector)
{
    return std::all_of(selector.begin(), selector.end(), [&](const auto& wanted) {
        const auto found = labels.find(wanted.first);
        return found != labels.end() && found->second == wanted.second;
    });
}

std::vector<const json::object*> selectedPods(const SsoProject& project, const ClusterSnapshot& snapshot)
{
    std::vector<const json::object*> pods;
    if (!snapshot.gatewayPods)
        return pods;
    for (const auto& pod : *snapshot.gatewayPods) {
        if (carries(labelsAt(pod, {"metadata", "labels"}), project.gateway.selector))
            pods.push_back(&pod);
    }
    return pods;
}

void judgeGateway(const SsoProject& project, const ClusterSnapshot& snapshot, ClusterCheckReport& report)
{
    if (!snapshot.gatewayPods)
        return;
    const auto pods = selectedPods(project, snapshot);
    if (pods.empty()) {
        judgeMissingPods(project, snapshot, report);
        return;
    }
    judgeLabels(project, pods, report);
    judgeService(project, snapshot, *pods.front(), report);
}

void judgeCredential(const SsoProject& project, const ClusterSnapshot& snapshot, ClusterCheckReport& report)
{
    const auto& gateway = project.gateway;
    const auto name = gateway.namespaceName + "/" + gateway.tls.credentialName;
    if (snapshot.isCredentialMissing)
        add(report, "cluster.credential-missing", Severity::Error, "gateway.tls.credentialName",
            "there is no Secret " + name + ", and the HTTPS port stays closed without it",
            "apply with secrets included, or run kubectl -n " + gateway.namespaceName +
                " create secret tls " + gateway.tls.credentialName + " --cert=tls.crt --key=tls.key");
    else if (snapshot.credentialType && *snapshot.credentialType != "kubernetes.io/tls")
        add(report, "cluster.credential-type", Severity::Error, "gateway.tls.credentialName",
            "Secret " + name + " is of type " + *snapshot.credentialType + ", not kubernetes.io/tls",
            "delete it and make it again as a TLS Secret: a Secret's type cannot be changed");
}

std::string expectedServiceName(const SsoProject& project)
{
    const auto& authorization = project.authorization;
    const auto own = project::defaultServiceName(project::Target::Istio);
    const bool isUnnamed = authorization.serviceName.empty() || authorization.serviceName == own;
    if (project.clusters.target == project::Target::Asm && isUnnamed)
        return "asm-oauth2proxy-" + authorization.provider;
    return isUnnamed ? own : authorization.serviceName;
}

void judgeAuthorizationService(const SsoProject& project, const ClusterSnapshot& snapshot,
                               ClusterCheckReport& report)
{
    if (!snapshot.services)
        return;
    const bool isAsm = project.clusters.target == project::Target::Asm;
    const auto& authorization = project.authorization;
    const auto expected = expectedServiceName(project);
    std::vector<const json::object*> candidates;
    const json::object* service = nullptr;
    for (const auto& entry : *snapshot.services) {
        if (nameOf(entry) == expected)
            service = &entry;
        else if (isAsm && nameOf(entry).starts_with("asm-oauth2proxy-"))
            candidates.push_back(&entry);
    }
    if (service == nullptr && candidates.size() == 1) {
        service = candidates.front();
        add(report, "cluster.service-name", Severity::Error, "authorization.serviceName",
            "there is no Service " + expected + " in namespace " + authorization.namespaceName + ", but " +
                nameOf(*service) + ": callbacks would lead nowhere",
            "set authorization.serviceName to " + nameOf(*service));
        suggest(report, "authorization.serviceName", expected, nameOf(*service));
    }
    if (service == nullptr) {
        std::string others;
        for (const auto* candidate : candidates)
            others.append(others.empty() ? "" : ", ").append(nameOf(*candidate));
        add(report, "cluster.service-missing", Severity::Warning, "authorization.serviceName",
            "there is no Service " + expected + " in namespace " + authorization.namespaceName +
                (others.empty() ? std::string() : "; candidates are " + others),
            isAsm ? "enter the provider in ASM's console, which makes the Service; set "
                    "authorization.serviceName if it has another name"
                  : "apply the resources: they hold the authorization server");
        return;
    }
    report.facts.serviceName = nameOf(*service);
    report.facts.serviceNamespace = authorization.namespaceName;
    if (servicePort(*service, authorization.httpPort) != nullptr) {
        report.facts.servicePort = authorization.httpPort;
        return;
    }
    const auto ports = objectsAt(*service, {"spec", "ports"});
    const auto only = ports.size() == 1 ? numberAt(*ports.front(), {"port"}) : std::nullopt;
    report.facts.servicePort = only;
    add(report, "cluster.service-port", Severity::Error, "authorization.httpPort",
        "Service " + nameOf(*service) + " has no port " + std::to_string(authorization.httpPort),
        only ? "set authorization.httpPort to " + std::to_string(*only)
             : std::string("set authorization.httpPort to the port that speaks HTTP"));
    if (only)
        suggest(report, "authorization.httpPort", std::to_string(authorization.httpPort),
                std::to_string(*only));
}

} // namespace meshsso::kube
