#include "desktop/controllers/KeycloakPlan.h"

#include "core/Url.h"
#include "desktop/models/PlanModel.h"
#include "desktop/models/Text.h"
#include "keycloak/AdminAccess.h"

#include <algorithm>
#include <set>

namespace meshsso::desktop {

namespace {

bool isSame(const keycloak::PlannedChange& a, const keycloak::PlannedChange& b)
{
    return a.kind == b.kind && a.object == b.object && a.field == b.field && a.current == b.current &&
           a.desired == b.desired;
}

/// True if everything there is to do was shown. Less is fine: a cancelled apply did some of it.
bool isShown(const keycloak::Plan& now, const keycloak::Plan& shown)
{
    return std::all_of(now.changes.begin(), now.changes.end(), [&](const auto& change) {
        return std::any_of(shown.changes.begin(), shown.changes.end(),
                           [&](const auto& known) { return isSame(change, known); });
    });
}

int objectsOf(const keycloak::Plan& plan)
{
    std::set<std::string_view> objects;
    for (const auto& change : plan.changes)
        objects.insert(change.object);
    return static_cast<int>(objects.size());
}

bool isOfCluster(std::string_view where)
{
    return ProjectDocument::isAtOrBelow(where, "identityProvider.workload") ||
           ProjectDocument::isAtOrBelow(where, "identityProvider.internalUrl");
}

} // namespace

/// What an apply came to.
struct KeycloakPlan::Applied
{
    std::optional<Error> error;
    std::optional<keycloak::Plan> plan; ///< as of now, where it could be read
    bool wasRefused = false;            ///< Keycloak is otherwise than shown; nothing was written
};

KeycloakDeclaration KeycloakDeclaration::of(const project::SsoProject& project)
{
    KeycloakDeclaration part{project.identityProvider,
                             project.client,
                             project.claims,
                             project.roles,
                             project.users,
                             project.effectiveRedirectUris(),
                             project.effectivePostLogoutRedirectUris()};
    const project::KeycloakWorkload none;
    part.provider.workload = none;
    part.provider.internalUrl.clear();
    return part;
}

KeycloakPlan::KeycloakPlan(StepContext context, QObject* parent) : QObject(parent), m_context(context)
{
    connect(&m_context.document, &ProjectDocument::opened, this, &KeycloakPlan::forget);
    connect(&m_context.document, &ProjectDocument::changed, this, &KeycloakPlan::onDocumentChanged);
    connect(&m_context.document, &ProjectDocument::stateChanged, this, &KeycloakPlan::changed);
    connect(&m_job, &Job::finished, this, &KeycloakPlan::onFinished);
}

KeycloakPlan::Lack KeycloakPlan::lack() const
{
    const auto& document = m_context.document;
    const auto& project = document.project();
    if (!document.isOpen())
        return Lack::Project;
    if (keycloak::adminUrl(project).empty())
        return Lack::Url;
    if (project.identityProvider.realm.empty())
        return Lack::Realm;
    if (project.client.id.empty())
        return Lack::Client;
    const auto& admin = project.identityProvider.admin;
    const bool byClient = admin.username.empty() && !admin.clientId.empty();
    if (byClient ? !admin.clientSecret.isSet() : admin.username.empty() || !admin.password.isSet())
        return Lack::Admin;
    return lackField().isEmpty() ? Lack::Nothing : Lack::Errors;
}

QString KeycloakPlan::lackField() const
{
    const auto& project = m_context.project();
    if (!m_context.document.isOpen())
        return {};
    if (keycloak::adminUrl(project).empty())
        return QStringLiteral("identityProvider.url");
    if (project.identityProvider.realm.empty())
        return QStringLiteral("identityProvider.realm");
    if (project.client.id.empty())
        return QStringLiteral("client.id");
    const auto& admin = project.identityProvider.admin;
    if (admin.clientId.empty() && admin.username.empty())
        return QStringLiteral("identityProvider.admin.username");
    for (const auto& finding : m_context.document.findings()) {
        // A secret without a place gets one when the plan is made.
        if (finding.severity != Severity::Error || isOfCluster(finding.where) ||
            (finding.where == "client.secret" && !project.client.secret.isSet()))
            continue;
        for (const auto* part : {"identityProvider", "client", "claims", "roles", "users"}) {
            if (ProjectDocument::isAtOrBelow(finding.where, part))
                return toQString(finding.where);
        }
    }
    return {};
}

QString KeycloakPlan::lackText() const
{
    switch (lack()) {
    case Lack::Nothing:
        return {};
    case Lack::Project:
        return tr("Open or make a project first.");
    case Lack::Url:
        return tr("The project does not say where Keycloak is.");
    case Lack::Realm:
        return tr("Name the realm first.");
    case Lack::Client:
        return tr("Give the client an id first.");
    case Lack::Admin:
        return tr("MeshSSO needs an account that may administer Keycloak to compare and to apply.");
    case Lack::Errors:
        return tr("Correct the errors in the project first: %1").arg(displayable(toUtf8(lackField()), 120));
    }
    return {};
}

QString KeycloakPlan::host() const
{
    const auto url = keycloak::adminUrl(m_context.project());
    const auto parsed = Url::parse(url);
    return displayable(parsed ? parsed->origin() : url, 120);
}

bool KeycloakPlan::isStale() const
{
    return m_plan && (m_wasWritten || m_plannedFor != KeycloakDeclaration::of(m_context.project()));
}

bool KeycloakPlan::canApply() const
{
    return m_plan && !m_plan->empty() && !isStale() && !m_job.isRunning() &&
           !m_context.document.isReadOnly() && lack() == Lack::Nothing;
}

Task<Result<keycloak::Plan>> KeycloakPlan::planOf(StepContext context, project::SsoProject project)
{
    auto options = keycloak::keycloakHttpOptions(project, context.folder());
    auto http = context.httpClient(std::move(options));
    auto store = context.secrets.store();
    keycloak::AdminFallback nobody;
    auto access = co_await keycloak::AdminAccess::open(std::move(http), std::move(store), std::move(project),
                                                       context.services.clock, std::move(nobody));
    if (!access)
        co_return fail(std::move(access).error());
    auto plan = co_await (*access)->provisioner().plan();
    co_return std::move(plan);
}

Task<KeycloakPlan::Applied> KeycloakPlan::applyOf(StepContext context, project::SsoProject project,
                                                  keycloak::Plan shown,
                                                  keycloak::Provisioner::Progress progress)
{
    Applied result;
    auto options = keycloak::keycloakHttpOptions(project, context.folder());
    auto http = context.httpClient(std::move(options));
    auto store = context.secrets.store();
    keycloak::AdminFallback nobody;
    auto access = co_await keycloak::AdminAccess::open(std::move(http), std::move(store), std::move(project),
                                                       context.services.clock, std::move(nobody));
    if (!access) {
        result.error = std::move(access).error();
        co_return std::move(result);
    }
    auto& provisioner = (*access)->provisioner();
    auto now = co_await provisioner.plan();
    if (!now) {
        result.error = std::move(now).error();
        co_return std::move(result);
    }
    if (!isShown(*now, shown)) {
        result.wasRefused = true;
        result.plan = std::move(*now);
        co_return std::move(result);
    }
    auto report = co_await provisioner.apply(std::move(progress));
    if (report.error) {
        result.error = std::move(report.error);
        co_return std::move(result);
    }
    auto after = co_await provisioner.plan();
    if (after)
        result.plan = std::move(*after);
    else
        result.error = std::move(after).error();
    co_return std::move(result);
}

void KeycloakPlan::make()
{
    if (lack() != Lack::Nothing || m_job.isRunning())
        return;
    m_isApplying = false;
    m_outcome = Outcome::None;
    m_done.clear();
    m_running = KeycloakDeclaration::of(m_context.project());
    m_job.start<Result<keycloak::Plan>>(tr("Comparing Keycloak with the project"), host(),
                                        planOf(m_context, m_context.project()),
                                        [this](Result<keycloak::Plan> plan) {
                                            if (!plan) {
                                                m_job.fail(plan.error());
                                                return;
                                            }
                                            take(std::move(*plan));
                                            m_job.succeed();
                                            emit planReady();
                                        });
    emit changed();
}

void KeycloakPlan::makeToApply()
{
    if (lack() != Lack::Nothing || m_job.isRunning())
        return;
    if (!m_context.project().client.secret.isSet()) {
        const auto place = m_context.secrets.suggestRef("client");
        m_context.document.edit(tr("Place of the client secret"), {},
                                [&](project::SsoProject& project) { project.client.secret = place; });
    }
    make();
}

void KeycloakPlan::apply()
{
    if (!canApply())
        return;
    m_isApplying = true;
    m_outcome = Outcome::None;
    m_done.clear();
    m_running = KeycloakDeclaration::of(m_context.project());
    const int objects = objectsOf(*m_plan);
    auto progress = [this, objects](const keycloak::ApplyStep& step) {
        m_done.push_back(step);
        m_job.setProgress(planObjectText(step.object).left(120),
                          std::min(static_cast<int>(m_done.size()), objects), objects);
        emit changed();
    };
    m_job.start<Applied>(
        tr("Applying the plan to Keycloak"), host(),
        applyOf(m_context, m_context.project(), *m_plan, std::move(progress)),
        [this](Applied result) { finishApply(std::move(result)); }, std::chrono::minutes(10));
    emit changed();
}

void KeycloakPlan::finishApply(Applied result)
{
    if (result.plan)
        take(std::move(*result.plan));
    if (result.wasRefused) {
        m_outcome = Outcome::Failed;
        m_job.fail({ErrorCode::Conflict,
                    "Keycloak changed since the plan was made, so nothing was written. The plan below is the "
                    "present one; apply it if it is what you want",
                    keycloak::adminUrl(m_context.project())});
        return;
    }
    m_context.secrets.probe(m_context.project().client.secret);
    if (result.error) {
        m_outcome = Outcome::Failed;
        m_job.fail(*result.error);
        return;
    }
    m_outcome = Outcome::Applied;
    m_job.succeed();
    emit planReady();
    emit applied();
}

void KeycloakPlan::take(keycloak::Plan plan)
{
    m_plan = std::move(plan);
    ++m_revision;
    m_plannedFor = m_running;
    m_wasWritten = false;
}

void KeycloakPlan::onFinished()
{
    const auto state = m_job.state();
    if (m_isApplying && state == Job::State::Cancelled)
        m_outcome = Outcome::Cancelled;
    if (m_isApplying && state == Job::State::Failed)
        m_outcome = Outcome::Failed;
    m_isApplying = false;
    emit changed();
}

void KeycloakPlan::markOutdated()
{
    if (!m_plan)
        return;
    m_wasWritten = true;
    emit changed();
}

void KeycloakPlan::onDocumentChanged()
{
    emit changed();
}

void KeycloakPlan::forget()
{
    m_plan.reset();
    ++m_revision;
    m_done.clear();
    m_outcome = Outcome::None;
    m_wasWritten = false;
    m_isApplying = false;
    m_job.reset();
    emit changed();
}

} // namespace meshsso::desktop
