#pragma once

#include "core/Finding.h"
#include "core/SecretString.h"
#include "engine/Settings.h"
#include "redis/RedisSettings.h"
#include "serverconfig/ServerConfig.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace meshsso::authserver {

/// One login configuration with its secret.
struct LoadedLogin
{
    std::string name; ///< in logs, metrics and /ready; the main one's is "main"
    std::shared_ptr<const engine::Settings> settings;
    SecretString clientSecret;
};

/// The configuration with its secrets, ready to use.
struct LoadedConfig
{
    std::vector<LoadedLogin> logins; ///< the main one first; none if there are errors among the findings
    std::shared_ptr<redis::RedisSettings> redis; ///< null: none
    Findings findings;
    std::vector<std::filesystem::path> files; ///< everything that was read, or should have been

    bool isUsable() const noexcept { return !logins.empty(); }
    const serverconfig::ServerConfig& main() const { return logins.front().settings->config(); }
};

/// What a build of the server can do, where builds differ.
struct BuildFeatures
{
    bool hasGrpc = false;
    static BuildFeatures ofThisBuild() noexcept;
};

/// Reads the file, checks it, reads the secrets it refers to (environment, files relative to it) and checks
/// them: everything that is wrong is found in one go, also what the build cannot do. No finding holds a
/// secret.
LoadedConfig loadConfig(const std::filesystem::path& file, const std::shared_ptr<SecureRandom>& random,
                        BuildFeatures build = BuildFeatures::ofThisBuild());

} // namespace meshsso::authserver
