#pragma once

#include "core/Finding.h"
#include "serverconfig/ServerConfig.h"

namespace meshsso::authserver {

/// What differs between the configuration in use and a new one and cannot change while the process runs:
/// a warning where the former value simply stays, an error where going on would not do.
Findings checkChange(const serverconfig::ServerConfig& current, const serverconfig::ServerConfig& next);

} // namespace meshsso::authserver
