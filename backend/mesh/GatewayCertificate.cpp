#include "mesh/GatewayCertificate.h"

#include "core/AtomicFile.h"
#include "core/Url.h"

#include <sys/stat.h>

namespace meshsso::mesh {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t maxPemBytes = std::size_t{256} * 1024;
constexpr int authorityDays = 3650;

struct Paths
{
    fs::path certificate;
    fs::path key;
};

fs::path resolve(const fs::path& folder, const std::string& path)
{
    return path.empty() ? fs::path() : (folder / path).lexically_normal();
}

Paths pathsOf(const project::SsoProject& project, const fs::path& folder)
{
    const auto& tls = project.gateway.tls;
    if (tls.source == project::TlsSource::Files)
        return {resolve(folder, tls.certificateFile), resolve(folder, tls.keyFile)};
    return {folder / "tls" / "gateway.crt", folder / "tls" / "gateway.key"};
}

Paths authorityPathsOf(const project::SsoProject& project, const fs::path& folder)
{
    const auto& tls = project.gateway.tls;
    return {resolve(folder, tls.authorityCertificateFile), resolve(folder, tls.authorityKeyFile)};
}

Result<crypto::CertificateAndKey> readPair(const Paths& paths)
{
    auto certificatePem = readWholeFile(paths.certificate, maxPemBytes);
    if (!certificatePem)
        return fail(std::move(certificatePem).error());
    auto keyPem = readWholeFile(paths.key, maxPemBytes);
    if (!keyPem)
        return fail(std::move(keyPem).error());
    return crypto::CertificateAndKey{std::move(*certificatePem), SecretString(std::move(*keyPem))};
}

std::string firstError(const Findings& findings)
{
    for (const auto& finding : findings) {
        if (finding.severity == Severity::Error)
            return finding.why;
    }
    return {};
}

Result<crypto::CertificateAndKey> make(const project::SsoProject& project, const fs::path& folder,
                                       const Clock& clock)
{
    const auto& gateway = project.gateway;
    crypto::CertificateRequest request;
    request.names = {gateway.address};
    request.validityDays = gateway.tls.validityDays;
    if (gateway.tls.source == project::TlsSource::SelfSigned)
        return crypto::makeSelfSigned(request, clock);
    const auto authority = readPair(authorityPathsOf(project, folder));
    if (!authority)
        return fail(authority.error());
    return crypto::makeSigned(request, *authority, clock);
}

Result<void> write(const fs::path& path, std::string_view text, unsigned mode)
{
    AtomicFileOptions options;
    options.mode = mode;
    options.keepMode = false;
    options.createParents = true;
    return writeFileAtomically(path, text, options);
}

/// The key first: a certificate without its key would be taken for a finished pair.
Result<void> keep(const Paths& paths, const crypto::CertificateAndKey& material)
{
    if (auto written = write(paths.key, material.keyPem.reveal(), 0600); !written)
        return written;
    return write(paths.certificate, material.certificatePem, 0644);
}

Result<GatewayCertificate> makeAndKeep(const project::SsoProject& project, const fs::path& folder,
                                       const Clock& clock, std::string note)
{
    auto made = make(project, folder, clock);
    if (!made)
        return fail(std::move(made).error());
    const auto paths = pathsOf(project, folder);
    if (auto kept = keep(paths, *made); !kept)
        return fail(std::move(kept).error());
    // Ours alone, also if somebody made it beforehand.
    (void)::chmod(paths.key.parent_path().c_str(), 0700);
    GatewayCertificate result;
    result.note = std::move(note);
    result.findings = crypto::checkCertificate(made->certificatePem, made->keyPem, project.gateway.address,
                                               clock, paths.certificate.lexically_relative(folder).string());
    result.material = std::move(*made);
    result.certificateFile = paths.certificate;
    return result;
}

} // namespace

Result<GatewayCertificate> existingCertificate(const project::SsoProject& project, const fs::path& folder,
                                               const Clock& clock)
{
    const auto paths = pathsOf(project, folder);
    auto pair = readPair(paths);
    if (!pair)
        return fail(std::move(pair).error());
    GatewayCertificate result;
    result.certificateFile = paths.certificate;
    result.findings = crypto::checkCertificate(pair->certificatePem, pair->keyPem, project.gateway.address,
                                               clock, paths.certificate.lexically_relative(folder).string());
    result.material = std::move(*pair);
    return result;
}

Result<GatewayCertificate> obtainCertificate(const project::SsoProject& project, const fs::path& folder,
                                             const Clock& clock)
{
    const bool isOperators = project.gateway.tls.source == project::TlsSource::Files;
    auto existing = existingCertificate(project, folder, clock);
    if (existing && !hasErrors(existing->findings))
        return existing;
    if (isOperators) {
        if (!existing)
            return existing;
        return fail(ErrorCode::InvalidArgument, firstError(existing->findings), "gateway.tls");
    }
    if (!existing && existing.error().code != ErrorCode::NotFound)
        return existing;
    return makeAndKeep(project, folder, clock,
                       existing ? "made a new certificate, because the old one is no good: " +
                                      firstError(existing->findings)
                                : "made a certificate for " + project.gateway.address);
}

Result<GatewayCertificate> renewCertificate(const project::SsoProject& project, const fs::path& folder,
                                            const Clock& clock)
{
    if (project.gateway.tls.source == project::TlsSource::Files) {
        return fail(ErrorCode::InvalidArgument,
                    "the certificate's files are the operator's own, and are not overwritten. Fix: replace "
                    "them, or choose another source",
                    "gateway.tls.source");
    }
    return makeAndKeep(project, folder, clock, "made a new certificate for " + project.gateway.address);
}

Result<crypto::CertificateAndKey> makeAuthority(const project::SsoProject& project, const fs::path& folder,
                                                const Clock& clock)
{
    const auto paths = authorityPathsOf(project, folder);
    if (paths.certificate.empty() || paths.key.empty())
        return fail(ErrorCode::InvalidArgument, "the project does not say where the authority is kept",
                    "gateway.tls");
    for (const auto& path : {paths.certificate, paths.key}) {
        std::error_code ignored;
        if (fs::exists(fs::symlink_status(path, ignored)))
            return fail(ErrorCode::Conflict,
                        "there is a file already, which may be an authority that others trust. Fix: choose "
                        "another name",
                        path.string());
    }
    // Another name than the certificates it signs: issuer and subject that are the same text would make a
    // certificate pass for self-signed.
    const auto named = "authority." + project.gateway.address;
    constexpr std::size_t maxCommonName = 64;
    crypto::CertificateRequest request;
    request.names = {isDnsName(project.gateway.address) && !isIpAddress(project.gateway.address) &&
                             named.size() <= maxCommonName
                         ? named
                         : "authority.meshsso.internal"};
    request.validityDays = authorityDays;
    request.isAuthority = true;
    auto made = crypto::makeSelfSigned(request, clock);
    if (!made)
        return made;
    if (auto kept = keep(paths, *made); !kept)
        return fail(std::move(kept).error());
    return made;
}

std::string gatewayTrust(const project::SsoProject& project, const fs::path& folder)
{
    const bool isSigned = project.gateway.tls.source == project::TlsSource::Authority;
    const auto file =
        isSigned ? authorityPathsOf(project, folder).certificate : pathsOf(project, folder).certificate;
    auto text = readWholeFile(file, maxPemBytes);
    return text ? std::move(*text) : std::string();
}

} // namespace meshsso::mesh
