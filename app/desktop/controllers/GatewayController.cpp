#include "desktop/controllers/GatewayController.h"

#include "desktop/controllers/Background.h"
#include "desktop/models/Text.h"
#include "mesh/GatewayCertificate.h"

#include <QLocale>

namespace meshsso::desktop {

namespace {

/// The time as it was when the work was ordered: the background must not hold on to the clock.
class StandingClock final : public Clock
{
public:
    explicit StandingClock(TimePoint now) : m_now(now) {}
    TimePoint now() const override { return m_now; }

private:
    TimePoint m_now;
};

/// The field that a finding of the certificate is about, so that it shows where its value is.
std::string fieldOf(const Finding& finding, project::TlsSource source)
{
    if (finding.code == "tls.name-mismatch")
        return "gateway.address";
    if (source != project::TlsSource::Files)
        return "gateway.tls.source";
    return finding.code == "tls.key-mismatch" ? "gateway.tls.keyFile" : "gateway.tls.certificateFile";
}

CertificateState stateOf(Result<mesh::GatewayCertificate> certificate, project::TlsSource source)
{
    CertificateState state;
    if (!certificate) {
        state.error = std::move(certificate).error();
        return state;
    }
    state.file = certificate->certificateFile;
    state.note = std::move(certificate->note);
    state.findings = std::move(certificate->findings);
    for (auto& finding : state.findings)
        finding.where = fieldOf(finding, source);
    if (auto chain = crypto::describeChain(certificate->material.certificatePem))
        state.chain = std::move(*chain);
    else
        state.error = std::move(chain).error();
    return state;
}

bool isFile(const std::filesystem::path& folder, const std::string& file)
{
    std::error_code ignored;
    return std::filesystem::exists(folder / file, ignored);
}

} // namespace

GatewayController::GatewayController(StepContext context, QObject* parent)
    : StepController(StepId::Gateway, parent), m_context(context)
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(300); // a look after the typing, not one a letter
    connect(&m_delay, &QTimer::timeout, this, &GatewayController::look);
    connect(&m_context.document, &ProjectDocument::opened, this, [this] {
        m_job.reset();
        m_certificate.reset();
        m_lookedFor = {};
    });
    connect(&m_context.document, &ProjectDocument::changed, this, &GatewayController::onDocumentChanged);
    connect(&m_context.document, &ProjectDocument::stateChanged, this, &GatewayController::onDocumentChanged);
    onDocumentChanged();
}

GatewayController::Basis GatewayController::basis() const
{
    const auto& gateway = m_context.project().gateway;
    return {gateway.address, gateway.tls, m_context.folder()};
}

void GatewayController::onDocumentChanged()
{
    if (!m_context.document.isOpen()) {
        m_delay.stop();
        m_look.reset();
    } else if (basis() != m_lookedFor) {
        m_delay.start();
    }
    refresh();
    emit changed();
}

std::optional<int> GatewayController::daysLeft() const
{
    if (!m_certificate || m_certificate->chain.empty())
        return std::nullopt;
    TimePoint first = m_certificate->chain.front().notAfter;
    for (const auto& info : m_certificate->chain)
        first = std::min(first, info.notAfter);
    return static_cast<int>(std::chrono::floor<std::chrono::days>(first - now()).count());
}

bool GatewayController::replacesGoodOne() const
{
    return m_certificate && !m_certificate->chain.empty() && !hasErrors(m_certificate->findings) &&
           m_context.project().gateway.tls.source != project::TlsSource::Files;
}

GatewayController::Lack GatewayController::lack() const
{
    if (!m_context.document.isOpen())
        return Lack::Project;
    if (m_context.document.isReadOnly())
        return Lack::ReadOnly;
    // Made beside the project's file: before the first save that would be the home folder.
    if (m_context.document.file().isEmpty())
        return Lack::File;
    return m_context.project().gateway.address.empty() ? Lack::Address : Lack::Nothing;
}

bool GatewayController::canMakeAuthority() const
{
    const auto& tls = m_context.project().gateway.tls;
    if (lack() != Lack::Nothing || tls.source != project::TlsSource::Authority ||
        tls.authorityCertificateFile.empty() || tls.authorityKeyFile.empty())
        return false;
    const auto folder = m_context.folder();
    return !isFile(folder, tls.authorityCertificateFile) && !isFile(folder, tls.authorityKeyFile);
}

