#pragma once

#include "kube/Kubectl.h"

#include <string>
#include <string_view>
#include <vector>

namespace meshsso::kube {

// What kubectl's words on standard error mean; it has no other channel. Private to this folder.

/// The error of a run that failed. where is for Error::context. Peers' text is cut at 600 bytes and holds no
/// control characters.
Error kubectlError(const ProcessOutput& output, std::string where);

/// True if an error says something about the whole cluster, not about one object.
bool concernsWholeCluster(ErrorCode code) noexcept;

/// The conflicts of a server-side apply that was refused for them; empty if that was not why.
std::vector<FieldConflict> readConflicts(std::string_view errors);

} // namespace meshsso::kube
