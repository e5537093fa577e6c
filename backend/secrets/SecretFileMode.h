#pragma once

#include "core/Result.h"

namespace meshsso::secrets {

/// What readSecretFile makes of a file's permission bits. Kubernetes mounts Secret volumes read-only with
/// mode 0644 by default; there, and only when lenient, that is accepted. Errors: Forbidden. Private to this
/// folder and its tests.
Result<void> checkSecretFileMode(unsigned mode, bool onReadOnlyVolume, bool lenient);

} // namespace meshsso::secrets
