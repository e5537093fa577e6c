#include "desktop/controllers/OverviewController.h"

#include "core/AtomicFile.h"
#include "core/Url.h"
#include "desktop/controllers/Background.h"
#include "desktop/controllers/ProjectTemplates.h"
#include "desktop/controllers/Workspace.h"
#include "desktop/models/Text.h"
#include "project/ProjectFile.h"

namespace meshsso::desktop {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t maxProjectBytes = std::size_t{1024} * 1024;
constexpr int maxFilesPerFolder = 50;

bool isProject(const fs::path& file)
{
    const auto text = readWholeFile(file, maxProjectBytes);
    if (!text || text->find("SsoProject") == std::string::npos)
        return false;
    const auto loaded = project::parseProject(*text, file.string());
    return loaded.project != project::SsoProject();
}

std::optional<QString> projectNear(fs::path folder)
{
    for (int level = 0; level < 3 && !folder.empty(); ++level) {
        std::vector<fs::path> files;
        std::error_code error;
        for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
             entry.increment(error)) {
            const auto extension = entry->path().extension();
            if ((extension == ".yaml" || extension == ".yml") && files.size() < maxFilesPerFolder)
                files.push_back(entry->path());
        }
        std::sort(files.begin(), files.end());
        for (const auto& file : files) {
            if (isProject(file))
                return toQString(file.string());
        }
        folder = folder.parent_path();
    }
    return std::nullopt;
}

/// How much a state asks for attention.
int weight(StepStatus status)
{
    switch (status) {
    case StepStatus::Done:
        return 0;
    case StepStatus::Attention:
        return 1;
    case StepStatus::NotYet:
        return 2;
    case StepStatus::Stale:
        return 3;
    case StepStatus::Failed:
        return 4;
    }
    return 0;
}

bool isInOrder(StepStatus status)
{
    return status == StepStatus::Done || status == StepStatus::Attention;
}

} // namespace

OverviewController::OverviewController(StepContext context, std::vector<StepController*> steps,
                                       KeycloakPlan& plan, QObject* parent)
    : StepController(StepId::Overview, parent), m_context(context), m_steps(std::move(steps)),
      m_drift(context, plan), m_import(context)
{
    const auto update = [this] {
        refresh();
        emit changed();
    };
    connect(&m_context.document, &ProjectDocument::changed, this, update);
    for (auto* step : m_steps)
        connect(step, &StepController::stateChanged, this, update);
    refresh();
}

StepStatus OverviewController::statusOfStep(StepId step) const
{
    for (const auto* controller : m_steps) {
        if (controller->id() == step)
            return controller->state().status;
    }
    return StepStatus::NotYet;
}

StepStatus OverviewController::worseOf(StepId a, StepId b) const
{
    const auto first = statusOfStep(a);
    const auto second = statusOfStep(b);
    return weight(first) >= weight(second) ? first : second;
}

Flow OverviewController::flow() const
{
    const auto& project = m_context.project();
    const auto url = Url::parse(project.identityProvider.url);
    QString applications = tr("none yet");
    if (!project.applications.empty()) {
        const QString first = displayable(project.applications.front().name, 60);
        const int others = static_cast<int>(project.applications.size()) - 1;
        applications = others == 0 ? first : tr("%1 and %n more", nullptr, others).arg(first);
    }
    const QString service = project.authorization.serviceName.empty()
                                ? tr("of the mesh")
                                : displayable(project.authorization.serviceName, 80);
    const QString nowhere = tr("not given yet");
    Flow flow;
    flow.parts = {
        {FlowPlace::Browser, StepId::LoginTest, statusOfStep(StepId::LoginTest), tr("Browser"),
         tr("login test")},
        {FlowPlace::Gateway, StepId::Gateway, statusOfStep(StepId::Gateway), tr("Gateway"),
         project.gateway.address.empty() ? nowhere : displayable(project.gateway.address, 80)},
        {FlowPlace::Keycloak, StepId::Keycloak, statusOfStep(StepId::Keycloak), tr("Keycloak"),
         url ? displayable(url->authority(), 80) : nowhere},
        {FlowPlace::Authorization, StepId::Resources, statusOfStep(StepId::Resources), tr("Authorization"),
         service},
        {FlowPlace::Application, StepId::Applications, statusOfStep(StepId::Applications), tr("Applications"),
         applications},
    };
    flow.arrows = {
        {FlowPlace::Browser, FlowPlace::Gateway, StepId::Gateway, statusOfStep(StepId::Gateway), tr("HTTPS")},
        {FlowPlace::Browser, FlowPlace::Keycloak, StepId::Users, statusOfStep(StepId::Users),
         tr("user signs in")},
        {FlowPlace::Gateway, FlowPlace::Authorization, StepId::Resources, statusOfStep(StepId::Resources),
         tr("asks")},
        {FlowPlace::Authorization, FlowPlace::Keycloak, StepId::Realm, statusOfStep(StepId::Realm),
         tr("fetches tokens")},
        {FlowPlace::Gateway, FlowPlace::Application, StepId::Applications,
         worseOf(StepId::Applications, StepId::Resources), tr("forwards")},
    };
    return flow;
}

