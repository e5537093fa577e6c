#include "desktop/views/steps/RuleForm.h"

#include "desktop/controllers/ApplicationsController.h"
#include "desktop/models/AccessText.h"
#include "desktop/models/Text.h"
#include "desktop/views/widgets/FindingView.h"
#include "desktop/views/widgets/Form.h"
#include "desktop/views/widgets/Label.h"
#include "desktop/views/widgets/RequirementEditor.h"
#include "desktop/views/widgets/TabOrder.h"

#include <QLineEdit>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace meshsso::desktop {

namespace {

using access::AccessRule;
using project::SsoProject;

const AccessRule& at(const SsoProject& project, std::size_t application, std::size_t rule)
{
    static const AccessRule none;
    if (application >= project.applications.size() || rule >= project.applications[application].access.size())
        return none;
    return project.applications[application].access[rule];
}

template<class Value>
std::function<void(SsoProject&, Value)> setter(std::size_t application, std::size_t rule,
                                               void (*set)(AccessRule&, Value))
{
    return [=](SsoProject& project, Value value) {
        if (application < project.applications.size() &&
            rule < project.applications[application].access.size())
            set(project.applications[application].access[rule], std::move(value));
    };
}

std::vector<std::string> methodsOf(const QString& text)
{
    static const QRegularExpression separators(QStringLiteral("[,;\\s]+"));
    std::vector<std::string> methods;
    for (const auto& method : text.split(separators, Qt::SkipEmptyParts))
        methods.push_back(toUtf8(method.toUpper()));
    return methods;
}

QString joined(const std::vector<std::string>& texts)
{
    QStringList all;
    for (const auto& text : texts)
        all.append(toQString(text));
    return all.join(QStringLiteral(", "));
}

std::vector<std::string> pathTexts(const AccessRule& rule)
{
    std::vector<std::string> texts;
    for (const auto& path : rule.paths)
        texts.push_back(toUtf8(pathPatternText(path)));
    return texts;
}

} // namespace

RuleForm::RuleForm(const ViewContext& context, ApplicationsController& controller, QWidget* parent)
    : QWidget(parent), m_context(context), m_controller(controller), m_field(controller.ruleField())
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::grid * 2);
    m_findings = new FindingListView;
    column->addWidget(m_findings);
    m_form = new Form(context.document(), 2);
    column->addWidget(m_form);
    addFields(static_cast<std::size_t>(controller.application()),
              static_cast<std::size_t>(controller.rule()));

    m_requirementBox = new QWidget;
    auto* box = new QVBoxLayout(m_requirementBox);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(Theme::grid);
    box->addWidget(new Label(tr("The user must meet"), TextRole::Strong));
    m_requirement = new RequirementEditor;
    box->addWidget(m_requirement);
    box->addWidget(new Label(tr("A role is a realm role in the roles claim; a claim path has dots, as in "
                                "realm_access.roles. A match is over the whole value."),
                             TextRole::Small));
    column->addWidget(m_requirementBox);
    connect(m_requirement, &RequirementEditor::rebuilt, this,
            [this] { placeInTabOrder(m_methods, m_requirement); });
    connect(m_requirement, &RequirementEditor::edited, this, [this](bool isTyping) {
        // Not merged with what was typed before a condition came or went.
        if (!isTyping)
            m_context.document().endMerge();
        m_controller.editRule(tr("Who may"), QStringLiteral("require"),
                              [this](AccessRule& rule) { rule.requirement = m_requirement->requirement(); });
    });
    connect(&controller, &ApplicationsController::changed, this, &RuleForm::refresh);
    refresh();
}

