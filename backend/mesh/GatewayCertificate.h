#pragma once

#include "core/Clock.h"
#include "core/Finding.h"
#include "core/Result.h"
#include "crypto/Certificate.h"
#include "project/SsoProject.h"

#include <filesystem>
#include <string>

namespace meshsso::mesh {

/// The gateway's certificate and key, where they are kept, and what was done about them.
struct GatewayCertificate
{
    crypto::CertificateAndKey material;
    std::filesystem::path certificateFile;
    std::string note; ///< "made a certificate for ...", or empty when one was reused
    Findings findings;
};

/// The gateway's certificate as the project wants it; folder is the project file's, absolute. Self-signed and
/// authority-signed ones are made once, kept in folder/tls (the key 0600), and reused until they expire or
/// the address changes; files of the operator are read and checked. Blocks on files. Errors: NotFound,
/// IoError, InvalidArgument (findings with errors, named).
Result<GatewayCertificate> obtainCertificate(const project::SsoProject& project,
                                             const std::filesystem::path& folder, const Clock& clock);

/// The certificate that is there now, without making one. Errors: NotFound, IoError.
Result<GatewayCertificate> existingCertificate(const project::SsoProject& project,
                                               const std::filesystem::path& folder, const Clock& clock);

/// Makes a new certificate even if the old one is good. Errors: those of obtainCertificate; InvalidArgument
/// if the files are the operator's.
Result<GatewayCertificate> renewCertificate(const project::SsoProject& project,
                                            const std::filesystem::path& folder, const Clock& clock);

/// A new authority of one's own, kept where gateway.tls.authorityCertificateFile and authorityKeyFile say
/// (the key 0600); obtainCertificate signs with it from then on. Errors: InvalidArgument (no files named),
/// Conflict (one of them exists), IoError.
Result<crypto::CertificateAndKey> makeAuthority(const project::SsoProject& project,
                                                const std::filesystem::path& folder, const Clock& clock);

/// PEM text that a client of the gateway must trust beside the system's authorities; empty if none is known.
std::string gatewayTrust(const project::SsoProject& project, const std::filesystem::path& folder);

} // namespace meshsso::mesh
