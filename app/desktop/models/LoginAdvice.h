#pragma once

#include "core/Finding.h"
#include "project/SsoProject.h"

#include <string>

namespace meshsso::desktop {

/// Which field of the project a finding of a login test is about ("authorization.provider"), so that its
/// button can go there; the finding itself names a hop. Empty: none.
std::string fieldOfLoginFinding(const Finding& finding, const project::SsoProject& project);

} // namespace meshsso::desktop
