#pragma once

#include "desktop/controllers/ActivityController.h"
#include "desktop/controllers/ProjectDocument.h"
#include "desktop/controllers/SecretsController.h"
#include "desktop/controllers/Services.h"

#include <filesystem>

namespace meshsso::desktop {

/// What every step's controller works with. The parts outlive the controllers.
struct StepContext
{
    Services& services;
    ProjectDocument& document;
    SecretsController& secrets;
    ActivityController& activity;

    /// A client whose exchanges show in Activity.
    std::shared_ptr<net::HttpClient> httpClient(net::HttpClientOptions options) const
    {
        return activity.record(services.makeHttpClient(std::move(options)));
    }
    const project::SsoProject& project() const { return document.project(); }
    std::filesystem::path folder() const { return document.folder().toStdString(); }
    /// The project's, as kubectl takes them: kubeconfig files from the project's folder on.
    project::Clusters clusters() const
    {
        auto clusters = project().clusters;
        for (auto* context : {&clusters.workload, &clusters.mesh}) {
            if (!context->kubeconfig.empty())
                context->kubeconfig = (folder() / context->kubeconfig).lexically_normal().string();
        }
        return clusters;
    }
};

} // namespace meshsso::desktop
