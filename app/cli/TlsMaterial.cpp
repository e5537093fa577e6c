#include "cli/TlsMaterial.h"

#include <sys/stat.h>

namespace meshsso::cli {

namespace fs = std::filesystem;

namespace {

struct Paths
{
    fs::path certificate;
    fs::path key;
};

Paths pathsOf(const OpenProject& project)
{
    const auto& tls = project.project.gateway.tls;
    if (tls.source == project::TlsSource::Files)
        return {project.resolve(tls.certificateFile), project.resolve(tls.keyFile)};
    return {project.folder / "tls" / "gateway.crt", project.folder / "tls" / "gateway.key"};
}

Result<crypto::CertificateAndKey> readPair(const fs::path& certificate, const fs::path& key)
{
    auto certificatePem = readTextFile(certificate);
    if (!certificatePem)
        return fail(std::move(certificatePem).error());
    auto keyPem = readTextFile(key);
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

Result<crypto::CertificateAndKey> make(const Context& context, const OpenProject& project)
{
    const auto& gateway = project.project.gateway;
    const auto& clock = context.environment().clock;
    crypto::CertificateRequest request;
    request.names = {gateway.address};
    request.validityDays = gateway.tls.validityDays;
    if (gateway.tls.source == project::TlsSource::SelfSigned)
        return crypto::makeSelfSigned(request, clock);
    auto authority = readPair(project.resolve(gateway.tls.authorityCertificateFile),
                              project.resolve(gateway.tls.authorityKeyFile));
    if (!authority)
        return fail(std::move(authority).error());
    return crypto::makeSigned(request, *authority, clock);
}

Result<void> keep(const Paths& paths, const crypto::CertificateAndKey& material)
{
    std::error_code error;
    fs::create_directories(paths.key.parent_path(), error);
    if (error)
        return fail(ErrorCode::IoError, "the folder cannot be made: " + error.message(),
                    paths.key.parent_path().string());
    (void)chmod(paths.key.parent_path().c_str(), 0700);
    // The key first: a certificate without its key would be taken for a finished pair.
    if (auto written = writeTextFile(paths.key, material.keyPem.reveal(), 0600); !written)
        return written;
    return writeTextFile(paths.certificate, material.certificatePem, 0644);
}

} // namespace

Result<GatewayCertificate> existingCertificate(const Context& context, const OpenProject& project)
{
    const auto paths = pathsOf(project);
    auto pair = readPair(paths.certificate, paths.key);
    if (!pair)
        return fail(std::move(pair).error());
    GatewayCertificate result;
    result.certificateFile = paths.certificate;
    result.findings = crypto::checkCertificate(pair->certificatePem, pair->keyPem,
                                               project.project.gateway.address, context.environment().clock,
                                               paths.certificate.lexically_relative(project.folder).string());
    result.material = std::move(*pair);
    return result;
}

Result<GatewayCertificate> obtainCertificate(const Context& context, const OpenProject& project)
{
    const bool isOperators = project.project.gateway.tls.source == project::TlsSource::Files;
    auto existing = existingCertificate(context, project);
    if (existing && !hasErrors(existing->findings))
        return existing;
    if (isOperators) {
        if (!existing)
            return existing;
        return fail(ErrorCode::InvalidArgument, firstError(existing->findings), "gateway.tls");
    }
    if (!existing && existing.error().code != ErrorCode::NotFound)
        return existing;

    const auto paths = pathsOf(project);
    auto made = make(context, project);
    if (!made)
        return fail(std::move(made).error());
    if (auto kept = keep(paths, *made); !kept)
        return fail(std::move(kept).error());
    GatewayCertificate result;
    result.note =
        existing ? "made a new certificate, because the old one is no good: " + firstError(existing->findings)
                 : "made a certificate for " + project.project.gateway.address;
    result.material = std::move(*made);
    result.certificateFile = paths.certificate;
    return result;
}

std::string gatewayTrust(const OpenProject& project)
{
    const auto& tls = project.project.gateway.tls;
    const bool isSigned = tls.source == project::TlsSource::Authority;
    const auto file = isSigned ? project.resolve(tls.authorityCertificateFile) : pathsOf(project).certificate;
    auto text = readTextFile(file);
    return text ? std::move(*text) : std::string();
}

} // namespace meshsso::cli
