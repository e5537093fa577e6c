#include "serverconfig/LocalReferences.h"

namespace meshsso::serverconfig {
namespace {

void addFiles(ProviderConfig& provider, BearerConfig& bearer, std::vector<std::string*>& files)
{
    files.push_back(&provider.caFile);
    for (auto& issuer : bearer.issuers)
        files.push_back(&issuer.caFile);
}

} // namespace

std::vector<SecretRef*> secretRefs(ServerConfig& config)
{
    std::vector<SecretRef*> refs{&config.provider.clientSecret, &config.redis.password};
    for (auto& secret : config.session.cookieSecrets)
        refs.push_back(&secret);
    for (auto& login : config.logins)
        refs.push_back(&login.provider.clientSecret);
    std::erase_if(refs, [](const SecretRef* ref) { return !ref->isSet(); });
    return refs;
}

std::vector<std::string*> localFiles(ServerConfig& config)
{
    std::vector<std::string*> files{&config.redis.caFile, &config.pages.directory};
    addFiles(config.provider, config.bearer, files);
    for (auto& login : config.logins)
        addFiles(login.provider, login.bearer, files);
    std::erase_if(files, [](const std::string* file) { return file->empty(); });
    return files;
}

} // namespace meshsso::serverconfig
