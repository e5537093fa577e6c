#pragma once

#include "core/Clock.h"
#include "core/Executor.h"
#include "core/SecureRandom.h"
#include "net/CurlHttpClient.h"
#include "secrets/SecretStore.h"

#include <memory>

namespace meshsso::cli {

/// What main() hands to the commands: the outside world.
struct Environment
{
    Executor& executor;
    const Clock& clock;
    SecureRandom& random;
    std::shared_ptr<net::CurlThread> curl;
    std::shared_ptr<secrets::SecretStore> keychain;
};

} // namespace meshsso::cli
