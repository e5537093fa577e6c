#pragma once

#include "core/Json.h"
#include "core/Result.h"
#include "core/SecretString.h"
#include "core/Task.h"
#include "kube/Subprocess.h"
#include "project/SsoProject.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::kube {

/// A context of a kubeconfig, without credentials.
struct ContextInfo
{
    std::string name;
    std::string cluster;
    std::string server; ///< URL of the API server
    std::string user;
    std::string namespaceName; ///< empty: "default"
    bool current = false;
};

/// A field that somebody else owns (server-side apply).
struct FieldConflict
{
    std::string field;   ///< ".spec.replicas"
    std::string manager; ///< "kubectl-client-side-apply"
    bool operator==(const FieldConflict&) const = default;
};

/// What a server-side apply, dry or real, gave. With conflicts nothing was written and object is empty.
struct ApplyAnswer
{
    json::object object; ///< as the API server has it, or would have it
    std::vector<FieldConflict> conflicts;
};

enum class ApplyMode {
    DryRun, ///< the API server checks and answers, and stores nothing
    Write,
};

struct ApplyRequest
{
    SecretString manifest; ///< one object, YAML or JSON; goes by standard input only
    ApplyMode mode = ApplyMode::DryRun;
    bool forceConflicts = false; ///< take over fields that others own
};

/// kubectl as a subprocess. Every call has --request-timeout and a process time limit; none writes but
/// apply() with ApplyMode::Write. Bound to the runner's executor; kubectl's own kubeconfig, plugins and
/// credential helpers do the signing in. An empty kubeconfig or context means kubectl's own default.
///
/// Errors of all calls: NotFound (kubectl, context, object; a missing CRD is named with what to install),
/// Unreachable, TlsError, Timeout, Unauthorized, Forbidden (with verb and resource), InvalidArgument (the API
/// server refused the object, with its reason), Conflict, PeerError, TooLarge, ProtocolError (an answer that
/// is no JSON). Messages hold no value of a Secret.
class Kubectl
{
public:
    explicit Kubectl(ProcessRunner& runner, std::string program = "kubectl");

    /// How long an API server may take for one request; the process may take 10 s more. Default 15 s.
    void setRequestTimeout(std::chrono::seconds timeout) { m_requestTimeout = timeout; }

    /// Where kubectl is. Errors: NotFound, with what to do without it.
    Result<std::string> locate() const;
    /// The client's version ("v1.26.15"); asks no API server.
    Task<Result<std::string>> version() const;
    /// The contexts of a kubeconfig (empty: the default one), sorted by name; asks no API server. Errors:
    /// NotFound if the file is not there.
    Task<Result<std::vector<ContextInfo>>> contexts(std::string kubeconfig) const;

    /// One object. resource is what kubectl takes: "services", "gateways.v1.networking.istio.io".
    Task<Result<json::object>> get(project::ClusterContext context, std::string resource, std::string name,
                                   std::string namespaceName) const;
    /// One field of an object as text, so that the rest (a Secret's data) never comes here. jsonPath is
    /// kubectl's: "{.type}".
    Task<Result<std::string>> getField(project::ClusterContext context, std::string resource,
                                       std::string name, std::string namespaceName,
                                       std::string jsonPath) const;
    /// The objects of a kind; an empty namespace means all namespaces, an empty selector all labels.
    Task<Result<std::vector<json::object>>> list(project::ClusterContext context, std::string resource,
                                                 std::string namespaceName,
                                                 std::string labelSelector = {}) const;
    /// Those of the named objects that exist. names is a document (or several) of apiVersion, kind, name and
    /// namespace.
    Task<Result<std::vector<json::object>>> getExisting(project::ClusterContext context,
                                                        std::string names) const;

    /// Server-side apply as field manager "meshsso". Conflicts are a value.
    Task<Result<ApplyAnswer>> apply(project::ClusterContext context, ApplyRequest request) const;
    /// apply() that stores nothing.
    Task<Result<ApplyAnswer>> serverDryRun(project::ClusterContext context, SecretString manifest) const;

    /// Dry-runs several objects in one run, which is much quicker; manifests are count documents, each after
    /// a line "---". Errors: of an API server as a whole as ever; else what one of the objects met, without
    /// saying which or why: ask one by one.
    Task<Result<std::vector<json::object>>> serverDryRunAll(project::ClusterContext context,
                                                            SecretString manifests, std::size_t count) const;

    static constexpr std::string_view fieldManager = "meshsso";

private:
    Task<Result<ProcessOutput>> call(project::ClusterContext context, std::vector<std::string> arguments,
                                     SecretString input, std::size_t requests = 1) const;
    /// As call(), and a run that failed is an error; where names the cluster in it.
    Task<Result<std::string>> ask(project::ClusterContext context, std::vector<std::string> arguments,
                                  std::string where, SecretString input = {}) const;
    Task<Result<std::string>> getText(project::ClusterContext context, std::string resource, std::string name,
                                      std::string namespaceName, std::string format) const;

    ProcessRunner& m_runner;
    std::string m_program;
    std::chrono::seconds m_requestTimeout{15};
};

/// For messages: "context prod", or "kubectl's current context".
std::string contextName(const project::ClusterContext& context);

} // namespace meshsso::kube
