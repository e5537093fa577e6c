#include "desktop/controllers/ApplicationsController.h"

#include "desktop/models/Text.h"

#include <algorithm>

namespace meshsso::desktop {

namespace {

std::string freeName(const std::vector<project::Application>& applications, const std::string& wish)
{
    const auto isTaken = [&](const std::string& name) {
        return std::any_of(applications.begin(), applications.end(),
                           [&](const auto& application) { return application.name == name; });
    };
    std::string name = wish;
    for (int number = 2; isTaken(name); ++number)
        name = wish + "-" + std::to_string(number);
    return name;
}

bool takesEverything(const access::AccessRule& rule)
{
    const auto isAll = [](const access::PathPattern& path) {
        return path.kind == access::PathPattern::Kind::Prefix && path.value == "/";
    };
    return rule.hosts.empty() && rule.methods.empty() &&
           (rule.paths.empty() || std::any_of(rule.paths.begin(), rule.paths.end(), isAll));
}

} // namespace

ApplicationsController::ApplicationsController(StepContext context, QObject* parent)
    : StepController(StepId::Applications, parent), m_context(context), m_tester(context.document)
{
    connect(&context.document, &ProjectDocument::opened, this, [this] { m_application = m_rule = -1; });
    connect(&context.document, &ProjectDocument::changed, this, &ApplicationsController::followProject);
    connect(&context.document, &ProjectDocument::stateChanged, this, &ApplicationsController::followProject);
    connect(&m_rules, &AccessRulesModel::moveRequested, this, &ApplicationsController::moveRule);
    followProject();
}

AccessMatrix* ApplicationsController::matrix()
{
    if (m_isMatrixStale) {
        m_isMatrixStale = false;
        m_matrix.setProject(m_context.project());
    }
    return &m_matrix;
}

void ApplicationsController::followProject()
{
    const auto& project = m_context.project();
    m_isMatrixStale = true;
    m_applications.setApplications(project.applications, m_context.document.findings());
    m_rules.setReadOnly(m_context.document.isReadOnly());
    keepSelection(m_application, m_rule);
    refresh();
    emit changed();
}

void ApplicationsController::keepSelection(int application, int rule)
{
    const auto& all = m_context.project().applications;
    const int before = m_application;
    const int ruleBefore = m_rule;
    m_application = all.empty() ? -1 : std::clamp(application, 0, static_cast<int>(all.size()) - 1);
    const auto* selected = selectedApplication();
    if (selected == nullptr || selected->access.empty())
        m_rule = -1;
    else
        m_rule = std::clamp(rule, 0, static_cast<int>(selected->access.size()) - 1);
    m_rules.setRules(selected == nullptr ? std::vector<access::AccessRule>() : selected->access,
                     m_context.document.findings(), toUtf8(applicationField() + QStringLiteral(".access")));
    if (m_application != before || m_rule != ruleBefore)
        emit selectionChanged();
}

void ApplicationsController::selectApplication(int index)
{
    if (index == m_application)
        return;
    m_context.document.endMerge();
    keepSelection(index, 0);
}

void ApplicationsController::selectRule(int index)
{
    if (index == m_rule)
        return;
    m_context.document.endMerge();
    keepSelection(m_application, index);
}

const project::Application* ApplicationsController::selectedApplication() const
{
    const auto& all = m_context.project().applications;
    if (m_application < 0 || static_cast<std::size_t>(m_application) >= all.size())
        return nullptr;
    return &all[static_cast<std::size_t>(m_application)];
}

const access::AccessRule* ApplicationsController::selectedRule() const
{
    const auto* application = selectedApplication();
    if (application == nullptr || m_rule < 0 ||
        static_cast<std::size_t>(m_rule) >= application->access.size())
        return nullptr;
    return &application->access[static_cast<std::size_t>(m_rule)];
}

QString ApplicationsController::applicationField() const
{
    return m_application < 0 ? QString() : QStringLiteral("applications[%1]").arg(m_application);
}

QString ApplicationsController::ruleField() const
{
    return m_rule < 0 ? QString() : applicationField() + QStringLiteral(".access[%1]").arg(m_rule);
}

bool ApplicationsController::edit(const QString& what, const std::function<void(Applications&)>& change)
{
    m_context.document.endMerge();
    return m_context.document.edit(what, {},
                                   [&](project::SsoProject& project) { change(project.applications); });
}

void ApplicationsController::addApplication()
{
    if (edit(tr("Add an application"), [](Applications& all) {
            project::Application application;
            application.name = freeName(all, all.empty() ? "httpbin" : "application");
            // The first one is the reference scenario's; the next ones must not take its requests.
            if (!all.empty())
                application.pathPrefix = "/" + application.name;
            all.push_back(std::move(application));
        }))
        keepSelection(static_cast<int>(m_context.project().applications.size()) - 1, 0);
}

void ApplicationsController::duplicateApplication()
{
    const auto at = m_application;
    if (selectedApplication() == nullptr)
        return;
    if (edit(tr("Duplicate the application"), [at](Applications& all) {
            auto copy = all[static_cast<std::size_t>(at)];
            copy.name = freeName(all, copy.name);
            all.insert(all.begin() + at + 1, std::move(copy));
        }))
        keepSelection(at + 1, 0);
}

void ApplicationsController::removeApplication()
{
    const auto at = m_application;
    if (selectedApplication() != nullptr)
        edit(tr("Remove the application"), [at](Applications& all) { all.erase(all.begin() + at); });
}

void ApplicationsController::addRule()
{
    const auto* application = selectedApplication();
    if (application == nullptr)
        return;
    const auto at = static_cast<std::size_t>(m_application);
    // Behind a rule that takes everything it would never be asked.
    std::size_t row = application->access.size();
    if (row > 0 && takesEverything(application->access.back()))
        --row;
    if (edit(tr("Add a rule"), [at, row](Applications& all) {
            access::AccessRule rule;
            rule.paths.push_back({access::PathPattern::Kind::Prefix, "/"});
            if (row < all[at].access.size())
                rule.paths.front().value = "/new";
            all[at].access.insert(all[at].access.begin() + static_cast<std::ptrdiff_t>(row), std::move(rule));
        }))
        keepSelection(m_application, static_cast<int>(row));
}

void ApplicationsController::removeRule()
{
    if (selectedRule() == nullptr)
        return;
    const auto at = static_cast<std::size_t>(m_application);
    const auto row = m_rule;
    edit(tr("Remove the rule"),
         [at, row](Applications& all) { all[at].access.erase(all[at].access.begin() + row); });
}

bool ApplicationsController::moveRule(int from, int to)
{
    const auto* application = selectedApplication();
    const int count = application == nullptr ? 0 : static_cast<int>(application->access.size());
    if (from < 0 || from >= count || to < 0 || to >= count || from == to)
        return false;
    const auto at = static_cast<std::size_t>(m_application);
    const bool moved = edit(tr("Move the rule"), [at, from, to](Applications& all) {
        auto& rules = all[at].access;
        auto rule = std::move(rules[static_cast<std::size_t>(from)]);
        rules.erase(rules.begin() + from);
        rules.insert(rules.begin() + to, std::move(rule));
    });
    // Two equal rules change places without a difference; a read-only project does not change at all.
    if (moved)
        keepSelection(m_application, to);
    return moved;
}

bool ApplicationsController::editRule(const QString& what, const QString& field,
                                      const std::function<void(access::AccessRule&)>& change)
{
    if (selectedRule() == nullptr)
        return false;
    const auto at = static_cast<std::size_t>(m_application);
    const auto row = static_cast<std::size_t>(m_rule);
    const auto path = field.isEmpty() ? QString() : ruleField() + QLatin1Char('.') + field;
    return m_context.document.edit(
        what, path, [&](project::SsoProject& project) { change(project.applications[at].access[row]); });
}

QStringList ApplicationsController::roleNames() const
{
    QStringList names;
    for (const auto& role : m_context.project().roles)
        names.append(toQString(role.name));
    return names;
}

StepState ApplicationsController::compute() const
{
    StepState state;
    const auto& all = m_context.project().applications;
    state.findings = m_context.document.findingsAt("applications");
    if (!m_context.document.isOpen() || all.empty()) {
        state.fact = tr("no application yet");
        state.status = StepStatus::NotYet;
        return state;
    }
    int rules = 0;
    for (const auto& application : all)
        rules += static_cast<int>(application.access.size());
    const auto applications = tr("%n applications", nullptr, static_cast<int>(all.size()));
    state.fact = rules == 0 ? tr("%1, any signed-in user").arg(applications)
                            : tr("%1, %2").arg(applications, tr("%n rules", nullptr, rules));
    state.status = statusOf(state.findings, StepStatus::Done);
    return state;
}

} // namespace meshsso::desktop
