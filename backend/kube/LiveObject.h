#pragma once

#include "core/Json.h"

#include <string>

namespace meshsso::kube {

// What of an object in a cluster counts when it is compared. Private to this folder.

/// The object without what the API server and its controllers own: managedFields, resourceVersion, uid,
/// creationTimestamp, generation, selfLink, status, and kubectl's copy of what was applied last.
json::object withoutServerFields(json::object object);

/// Both as YAML for people, the values of a Secret replaced by what says whether they differ. before is null
/// when there is no live object.
struct ShownPair
{
    std::string before;
    std::string after;
};
ShownPair showPair(const json::object* before, const json::object& after);

} // namespace meshsso::kube
