#pragma once

#include "support/ScriptedHttpServer.h"

namespace meshsso::test {

/// Lets the server answer as the realm "test" of an identity provider: discovery and keys.
void publish(ScriptedHttpServer& server);

} // namespace meshsso::test
