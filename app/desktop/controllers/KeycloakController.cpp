#include "desktop/controllers/KeycloakController.h"

#include "core/Url.h"
#include "desktop/models/Text.h"
#include "keycloak/AdminAccess.h"

namespace meshsso::desktop {

KeycloakController::KeycloakController(StepContext context, QObject* parent)
    : StepController(StepId::Keycloak, parent), m_context(context)
{
    connect(&m_context.document, &ProjectDocument::opened, this, [this] {
        m_job.reset();
        m_report.reset();
        m_checkedAt.reset();
    });
    connect(&m_context.document, &ProjectDocument::changed, this, [this] {
        refresh();
        emit changed();
    });
    connect(&m_job, &Job::finished, this, [this] {
        refresh();
        emit changed();
    });
    refresh();
}

project::IdentityProvider KeycloakController::basis() const
{
    auto provider = m_context.project().identityProvider;
    provider.workload = {};
    return provider;
}

KeycloakController::Lack KeycloakController::lack() const
{
    if (!m_context.document.isOpen())
        return Lack::Project;
    return m_context.project().identityProvider.url.empty() ? Lack::Url : Lack::Nothing;
}

bool KeycloakController::hasAdministrator() const
{
    const auto& admin = m_context.project().identityProvider.admin;
    return !admin.username.empty() || !admin.clientId.empty();
}

bool KeycloakController::isStale() const
{
    return m_report && m_checkedFor != basis();
}

Task<keycloak::ConnectionReport> KeycloakController::check(StepContext context, project::SsoProject project)
{
    const std::shared_ptr<net::HttpClient> http =
        context.httpClient(keycloak::keycloakHttpOptions(project, context.folder()));
    auto store = context.secrets.store();
    const auto admin = project.identityProvider.admin;
    const bool isNamed = !admin.username.empty() || !admin.clientId.empty();
    std::optional<keycloak::AdminClient> client;
    std::optional<Error> unreadable;
    if (isNamed) {
        auto named = admin;
        keycloak::AdminFallback nobody;
        auto credentials =
            co_await keycloak::readAdminCredentials(std::move(store), std::move(named), std::move(nobody));
        if (credentials)
            client.emplace(*http, keycloak::adminUrl(project), std::move(*credentials),
                           context.services.clock);
        else
            unreadable = std::move(credentials).error();
    }
    auto copy = project;
    auto report = co_await keycloak::checkConnection(*http, std::move(copy), client ? &*client : nullptr,
                                                     context.services.clock);
    if (unreadable) {
        report.findings.push_back(
            {"keycloak.admin-unnamed", Severity::Warning,
             admin.username.empty() ? "identityProvider.admin.clientSecret"
                                    : "identityProvider.admin.password",
             "nobody signed in, because the secret could not be read: " + unreadable->toString(),
             "type the secret on the Keycloak page, or point to where it is kept"});
    }
    co_return report;
}

void KeycloakController::test()
{
    if (lack() != Lack::Nothing)
        return;
    m_running = basis();
    const auto& project = m_context.project();
    const auto url = Url::parse(project.identityProvider.url);
    const std::string host = url ? url->authority() : project.identityProvider.url;
    m_job.start<keycloak::ConnectionReport>(
        tr("Looking at Keycloak"), displayable(host, 120), check(m_context, project),
        [this](keycloak::ConnectionReport report) {
            m_report = std::move(report);
            m_checkedFor = m_running;
            m_checkedAt = m_context.services.clock.now();
            if (!m_report->reachable)
                m_job.fail(Error{ErrorCode::Unreachable, "nothing answered there; the findings say why",
                                 m_checkedFor.url});
        });
    emit changed();
}

StepState KeycloakController::compute() const
{
    StepState state;
    if (!m_context.document.isOpen())
        return state;
    for (auto& finding : m_context.document.findingsAt("identityProvider")) {
        if (!ProjectDocument::isAtOrBelow(finding.where, "identityProvider.realm"))
            state.findings.push_back(std::move(finding));
    }
    if (m_context.project().identityProvider.url.empty()) {
        state.fact = tr("URL not given yet");
        return state;
    }
    if (!m_report) {
        state.status = statusOf(state.findings, StepStatus::NotYet);
        state.fact = m_job.isRunning() ? tr("being looked at") : tr("not tested yet");
        return state;
    }
    if (isStale()) {
        state.status = hasErrors(state.findings) ? StepStatus::Failed : StepStatus::Stale;
        state.fact = tr("changed since the last test");
        return state;
    }
    // The check looks at the project's own values too; said once is enough.
    for (const auto& finding : m_report->findings) {
        const bool isKnown = std::any_of(state.findings.begin(), state.findings.end(), [&](const Finding& f) {
            return f.code == finding.code && f.where == finding.where;
        });
        if (!isKnown)
            state.findings.push_back(finding);
    }
    state.status = statusOf(state.findings, m_report->signedIn ? StepStatus::Done : StepStatus::Attention);
    if (!m_report->reachable)
        state.fact = tr("no answer");
    else if (m_report->version)
        state.fact = tr("Keycloak %1").arg(displayable(*m_report->version, 40));
    else if (m_report->signedIn)
        state.fact = tr("signed in");
    else
        state.fact = tr("answers, nobody signed in");
    return state;
}

} // namespace meshsso::desktop
