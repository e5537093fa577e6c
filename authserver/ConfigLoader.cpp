#include "ConfigLoader.h"

#include "core/RunLoop.h"
#include "secrets/LocalSecretStores.h"
#include "serverconfig/ServerConfigFile.h"

namespace meshsso::authserver {
namespace {

/// Reads secrets before there is an event loop; each failure is a finding.
class SecretReader
{
public:
    SecretReader(const std::filesystem::path& baseDirectory, Findings& findings) : m_findings(findings)
    {
        using secrets::SecretRef;
        m_store.add(SecretRef::Kind::Environment, std::make_shared<secrets::EnvironmentSecretStore>());
        // Lenient: in a container the files lie on a read-only Secret volume, whose modes are the cluster's.
        m_store.add(SecretRef::Kind::File, std::make_shared<secrets::FileSecretStore>(baseDirectory, true));
    }

    SecretString read(const secrets::SecretRef& ref, const std::string& where)
    {
        if (!ref.isSet())
            return {}; // the configuration's own check has said so
        RunLoop loop;
        auto secret = loop.runUntilDone(m_store.read(ref));
        if (!secret) {
            m_findings.push_back({"server.secret-unreadable", Severity::Error, where,
                                  secret.error().toString(), "provide the secret, or correct the reference"});
            return {};
        }
        return std::move(*secret);
    }

private:
    secrets::CompositeSecretStore m_store;
    Findings& m_findings;
};

} // namespace

LoadedConfig loadConfig(const std::filesystem::path& file, const std::shared_ptr<SecureRandom>& random)
{
    LoadedConfig loaded;
    auto read = serverconfig::loadServerConfig(file);
    if (!read) {
        loaded.findings.push_back({"server.config-unreadable", Severity::Error, file.string(),
                                   read.error().message,
                                   "name an existing configuration file with --config"});
        return loaded;
    }
    loaded.findings = std::move(read->findings);
    auto& config = read->config;

    SecretReader secrets(file.parent_path(), loaded.findings);
    loaded.clientSecret = secrets.read(config.provider.clientSecret, "provider.clientSecret");
    std::vector<SecretString> cookieSecrets;
    for (std::size_t i = 0; i < config.session.cookieSecrets.size(); ++i) {
        auto secret =
            secrets.read(config.session.cookieSecrets[i], "session.cookieSecrets[" + std::to_string(i) + "]");
        if (!secret.empty())
            cookieSecrets.push_back(std::move(secret));
    }
    const bool secretsComplete =
        !cookieSecrets.empty() && cookieSecrets.size() == config.session.cookieSecrets.size();
    // A cookie secret of the wrong length is told even where other settings are wrong as well.
    if (secretsComplete) {
        auto sealer = crypto::Sealer::create(cookieSecrets, session::SessionCookies::purpose, random);
        if (!sealer)
            loaded.findings.push_back({"server.cookie-secret", Severity::Error, "session.cookieSecrets",
                                       sealer.error().message,
                                       "provide another secret, and sign-ins made with the old one end"});
    }
    if (hasErrors(loaded.findings) || !secretsComplete)
        return loaded;
    auto settings = engine::Settings::create(std::move(config), cookieSecrets, random);
    if (!settings)
        loaded.findings.push_back({"server.config", Severity::Error, settings.error().context,
                                   settings.error().message, "correct the setting"});
    else
        loaded.settings = std::move(*settings);
    return loaded;
}

} // namespace meshsso::authserver
