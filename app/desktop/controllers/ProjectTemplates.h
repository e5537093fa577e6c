#pragma once

#include "project/SsoProject.h"

namespace meshsso::desktop {

enum class ProjectTemplate {
    Empty,    ///< only what every project has; the steps ask for the rest
    Reference ///< the demo application httpbin behind the gateway, with a test user and a role
};

/// A new project with references for its secrets ("keychain:NAME/client"); no secret is made yet.
project::SsoProject makeProject(ProjectTemplate kind, const std::string& name);

} // namespace meshsso::desktop