NextThing OverviewController::describe(StepId step, StepStatus status) const
{
    NextThing next{step, {}, {}};
    const bool isFailed = status == StepStatus::Failed;
    const bool isStale = status == StepStatus::Stale;
    switch (step) {
    case StepId::Gateway:
        next.sentence = isFailed ? tr("Something about the gateway or its certificate is wrong.")
                                 : tr("Give the gateway an address and a certificate.");
        next.action = tr("Go to the gateway");
        break;
    case StepId::Keycloak:
        next.sentence = isFailed  ? tr("Keycloak cannot be used as the project has it.")
                        : isStale ? tr("The connection to Keycloak changed since it was tested.")
                                  : tr("Say where Keycloak is, and test the connection.");
        next.action = tr("Go to Keycloak");
        break;
    case StepId::Realm:
        next.sentence = isFailed  ? tr("Realm or client have errors.")
                        : isStale ? tr("Realm or client changed since they were compared with Keycloak.")
                                  : tr("Set up the realm and the client in Keycloak.");
        next.action = tr("Go to realm and client");
        break;
    case StepId::Users:
        next.sentence = isFailed  ? tr("Users, roles or claims have errors.")
                        : isStale ? tr("Users or claims changed since they were compared with Keycloak.")
                                  : tr("Say which roles and test users there are, and what tokens claim.");
        next.action = tr("Go to users and claims");
        break;
    case StepId::Applications:
        next.sentence = isFailed ? tr("An application or its access rules have errors.")
                                 : tr("Say which applications are protected, and who may use them.");
        next.action = tr("Go to applications");
        break;
    case StepId::Resources:
        next.sentence = isFailed  ? tr("The mesh resources have errors.")
                        : isStale ? tr("The project changed since its resources were exported or applied.")
                                  : tr("Export the mesh resources, or apply them.");
        next.action = tr("Go to mesh resources");
        break;
    case StepId::LoginTest:
        next.sentence = isFailed  ? tr("The login test failed.")
                        : isStale ? tr("The project changed since the login was tested.")
                                  : tr("Log a test user in through the gateway, to see that it works.");
        next.action = tr("Go to the login test");
        break;
    case StepId::Overview:
    case StepId::Inspector:
        break;
    }
    return next;
}

std::optional<NextThing> OverviewController::nextThing() const
{
    if (!m_context.document.isOpen())
        return std::nullopt;
    for (const auto* step : m_steps) {
        // The inspector is a tool: nothing waits for it. A warning does not hold up the steps after it.
        if (step->id() != StepId::Inspector && !isInOrder(step->state().status))
            return describe(step->id(), step->state().status);
    }
    return std::nullopt;
}

project::SsoProject OverviewController::projectOf(const NewProjectAnswers& answers)
{
    auto project = makeProject(ProjectTemplate::Empty, answers.name);
    project.gateway.address = answers.address;
    project.identityProvider.url = answers.keycloakUrl;
    project.identityProvider.realm = "sso";
    project.identityProvider.admin.username = "admin";
    project.client.id = answers.name;
    const auto url = Url::parse(answers.keycloakUrl);
    if (url && !url->isHttps() && !isLoopbackHost(url->host))
        project.identityProvider.exposure = project::Exposure::GuideHttp;
    if (!answers.application.empty()) {
        project::Application application;
        application.name = answers.application;
        application.port = answers.port;
        access::AccessRule rule;
        rule.name = "signed-in";
        rule.mode = access::AccessMode::Authenticated;
        rule.paths.push_back({access::PathPattern::Kind::Prefix, "/"});
        application.access.push_back(std::move(rule));
        project.applications.push_back(std::move(application));
    }
    return project;
}

void OverviewController::findProject(const QString& folder, std::function<void(std::optional<QString>)> done)
{
    std::function<std::optional<QString>()> work = [path = fs::path(toUtf8(folder))] {
        return projectNear(path);
    };
    auto task = inBackground<std::optional<QString>>(m_context.services.executor, std::move(work));
    m_search.start<std::optional<QString>>(tr("Looking for a project"), folder, std::move(task),
                                           std::move(done));
}

StepState OverviewController::compute() const
{
    StepState state;
    if (!m_context.document.isOpen()) {
        state.fact = tr("no project open");
        return state;
    }
    for (const auto& finding : m_context.document.findings()) {
        if (Workspace::stepOfField(finding.where) == StepId::Overview)
            state.findings.push_back(finding);
    }
    int done = 0;
    int all = 0;
    for (const auto* step : m_steps) {
        if (step->id() == StepId::Inspector)
            continue;
        ++all;
        done += isInOrder(step->state().status) ? 1 : 0;
    }
    state.fact = tr("%1 of %2 steps done").arg(done).arg(all);
    state.status = statusOf(state.findings, done == all ? StepStatus::Done : StepStatus::NotYet);
    return state;
}

} // namespace meshsso::desktop
