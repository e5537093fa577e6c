#include "core/Url.h"
#include "project/CheckReport.h"

namespace meshsso::project {
namespace {

void checkAddress(const Gateway& gateway, CheckReport& report)
{
    const auto& address = gateway.address;
    report.required(address, "gateway.address");
    if (address.empty() || ((isDnsName(address) || isIpAddress(address)) && !address.ends_with('.')))
        return;
    const bool hasScheme = address.find("://") != std::string::npos;
    report.error(
        "gateway.address", "gateway.address", "the address is not a DNS name or an IP address",
        hasScheme ? "Leave out the scheme and what follows the host: sso.example.com."
                  : "Write only the name or address that browsers use; a port goes to gateway.https.port.");
}

void checkPorts(const Gateway& gateway, CheckReport& report)
{
    const auto range = [&](int port, const char* where) {
        if (port < 1 || port > 65535)
            report.error("gateway.port", where, "the port is out of range", "Use a number from 1 to 65535.");
    };
    range(gateway.https.port, "gateway.https.port");
    range(gateway.https.targetPort, "gateway.https.targetPort");
    range(gateway.http.port, "gateway.http.port");
    range(gateway.http.targetPort, "gateway.http.targetPort");
    if (gateway.https.port == gateway.http.port)
        report.error("gateway.port-clash", "gateway.https.port", "https and http use the same port",
                     "Give each its own; the usual ones are 443 and 80.");
    // The policy names the http listener's ports as those it does not ask on.
    if (isExemptPort(gateway, gateway.https.targetPort))
        report.error(
            "gateway.exempt-port", "gateway.https.targetPort",
            "the policy exempts this port for Keycloak, so nobody would be asked to sign in on https",
            "Use the port on which the gateway pod serves https; the stock gateway has 8443 for https and "
            "8080 for http.");
}

void checkSelectors(const Gateway& gateway, CheckReport& report)
{
    if (gateway.selector.empty())
        report.error("gateway.selector", "gateway.selector", "the Gateway would select every pod of the mesh",
                     "Name a label of the gateway's pods, such as app: istio-ingressgateway.");
    if (gateway.policySelector.empty())
        report.error("gateway.selector", "gateway.policySelector",
                     "the policy would apply to every pod of its namespace",
                     "Name a label of the gateway's pods, such as istio: ingressgateway.");
    for (const auto& [label, value] : gateway.policySelector) {
        const auto other = gateway.selector.find(label);
        if (other != gateway.selector.end() && other->second != value)
            report.error("gateway.selector", "gateway.policySelector." + label,
                         "Gateway and policy want different values of the label '" + label +
                             "', so no pod can have both and no request would be checked",
                         "Use the value that the gateway's pods have.");
    }
    const Gateway stock;
    const bool custom = gateway.selector != stock.selector || gateway.policySelector != stock.policySelector;
    if (custom && gateway.selector != gateway.policySelector)
        report.info("gateway.selector", "gateway.policySelector",
                    "Gateway and policy select by different labels; both must be on the gateway's pods",
                    "Compare with 'kubectl get pods --show-labels' in the gateway's namespace.");
}

void checkTls(const SsoProject& project, CheckReport& report)
{
    const auto& tls = project.gateway.tls;
    const auto need = [&](const std::string& file, const char* where) {
        if (file.empty())
            report.error("gateway.tls-files", where, "this certificate source needs the file",
                         "Name a PEM file, relative to the project.");
    };
    const auto unused = [&](const std::string& file, const char* where) {
        if (!file.empty())
            report.warning("gateway.tls-files", where, "the certificate source does not use this file",
                           "Remove the line, or set gateway.tls.source to match.");
    };
    checkKubernetesName(tls.credentialName, "gateway.tls.credentialName", report);
    report.required(tls.credentialName, "gateway.tls.credentialName");
    const bool ownFiles = tls.source == TlsSource::Files;
    const bool authority = tls.source == TlsSource::Authority;
    if (ownFiles) {
        need(tls.certificateFile, "gateway.tls.certificateFile");
        need(tls.keyFile, "gateway.tls.keyFile");
    } else {
        unused(tls.certificateFile, "gateway.tls.certificateFile");
        unused(tls.keyFile, "gateway.tls.keyFile");
    }
    if (authority) {
        need(tls.authorityCertificateFile, "gateway.tls.authorityCertificateFile");
        need(tls.authorityKeyFile, "gateway.tls.authorityKeyFile");
    } else {
        unused(tls.authorityCertificateFile, "gateway.tls.authorityCertificateFile");
        unused(tls.authorityKeyFile, "gateway.tls.authorityKeyFile");
    }
    if (!ownFiles && (tls.validityDays < 1 || tls.validityDays > 3650))
        report.error("gateway.validity", "gateway.tls.validityDays", "the validity is out of range",
                     "Use 1 to 3650 days.");
    else if (!ownFiles && tls.validityDays > 398)
        report.warning("gateway.validity", "gateway.tls.validityDays",
                       "browsers refuse server certificates that are valid for more than 398 days",
                       "Use at most 397.");
    if (tls.source == TlsSource::SelfSigned && project.metadata.environment == Environment::Production)
        report.warning("gateway.self-signed", "gateway.tls.source",
                       "no browser trusts a self-signed certificate, and people learn to click warnings away",
                       "Use source authority or files in production.");
}

} // namespace

void checkGateway(const SsoProject& project, CheckReport& report)
{
    const auto& gateway = project.gateway;
    checkAddress(gateway, report);
    report.required(gateway.name, "gateway.name");
    report.required(gateway.namespaceName, "gateway.namespace");
    checkKubernetesName(gateway.name, "gateway.name", report);
    checkKubernetesName(gateway.namespaceName, "gateway.namespace", report);
    checkPorts(gateway, report);
    checkSelectors(gateway, report);
    checkTls(project, report);
}

} // namespace meshsso::project
