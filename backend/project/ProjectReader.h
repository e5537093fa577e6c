#pragma once

#include "core/Finding.h"
#include "project/SsoProject.h"
#include "yaml/YamlNode.h"

namespace meshsso::project {

/// Takes the fields of a project's document; what is wrong with their form is added to the findings, whether
/// they make sense is checkProject's to say. Private to this folder.
SsoProject readProject(const yaml::YamlNode& root, Findings& findings);

} // namespace meshsso::project