void RuleForm::addFields(std::size_t application, std::size_t rule)
{
    const auto path = [this](const char* name) { return m_field + QLatin1Char('.') + QLatin1String(name); };
    const auto get = [=](auto read) {
        return [=](const SsoProject& project) { return read(at(project, application, rule)); };
    };
    auto* name = m_form->add(Form::Text{
        path("name"), tr("Rule"), tr("For logs and explanations; may be empty."),
        get([](const AccessRule& r) { return r.name; }),
        setter<std::string>(application, rule, [](AccessRule& r, std::string v) { r.name = std::move(v); })});
    auto* mode = m_form->add(Form::Choice{
        path("mode"),
        tr("Who may"),
        {},
        {tr("Anyone, without signing in"), tr("Any signed-in user"), tr("Users who meet conditions")},
        get([](const AccessRule& r) { return static_cast<int>(r.mode); }),
        setter<int>(application, rule,
                    [](AccessRule& r, int v) { r.mode = static_cast<access::AccessMode>(v); })});
    auto* paths = m_form->add(
        Form::List{path("paths"), tr("Paths"),
                   tr("One a line, below the application's prefix: /admin/* is /admin and all below it, "
                      "/admin exactly that; in /users/{*}/orders {*} is any one part. Empty: every path."),
                   get([](const AccessRule& r) { return pathTexts(r); }),
                   setter<std::vector<std::string>>(application, rule,
                                                    [](AccessRule& r, std::vector<std::string> v) {
                                                        r.paths.clear();
                                                        for (const auto& text : v)
                                                            r.paths.push_back(pathPatternOf(toQString(text)));
                                                    }),
                   QStringLiteral("/admin/*")});
    auto* hosts = m_form->add(Form::List{
        path("hosts"), tr("Hosts"), tr("One a line. Empty: the application's."),
        get([](const AccessRule& r) { return r.hosts; }),
        setter<std::vector<std::string>>(
            application, rule, [](AccessRule& r, std::vector<std::string> v) { r.hosts = std::move(v); })});
    // Not a Form::Text: a comma that was just typed belongs to no method yet and must stay.
    m_methods = new QLineEdit;
    m_methods->setPlaceholderText(QStringLiteral("GET, HEAD"));
    connect(m_methods, &QLineEdit::textEdited, this, [this](const QString& text) {
        m_controller.editRule(tr("Methods"), QStringLiteral("methods"),
                              [&](AccessRule& edited) { edited.methods = methodsOf(text); });
    });
    connect(m_methods, &QLineEdit::editingFinished, this, [this] { m_context.document().endMerge(); });
    auto* methods = m_form->addCustom(path("methods"), tr("Methods"),
                                      tr("With commas between. Empty: every method."), m_methods, false);
    auto* preflight = m_form->add(
        Form::Toggle{path("corsPreflight"), tr("CORS preflights pass"),
                     tr("Browsers ask before a request from another site, without cookies: such an OPTIONS "
                        "request to these "
                        "paths needs no session."),
                     get([](const AccessRule& r) { return r.corsPreflight; }),
                     setter<bool>(application, rule, [](AccessRule& r, bool v) { r.corsPreflight = v; })});
    for (auto* field : {name, mode, paths, hosts, methods, preflight})
        field->editor()->setObjectName(field->path());
}

void RuleForm::refresh()
{
    const auto* rule = m_controller.selectedRule();
    if (rule == nullptr || m_controller.ruleField() != m_field)
        return;
    if (methodsOf(m_methods->text()) != rule->methods)
        m_methods->setText(joined(rule->methods));
    m_requirementBox->setVisible(rule->mode == access::AccessMode::Require);
    m_requirement->setRoles(m_controller.roleNames());
    m_requirement->setRequirement(rule->requirement);
    m_requirement->setEnabled(!m_context.document().isReadOnly());
    Findings own;
    for (const auto& finding : m_context.document().findingsAt(toUtf8(m_field))) {
        // The others stand at their fields.
        const bool isAtField = m_form->findChild<QWidget*>(toQString(finding.where)) != nullptr;
        if (!isAtField)
            own.push_back(finding);
    }
    m_findings->setFindings(own);
}

bool RuleForm::reveal(const QString& field)
{
    return m_form->reveal(field);
}

} // namespace meshsso::desktop
