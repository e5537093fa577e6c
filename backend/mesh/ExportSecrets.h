#pragma once

#include "core/Result.h"
#include "core/SecretString.h"
#include "core/Task.h"
#include "crypto/Certificate.h"
#include "project/SsoProject.h"
#include "secrets/SecretStore.h"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace meshsso::mesh {

/// Secret values for the Secret objects. What is missing leaves that Secret out, with a finding that says how
/// to make it.
struct ExportSecrets
{
    std::map<std::string, SecretString> values; ///< by the text of the project's reference
    std::optional<crypto::CertificateAndKey> certificate;

    /// Null: not handed over.
    const SecretString* find(const secrets::SecretRef& ref) const;
    /// Nothing happens for a reference that is not set.
    void set(const secrets::SecretRef& ref, SecretString value);
};

/// The references of the project that an export's Secret objects hold the values of.
std::vector<secrets::SecretRef> exportedSecrets(const project::SsoProject& project);

/// Their values, as far as the store has them; no certificate. Errors: the store's, but not NotFound.
Task<Result<ExportSecrets>> readExportSecrets(std::shared_ptr<secrets::SecretStore> store,
                                              project::SsoProject project);

} // namespace meshsso::mesh