void GatewayController::look()
{
    m_delay.stop();
    if (!m_context.document.isOpen() || m_job.isRunning())
        return;
    m_lookedFor = basis();
    std::function<CertificateState()> work = [project = m_context.project(), folder = m_context.folder(),
                                              clock = StandingClock(now())] {
        return stateOf(mesh::existingCertificate(project, folder, clock), project.gateway.tls.source);
    };
    auto task = inBackground<CertificateState>(m_context.services.executor, std::move(work));
    m_look.start<CertificateState>(QString(), QString(), std::move(task),
                                   [this](CertificateState state) { take(std::move(state)); });
}

void GatewayController::make()
{
    if (lack() != Lack::Nothing)
        return;
    m_lookedFor = basis();
    m_look.reset();
    const bool isOperators = m_context.project().gateway.tls.source == project::TlsSource::Files;
    std::function<CertificateState()> work = [project = m_context.project(), folder = m_context.folder(),
                                              clock = StandingClock(now()), isOperators] {
        return stateOf(isOperators ? mesh::existingCertificate(project, folder, clock)
                                   : mesh::renewCertificate(project, folder, clock),
                       project.gateway.tls.source);
    };
    auto task = inBackground<CertificateState>(m_context.services.executor, std::move(work));
    m_job.start<CertificateState>(
        isOperators ? tr("Checking the certificate's files") : tr("Making a certificate"),
        displayable(m_context.project().gateway.address, 120), std::move(task),
        [this, isOperators](CertificateState state) {
            const auto error = state.error;
            // A certificate that could not be replaced is still the one in use.
            if (!error || isOperators)
                take(std::move(state));
            if (error)
                m_job.fail(*error);
            else if (!isOperators)
                m_context.activity.note(
                    LogLine::Level::Info,
                    tr("Made a certificate for %1").arg(displayable(m_lookedFor.address, 120)));
        });
    emit changed();
}

void GatewayController::makeAuthority()
{
    if (!canMakeAuthority())
        return;
    std::function<std::optional<Error>()> work = [project = m_context.project(), folder = m_context.folder(),
                                                  clock = StandingClock(now())]() -> std::optional<Error> {
        auto made = mesh::makeAuthority(project, folder, clock);
        return made ? std::nullopt : std::optional<Error>(std::move(made).error());
    };
    auto task = inBackground<std::optional<Error>>(m_context.services.executor, std::move(work));
    m_job.start<std::optional<Error>>(
        tr("Making an authority of your own"),
        displayable(m_context.project().gateway.tls.authorityCertificateFile, 120), std::move(task),
        [this](const std::optional<Error>& error) {
            if (error)
                m_job.fail(*error);
            else
                m_context.activity.note(LogLine::Level::Info, tr("Made an authority of your own"));
            emit changed();
        });
    emit changed();
}

void GatewayController::take(CertificateState state)
{
    m_certificate = std::move(state);
    refresh();
    emit changed();
}

StepState GatewayController::compute() const
{
    StepState state;
    if (!m_context.document.isOpen())
        return state;
    state.findings = m_context.document.findingsAt("gateway");
    const auto& gateway = m_context.project().gateway;
    if (gateway.address.empty()) {
        state.fact = tr("address not given yet");
        return state;
    }
    if (m_certificate)
        state.findings.insert(state.findings.end(), m_certificate->findings.begin(),
                              m_certificate->findings.end());
    const auto days = daysLeft();
    if (days && *days < 0) {
        state.fact = tr("certificate expired");
    } else if (days) {
        state.fact = tr("certificate, %n days left", nullptr, *days);
    } else if (m_certificate && m_certificate->error && m_certificate->error->code == ErrorCode::NotFound &&
               gateway.tls.source != project::TlsSource::Files) {
        state.fact = tr("no certificate yet");
    } else if (m_certificate && m_certificate->error) {
        state.fact = tr("certificate not readable");
        state.findings.push_back({"tls.unreadable", Severity::Error,
                                  gateway.tls.source == project::TlsSource::Files
                                      ? "gateway.tls.certificateFile"
                                      : "gateway.tls.source",
                                  m_certificate->error->toString(),
                                  "choose the PEM file of the certificate and its key, or another source"});
    }
    state.status = statusOf(state.findings, days ? StepStatus::Done : StepStatus::NotYet);
    if (days && basis() != m_lookedFor && state.status != StepStatus::Failed)
        state.status = StepStatus::Stale;
    return state;
}

} // namespace meshsso::desktop
