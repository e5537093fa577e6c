#include "mesh/MeshCompiler.h"

#include "mesh/Parts.h"
#include "project/ProjectFile.h"

#include <algorithm>

namespace meshsso::mesh {

using project::Target;

Result<ResourceSet> compileResources(const project::SsoProject& project, const ExportOptions& options)
{
    // The same project can be exported for another target than the one it names.
    auto aimed = project;
    aimed.clusters.target = options.target;
    const auto findings = project::checkProject(aimed);
    const auto firstError = std::find_if(findings.begin(), findings.end(),
                                         [](const Finding& f) { return f.severity == Severity::Error; });
    if (firstError != findings.end())
        return fail(ErrorCode::InvalidArgument,
                    firstError->why + (firstError->fix.empty() ? "" : "; " + firstError->fix),
                    firstError->where);

    ResourceCollector collector(aimed, options);
    if (options.target == Target::Envoy) {
        if (auto added = addEnvoy(collector); !added)
            return fail(std::move(added).error());
        return collector.take();
    }
    addWorkloads(collector);
    addGateway(collector);
    addGatewayFilters(collector);
    addPolicies(collector);
    if (options.target == Target::Istio) {
        addAuthServer(collector);
        addIstioProvider(collector);
    } else {
        addAsmProvider(collector);
    }
    return collector.take();
}

} // namespace meshsso::mesh
