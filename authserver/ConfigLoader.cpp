#include "ConfigLoader.h"

#include "PagesLoader.h"
#include "core/RunLoop.h"
#include "grpc/GrpcFrontend.h"
#include "secrets/LocalSecretStores.h"
#include "serverconfig/LoginOverlay.h"
#include "serverconfig/ServerConfigFile.h"

namespace meshsso::authserver {
namespace {

using secrets::SecretRef;

/// Reads secrets before there is an event loop; each failure is a finding.
class SecretReader
{
public:
    SecretReader(std::filesystem::path baseDirectory, LoadedConfig& loaded)
        : m_baseDirectory(std::move(baseDirectory)), m_loaded(loaded)
    {
        m_store.add(SecretRef::Kind::Environment, std::make_shared<secrets::EnvironmentSecretStore>());
        // Lenient: in a container the files lie on a read-only Secret volume, whose modes are the cluster's.
        m_store.add(SecretRef::Kind::File, std::make_shared<secrets::FileSecretStore>(m_baseDirectory, true));
    }

    SecretString read(const SecretRef& ref, const std::string& where)
    {
        if (!ref.isSet())
            return {}; // the configuration's own check has said so
        if (ref.kind == SecretRef::Kind::File)
            m_loaded.files.push_back(m_baseDirectory / ref.name);
        RunLoop loop;
        auto secret = loop.runUntilDone(m_store.read(ref));
        if (!secret) {
            m_loaded.findings.push_back({"server.secret-unreadable", Severity::Error, where,
                                         secret.error().toString(),
                                         "provide the secret, or correct the reference"});
            return {};
        }
        return std::move(*secret);
    }

private:
    std::filesystem::path m_baseDirectory;
    secrets::CompositeSecretStore m_store;
    LoadedConfig& m_loaded;
};

/// Empty if one of them is missing or does not do: a finding says so.
std::vector<SecretString> readCookieSecrets(const serverconfig::SessionConfig& session, SecretReader& reader,
                                            Findings& findings, const std::shared_ptr<SecureRandom>& random)
{
    std::vector<SecretString> secrets;
    for (std::size_t i = 0; i < session.cookieSecrets.size(); ++i) {
        auto secret =
            reader.read(session.cookieSecrets[i], "session.cookieSecrets[" + std::to_string(i) + "]");
        if (!secret.empty())
            secrets.push_back(std::move(secret));
    }
    if (secrets.empty() || secrets.size() != session.cookieSecrets.size())
        return {};
    // A cookie secret of the wrong length is told even where other settings are wrong as well.
    auto sealer = crypto::Sealer::create(secrets, session::SessionCookies::purpose, random);
    if (sealer)
        return secrets;
    findings.push_back({"server.cookie-secret", Severity::Error, "session.cookieSecrets",
                        sealer.error().message,
                        "provide another secret, and sign-ins made with the old one end"});
    return {};
}

void addFile(const std::string& path, std::vector<std::filesystem::path>& files)
{
    if (!path.empty())
        files.emplace_back(path);
}

} // namespace

BuildFeatures BuildFeatures::ofThisBuild() noexcept
{
    return {grpcapi::GrpcFrontend::isBuiltIn()};
}

LoadedConfig loadConfig(const std::filesystem::path& file, const std::shared_ptr<SecureRandom>& random,
                        BuildFeatures build)
{
    LoadedConfig loaded;
    loaded.files.push_back(file);
    auto read = serverconfig::loadServerConfig(file);
    if (!read) {
        loaded.findings.push_back({"server.config-unreadable", Severity::Error, file.string(),
                                   read.error().message,
                                   "name an existing configuration file with --config"});
        return loaded;
    }
    loaded.findings = std::move(read->findings);
    auto& config = read->config;
    if (config.listen.grpcPort >= 0 && !build.hasGrpc)
        loaded.findings.push_back({"server.grpc-missing", Severity::Error, "listen.grpcPort",
                                   "this server was built without gRPC",
                                   "use an image or a package with gRPC, or ask over HTTP and set -1"});

    struct Login
    {
        std::string name;
        serverconfig::ServerConfig config;
        SecretString clientSecret;
    };
    SecretReader reader(file.parent_path(), loaded);
    const auto cookieSecrets = readCookieSecrets(config.session, reader, loaded.findings, random);
    auto redisPassword = reader.read(config.redis.password, "redis.password");
    addFile(config.redis.caFile, loaded.files);
    std::vector<Login> logins;
    logins.push_back({"main", config, reader.read(config.provider.clientSecret, "provider.clientSecret")});
    for (std::size_t i = 0; i < config.logins.size(); ++i) {
        const auto& login = config.logins[i];
        const auto where = "logins[" + std::to_string(i) + "].provider.clientSecret";
        logins.push_back({login.name, serverconfig::configFor(config, login),
                          reader.read(login.provider.clientSecret, where)});
    }
    for (const auto& login : logins) {
        addFile(login.config.provider.caFile, loaded.files);
        for (const auto& issuer : login.config.bearer.issuers)
            addFile(issuer.caFile, loaded.files);
    }
    const auto pages = loadPages(config.pages.directory, loaded.findings, loaded.files);
    if (hasErrors(loaded.findings) || cookieSecrets.empty())
        return loaded;
    if (config.redis.isSet()) {
        auto redis = redis::RedisSettings::create(config.redis, std::move(redisPassword));
        if (!redis) {
            const auto& error = redis.error();
            loaded.findings.push_back(
                {"server.config", Severity::Error, error.context, error.message, "correct the setting"});
            return loaded;
        }
        loaded.redis = std::move(*redis);
    }
    std::vector<LoadedLogin> ready;
    for (auto& login : logins) {
        auto others = engine::Settings::otherCookies(config, login.config.session.cookieName);
        auto settings = engine::Settings::create(std::move(login.config), cookieSecrets, random, pages,
                                                 std::move(others));
        if (!settings) {
            loaded.findings.push_back({"server.config", Severity::Error, settings.error().context,
                                       settings.error().message, "correct the setting"});
            return loaded;
        }
        ready.push_back({std::move(login.name), std::move(*settings), std::move(login.clientSecret)});
    }
    loaded.logins = std::move(ready);
    return loaded;
}

} // namespace meshsso::authserver
