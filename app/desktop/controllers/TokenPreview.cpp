#include "desktop/controllers/TokenPreview.h"

#include "core/Url.h"
#include "desktop/models/BackendText.h"
#include "desktop/models/Text.h"

namespace meshsso::desktop {

/// What a search came to, and the sign-in for the next one.
struct TokenPreview::Found
{
    Result<keycloak::UserChoices> choices;
    Access access;
};

TokenPreview::TokenPreview(StepContext context, KeycloakPlan& plan, QObject* parent)
    : QObject(parent), m_context(context), m_plan(plan)
{
    m_searchTimer.setSingleShot(true);
    m_searchTimer.setInterval(searchDelay);
    connect(&m_searchTimer, &QTimer::timeout, this, &TokenPreview::startSearch);
    connect(&m_context.document, &ProjectDocument::opened, this, &TokenPreview::forget);
    connect(&m_context.document, &ProjectDocument::changed, this, &TokenPreview::compare);
    connect(&m_plan, &KeycloakPlan::applied, this, [this] {
        m_wasApplied = true;
        emit changed();
    });
    connect(&m_job, &Job::finished, this, &TokenPreview::changed);
    connect(&m_searchJob, &Job::finished, this, &TokenPreview::choicesChanged);
}

QString TokenPreview::host() const
{
    const auto url = keycloak::adminUrl(m_context.project());
    const auto parsed = Url::parse(url);
    return displayable(parsed ? parsed->origin() : url, 120);
}

bool TokenPreview::isStale() const
{
    return m_evaluation && (m_wasApplied || m_previewedFor != KeycloakDeclaration::of(m_context.project()));
}

Task<Result<TokenPreview::Access>> TokenPreview::open(StepContext context, project::SsoProject project)
{
    auto options = keycloak::keycloakHttpOptions(project, context.folder());
    auto http = context.httpClient(std::move(options));
    auto store = context.secrets.store();
    keycloak::AdminFallback nobody;
    auto access = co_await keycloak::AdminAccess::open(std::move(http), std::move(store), std::move(project),
                                                       context.services.clock, std::move(nobody));
    if (!access)
        co_return fail(std::move(access).error());
    Access shared = std::move(*access);
    co_return std::move(shared);
}

Task<TokenPreview::Found> TokenPreview::find(StepContext context, project::SsoProject project, Access access,
                                             std::string text)
{
    std::string realm = project.identityProvider.realm;
    if (!access) {
        auto opened = co_await open(context, std::move(project));
        if (!opened) {
            Found failed{fail(std::move(opened).error()), {}};
            co_return std::move(failed);
        }
        access = std::move(*opened);
    }
    auto choices =
        co_await keycloak::findUsers(access->admin(), std::move(realm), std::move(text), maxChoices);
    Found found{std::move(choices), access};
    co_return std::move(found);
}

void TokenPreview::search(const QString& text)
{
    m_searchText = toUtf8(text.trimmed());
    m_searchTimer.start();
}

void TokenPreview::startSearch()
{
    if (m_plan.lack() != KeycloakPlan::Lack::Nothing)
        return;
    const auto provider = KeycloakDeclaration::of(m_context.project()).provider;
    if (m_searchProvider != provider)
        m_searchAccess.reset();
    m_searchProvider = provider;
    m_searchJob.start<Found>(
        tr("Looking for users"), host(), find(m_context, m_context.project(), m_searchAccess, m_searchText),
        [this](Found found) {
            if (!found.choices) {
                // The next one signs in anew.
                m_searchAccess.reset();
                m_searchJob.fail(found.choices.error());
                return;
            }
            m_searchAccess = std::move(found.access);
            m_choices = std::move(*found.choices);
            m_searchJob.succeed();
        },
        std::chrono::seconds(20));
}

Task<Result<keycloak::Evaluation>> TokenPreview::fetch(StepContext context, project::SsoProject project,
                                                       keycloak::EvaluateRequest request)
{
    auto access = co_await open(context, std::move(project));
    if (!access)
        co_return fail(std::move(access).error());
    auto evaluation = co_await keycloak::evaluate((*access)->admin(), std::move(request));
    co_return std::move(evaluation);
}

Task<Result<keycloak::Evaluation>> TokenPreview::addAndFetch(StepContext context, project::SsoProject project,
                                                             keycloak::MissingPart part,
                                                             keycloak::EvaluateRequest request)
{
    auto opened = co_await open(context, std::move(project));
    if (!opened)
        co_return fail(std::move(opened).error());
    const Access access = std::move(*opened);
    std::string username = request.username;
    auto added = co_await keycloak::addMissing(access->admin(), access->project(), access->secretStore(),
                                               std::move(part), std::move(username));
    if (!added)
        co_return fail(std::move(added).error());
    auto evaluation = co_await keycloak::evaluate(access->admin(), std::move(request));
    co_return std::move(evaluation);
}

void TokenPreview::preview(const std::string& username, std::vector<std::string> scopes)
{
    if (username.empty() || m_plan.lack() != KeycloakPlan::Lack::Nothing || m_job.isRunning())
        return;
    m_request = keycloak::evaluateRequestFor(m_context.project(), username);
    m_request.scopes = std::move(scopes);
    m_running = KeycloakDeclaration::of(m_context.project());
    m_job.start<Result<keycloak::Evaluation>>(
        tr("Asking Keycloak for example tokens of %1").arg(displayable(username, 60)), host(),
        fetch(m_context, m_context.project(), m_request),
        [this](Result<keycloak::Evaluation> evaluation) { take(std::move(evaluation)); });
    emit changed();
}

void TokenPreview::addMissing(std::size_t index)
{
    if (index >= m_comparison.missing.size() || !m_comparison.missing[index].canAdd || m_job.isRunning() ||
        m_context.document.isReadOnly() || m_plan.lack() != KeycloakPlan::Lack::Nothing)
        return;
    const auto part = m_comparison.missing[index];
    m_running = KeycloakDeclaration::of(m_context.project());
    m_plan.markOutdated();
    m_job.start<Result<keycloak::Evaluation>>(
        tr("Adding to Keycloak: %1").arg(backendText(part.supplier, 120)), host(),
        addAndFetch(m_context, m_context.project(), part, m_request),
        [this](Result<keycloak::Evaluation> evaluation) { take(std::move(evaluation)); });
    emit changed();
}

void TokenPreview::take(Result<keycloak::Evaluation> evaluation)
{
    if (!evaluation) {
        m_job.fail(evaluation.error());
        return;
    }
    m_evaluation = std::move(*evaluation);
    m_previewedFor = m_running;
    m_wasApplied = false;
    compare();
    m_job.succeed();
}

void TokenPreview::compare()
{
    if (m_evaluation)
        m_comparison = keycloak::compareWithNeeds(*m_evaluation, m_context.project());
    emit changed();
}

void TokenPreview::forget()
{
    m_searchTimer.stop();
    m_searchJob.reset();
    m_job.reset();
    m_searchAccess.reset();
    m_choices = {};
    m_evaluation.reset();
    m_comparison = {};
    m_wasApplied = false;
    emit choicesChanged();
    emit changed();
}

} // namespace meshsso::desktop
