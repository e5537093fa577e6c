#pragma once

#include "core/Json.h"
#include "mesh/MeshCompiler.h"

#include <string>
#include <string_view>
#include <vector>

namespace meshsso::mesh {

/// What the parts of a compilation share: the project, the options, and where files and findings go.
class ResourceCollector
{
public:
    ResourceCollector(const project::SsoProject& project, const ExportOptions& options);

    const project::SsoProject& project() const { return m_project; }
    const ExportOptions& options() const { return m_options; }
    bool isAsm() const { return m_options.target == project::Target::Asm; }
    /// "networking.istio.io/v1", or v1beta1 on request.
    std::string istioApi(std::string_view group) const;

    /// The start of an object: apiVersion, kind and metadata with our labels. component is what
    /// app.kubernetes.io/name says.
    json::object object(std::string_view apiVersion, std::string_view kind, std::string_view name,
                        std::string_view namespaceName, std::string_view component) const;

    /// Adds an object as "folder/NN-kind-name.yaml". Objects of kind Secret are marked so.
    void add(std::string_view folder, int order, const json::object& object);
    void addFile(std::string path, std::string content, bool secret = false);
    /// A note about the whole export.
    void note(Severity severity, std::string code, std::string where, std::string why, std::string fix);
    void notes(const Findings& findings);

    /// Writes each folder's kustomization.yaml and gives everything up, sorted.
    ResourceSet take();

private:
    const project::SsoProject& m_project;
    const ExportOptions& m_options;
    ResourceSet m_set;
    std::map<std::string, std::vector<std::string>> m_kustomized; ///< folder -> file names
};

/// A JSON array of texts.
json::array textArray(const std::vector<std::string>& texts);
/// A map of labels as JSON, sorted by key.
json::object labelObject(const std::map<std::string, std::string>& labels);
/// Lower-case letters, digits and single hyphens, at most 63 characters: an RFC 1123 label from any text.
std::string dnsLabel(std::string_view text);
/// The service's full name inside the cluster.
std::string clusterHost(std::string_view service, std::string_view namespaceName);
/// "2s" or "0.25s", as protobuf's JSON form has durations.
std::string protoDuration(std::chrono::milliseconds duration);

} // namespace meshsso::mesh
