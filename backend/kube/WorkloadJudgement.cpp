#include "core/Text.h"
#include "kube/ClusterSnapshot.h"
#include "kube/Manifest.h"

#include <array>

namespace meshsso::kube {
namespace {

using project::SsoProject;

/// Variables that Keycloak 26 no longer reads, and what it reads instead.
struct OldVariable
{
    std::string_view name;
    std::string_view instead;
};

constexpr std::array oldVariables{
    OldVariable{"KC_PROXY", "KC_PROXY_HEADERS=xforwarded"},
    OldVariable{"PROXY_ADDRESS_FORWARDING", "KC_PROXY_HEADERS=xforwarded"},
    OldVariable{"KEYCLOAK_ADMIN", "KC_BOOTSTRAP_ADMIN_USERNAME"},
    OldVariable{"KEYCLOAK_ADMIN_PASSWORD", "KC_BOOTSTRAP_ADMIN_PASSWORD, from a Secret"},
    OldVariable{"KEYCLOAK_USER", "KC_BOOTSTRAP_ADMIN_USERNAME"},
    OldVariable{"KEYCLOAK_PASSWORD", "KC_BOOTSTRAP_ADMIN_PASSWORD, from a Secret"},
    OldVariable{"KEYCLOAK_FRONTEND_URL", "KC_HOSTNAME"},
    OldVariable{"KC_HOSTNAME_URL", "KC_HOSTNAME"},
};

/// "quay.io/keycloak/keycloak" and ":latest" move; a digest never does.
bool hasMovingTag(std::string_view image)
{
    if (image.find('@') != std::string_view::npos)
        return false;
    const auto colon = image.rfind(':');
    const bool hasTag = colon != std::string_view::npos && image.find('/', colon) == std::string_view::npos;
    return !hasTag || image.substr(colon + 1) == "latest";
}

void judgeVariables(const json::object& container, const std::string& where, ClusterCheckReport& report)
{
    for (const auto* variable : objectsAt(container, {"env"})) {
        const auto name = textAt(*variable, {"name"});
        for (const auto& old : oldVariables) {
            if (name == old.name)
                add(report, "cluster.keycloak-old-form", Severity::Warning, where,
                    name + " is an old form that Keycloak 26 ignores or is about to",
                    "use " + std::string(old.instead));
        }
        if (toLowerAscii(name).find("password") != std::string::npos && !textAt(*variable, {"value"}).empty())
            add(report, "cluster.keycloak-clear-password", Severity::Warning, where,
                name + " stands in the Deployment in clear, where everybody who may read workloads sees it",
                "take it from a Secret (valueFrom.secretKeyRef), and change the password");
    }
}

} // namespace

void judgeNamespaces(const SsoProject&, const ClusterSnapshot& snapshot, ClusterCheckReport& report)
{
    for (const auto& [name, labels] : snapshot.namespaceLabels) {
        const auto where = "namespace " + name;
        if (!labels) {
            add(report, "cluster.namespace-missing", Severity::Warning, where, "it is not in the cluster",
                "apply the resources: they hold the namespace");
            continue;
        }
        const auto injection = labels->find("istio-injection");
        const bool isEnabled =
            injection != labels->end() ? injection->second == "enabled" : labels->contains("istio.io/rev");
        if (!isEnabled)
            add(report, "cluster.injection-label", Severity::Warning, where,
                "it is not labelled for sidecar injection, so its pods start outside the mesh",
                "label it (istio-injection: enabled, which apply does), then restart pods that run already");
    }
}

void judgeKeycloak(const SsoProject&, const ClusterSnapshot& snapshot, ClusterCheckReport& report)
{
    if (!snapshot.keycloak)
        return;
    const auto where = "Deployment " + textAt(*snapshot.keycloak, {"metadata", "namespace"}) + "/" +
                       nameOf(*snapshot.keycloak);
    for (const auto* container : objectsAt(*snapshot.keycloak, {"spec", "template", "spec", "containers"})) {
        const auto image = textAt(*container, {"image"});
        if (image.find("keycloak") == std::string::npos)
            continue;
        if (hasMovingTag(image))
            add(report, "cluster.keycloak-latest", Severity::Warning, where,
                "the image's tag moves: a restart may bring another Keycloak", "pin a version of " + image);
        judgeVariables(*container, where, report);
    }
}

} // namespace meshsso::kube
