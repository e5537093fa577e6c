#pragma once

#include "support/ScriptedHttpServer.h"
#include "support/TestSigner.h"

namespace meshsso::test {

/// Lets the server answer as the realm "test" of an identity provider: discovery and the signer's key.
void publish(ScriptedHttpServer& server, const TestSigner& signer = TestSigner::rsa());

} // namespace meshsso::test
