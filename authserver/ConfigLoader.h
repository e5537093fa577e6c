#pragma once

#include "core/Finding.h"
#include "core/SecretString.h"
#include "engine/Settings.h"
#include "serverconfig/ServerConfig.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace meshsso::authserver {

/// The configuration with its secrets, ready to use; with errors among the findings, settings is null.
struct LoadedConfig
{
    std::shared_ptr<const engine::Settings> settings;
    SecretString clientSecret;
    Findings findings;
};

/// Reads the file, checks it, reads the secrets it refers to (environment, files relative to it) and checks
/// them: everything that is wrong is found in one go. No finding holds a secret.
LoadedConfig loadConfig(const std::filesystem::path& file, const std::shared_ptr<SecureRandom>& random);

} // namespace meshsso::authserver
