#pragma once

#include "cli/Context.h"
#include "crypto/Certificate.h"

#include <filesystem>
#include <string>

namespace meshsso::cli {

/// Where the gateway's generated certificate and key are kept, and what was done about them.
struct GatewayCertificate
{
    crypto::CertificateAndKey material;
    std::filesystem::path certificateFile;
    std::string note; ///< "made a new self-signed certificate", or empty when one was reused
    Findings findings;
};

/// The gateway's certificate as the project wants it. Self-signed and authority-signed ones are made once,
/// kept in the project's tls/ folder (the key 0600), and reused until they expire or the address changes;
/// files of the operator are read and checked. Errors: NotFound, IoError, InvalidArgument (findings with
/// errors, named).
Result<GatewayCertificate> obtainCertificate(const Context& context, const OpenProject& project);

/// The certificate that is there now, without making one. Errors: NotFound.
Result<GatewayCertificate> existingCertificate(const Context& context, const OpenProject& project);

/// PEM text that a client of the gateway must trust beside the system's authorities; empty if none is known.
std::string gatewayTrust(const OpenProject& project);

} // namespace meshsso::cli
