#pragma once

#include "project/SsoProject.h"
#include "secrets/SecretStore.h"

#include <map>
#include <string>

namespace meshsso::test {

/// A store of what the test puts in; the environment is read only, as the real one is.
class SampleSecrets final : public secrets::SecretStore
{
public:
    std::map<std::string, std::string> values;

    Task<Result<SecretString>> read(secrets::SecretRef ref) override;
    Task<Result<void>> write(secrets::SecretRef ref, SecretString value) override;
    Task<Result<void>> remove(secrets::SecretRef ref) override;
};

/// The reference scenario at http://kc.test, with the roles reader and writer and the user alice.
project::SsoProject sampleProject();

} // namespace meshsso::test
