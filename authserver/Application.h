#pragma once

#include "ConfigLoader.h"
#include "core/Log.h"

namespace meshsso::authserver {

/// Runs the server until SIGTERM or SIGINT: listens, serves, loads the file anew when it changes or on
/// SIGHUP, drains. The process's exit code: 0 after a drain, 1 if it could not listen.
int runServer(LoadedConfig loaded, std::filesystem::path configFile, std::shared_ptr<SecureRandom> random);

/// Asks a running server on this machine: 0 if it answers /ping (ready: /ready) with 200, else 1. Of the file
/// only the address, the port and the prefix of our own pages count, and no secret is read.
int runHealthcheck(const std::filesystem::path& configFile, bool ready);

} // namespace meshsso::authserver
