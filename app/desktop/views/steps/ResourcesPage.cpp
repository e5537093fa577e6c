#include "desktop/views/steps/ResourcesPage.h"

#include "desktop/controllers/ResourcesController.h"
#include "desktop/models/Text.h"
#include "desktop/views/Dialogs.h"
#include "desktop/views/Icons.h"
#include "desktop/views/steps/ClusterCard.h"
#include "desktop/views/steps/ResourceBrowser.h"
#include "desktop/views/steps/ServiceSettings.h"
#include "desktop/views/widgets/Card.h"
#include "desktop/views/widgets/EmptyState.h"
#include "desktop/views/widgets/FindingView.h"
#include "desktop/views/widgets/Form.h"
#include "desktop/views/widgets/JobBar.h"
#include "desktop/views/widgets/Label.h"

#include <QCheckBox>
#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

using Primary = ResourcesController::Primary;

ResourcesPage::ResourcesPage(ViewContext context, QWidget* parent)
    : StepPage(context, StepId::Resources, tr("Mesh resources"),
               tr("What the project becomes in the mesh: look at it, save it, apply it."), parent),
      m_controller(context.workspace.resources())
{
    addTarget();
    addFiles();
    m_clusterCard = new Card(tr("In the cluster"));
    m_cluster = new ClusterCard(context, m_controller);
    m_clusterCard->content()->addWidget(m_cluster);
    content()->addWidget(m_clusterCard);
    content()->addStretch(1);

    primary()->setObjectName(QStringLiteral("primary"));
    m_save = addSecondary({});
    m_save->setObjectName(QStringLiteral("save"));
    connect(primary(), &QPushButton::clicked, this, &ResourcesPage::press);
    connect(m_save, &QPushButton::clicked, this, [this] { m_controller.files().save(); });
    connect(&m_controller, &ResourcesController::changed, this, &ResourcesPage::refresh);
    refresh();
}

void ResourcesPage::addTarget()
{
    auto* card = new Card(tr("Target"));
    m_target = addForm(card->content());
    m_target
        ->add(Form::Choice{"clusters.target",
                           tr("Mesh"),
                           tr("ASM has the provider in its console; the others run our own service."),
                           {tr("Istio"), tr("Alibaba Cloud Service Mesh (ASM)"), tr("Envoy on one machine")},
                           [](const project::SsoProject& p) { return static_cast<int>(p.clusters.target); },
                           [](project::SsoProject& p, int value) {
                               const auto target = static_cast<project::Target>(value);
                               // A name that was only a target's default becomes the other's.
                               auto& name = p.authorization.serviceName;
                               if (name == project::defaultServiceName(p.clusters.target))
                                   name = project::defaultServiceName(target);
                               p.clusters.target = target;
                           }})
        ->editor()
        ->setObjectName(QStringLiteral("clusters.target"));
    m_target
        ->add(Form::Choice{
            "clusters.apiVersion",
            tr("API version of Istio's objects"),
            tr("v1 since Istio 1.22; older meshes know v1beta1."),
            {QStringLiteral("v1"), QStringLiteral("v1beta1")},
            [](const project::SsoProject& p) { return p.clusters.apiVersion == "v1" ? 0 : 1; },
            [](project::SsoProject& p, int value) { p.clusters.apiVersion = value == 0 ? "v1" : "v1beta1"; }})
        ->editor()
        ->setObjectName(QStringLiteral("clusters.apiVersion"));
    m_settings = new ServiceSettings(context());
    card->content()->addWidget(new Label(tr("Authorization service"), TextRole::Strong));
    card->content()->addWidget(m_settings);
    content()->addWidget(card);
}

void ResourcesPage::addFiles()
{
    auto* card = new Card(tr("Files"));
    m_nothing =
        new EmptyState(QStringLiteral("box"), tr("Nothing can be compiled while the project has errors."),
                       tr("Show the first error"));
    card->content()->addWidget(m_nothing);
    connect(m_nothing->button(), &QPushButton::clicked, this, [this] {
        for (const auto& finding : context().document().findings()) {
            if (finding.severity == Severity::Error) {
                context().workspace.showField(toQString(finding.where));
                return;
            }
        }
    });
    m_filesBody = new QWidget;
    auto* body = new QVBoxLayout(m_filesBody);
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(Theme::grid + Theme::grid / 2);
    m_browser = new ResourceBrowser(context(), m_controller);
    body->addWidget(m_browser);
    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::grid);
    m_folder = new Label({}, TextRole::Muted);
    m_folder->setSelectable(true);
    row->addWidget(m_folder, 1);
    auto* choose = new QPushButton(icon(QStringLiteral("folder-open")), tr("Choose folder"));
    choose->setObjectName(QStringLiteral("chooseFolder"));
    row->addWidget(choose, 0, Qt::AlignTop);
    body->addLayout(row);
    m_secrets = new QCheckBox(tr("Include secrets"));
    m_secrets->setObjectName(QStringLiteral("includeSecrets"));
    m_secrets->setAccessibleDescription(
        tr("Secret objects and the certificate's key are written, readable by you alone (0600)."));
    body->addWidget(m_secrets);
    body->addWidget(
        new Label(tr("Secret objects and the certificate's key are written, readable by you alone "
                     "(0600), and applied with the rest. The preview masks their values."),
                  TextRole::Small));
    m_saveJob = new JobBar(m_controller.files().job());
    body->addWidget(m_saveJob);
    m_gatewayJob = new JobBar(m_controller.gatewayJob());
    m_gatewayJob->setSuccessText(tr("The gateway runs with these files"));
    body->addWidget(m_gatewayJob);
    m_saved = new Label;
    m_saved->setObjectName(QStringLiteral("saved"));
    body->addWidget(m_saved);
    m_findings = new FindingListView;
    body->addWidget(m_findings);
    card->content()->addWidget(m_filesBody);
    content()->addWidget(card);
    connect(choose, &QPushButton::clicked, this, &ResourcesPage::chooseFolder);
    connect(m_secrets, &QCheckBox::clicked, this,
            [this](bool on) { m_controller.files().setWithSecrets(on); });
}

void ResourcesPage::chooseFolder()
{
    context().dialogs.chooseFolder(this, tr("Folder for the files"), m_controller.files().folder(),
                                   [this](const QString& folder) {
                                       if (!folder.isEmpty())
                                           m_controller.files().setFolder(folder);
                                   });
}

void ResourcesPage::refresh()
{
    auto& files = m_controller.files();
    const auto& preview = files.preview();
    const bool hasFiles = preview && !preview->error;
    m_nothing->setVisible(!hasFiles);
    m_filesBody->setVisible(hasFiles);
    m_clusterCard->setVisible(!m_controller.isEnvoy());
    m_folder->setText(tr("Folder: %1").arg(displayable(toUtf8(files.folder()), 300)));
    m_secrets->setChecked(files.withSecrets());
    m_saved->setVisible(!files.savedTo().isEmpty());
    if (!files.savedTo().isEmpty())
        m_saved->setText(tr("%n files are in %1.", nullptr, static_cast<int>(files.savedCount()))
                             .arg(displayable(toUtf8(files.savedTo()), 300)));
    showExportFindings();
    refreshPrimary();
}

void ResourcesPage::showExportFindings()
{
    m_findings->setFindings(
        m_controller.findings(), [this](const Finding& finding) -> FindingListView::Action {
            const auto path = m_controller.fileOf(finding);
            if (!path.isEmpty()) {
                return {tr("Show in the file"), [this, finding, path] {
                            const auto notes =
                                lineNotes(toUtf8(path), toUtf8(m_controller.content(path)), {finding});
                            m_browser->showFile(path, notes.empty() ? 1 : notes.front().line);
                        }};
            }
            const auto field = toQString(finding.where);
            if (Workspace::stepOfField(finding.where) == StepId::Overview)
                return {};
            return {tr("Show where this is set"), [this, field] { context().workspace.showField(field); }};
        });
}

void ResourcesPage::refreshPrimary()
{
    auto& cluster = m_controller.cluster();
    auto& files = m_controller.files();
    const bool hasFiles = files.preview() && !files.preview()->error;
    const int count = hasFiles ? static_cast<int>(files.preview()->fileCount()) : 0;
    const int changes = static_cast<int>(cluster.changeCount());
    const auto saveText = tr("Save %n files", nullptr, count);
    const bool canSave = hasFiles && !files.job().isRunning();
    const auto kind = m_controller.primary();
    m_save->setVisible(kind != Primary::Save);
    m_save->setText(saveText);
    m_save->setEnabled(canSave);
    switch (kind) {
    case Primary::Save:
        primary()->setText(saveText);
        primary()->setEnabled(canSave);
        break;
    case Primary::Apply:
        primary()->setText(tr("Apply %n changes to the cluster", nullptr, changes));
        primary()->setEnabled(cluster.canApply());
        break;
    case Primary::TakeOver:
        primary()->setText(tr("Take over and apply %n changes", nullptr, changes));
        primary()->setEnabled(cluster.canApply());
        break;
    case Primary::StartGateway:
        primary()->setText(tr("Start the gateway with these files"));
        primary()->setEnabled(m_controller.canStartGateway());
        break;
    }
}

void ResourcesPage::press()
{
    switch (m_controller.primary()) {
    case Primary::Save:
        m_controller.files().save();
        break;
    case Primary::Apply:
        confirmApply(false);
        break;
    case Primary::TakeOver:
        confirmApply(true);
        break;
    case Primary::StartGateway:
        m_controller.startGateway();
        break;
    }
}

void ResourcesPage::confirmApply(bool takeOver)
{
    auto& cluster = m_controller.cluster();
    const auto& document = context().document();
    if (!takeOver && !document.isProduction()) {
        cluster.apply(false);
        return;
    }
    Confirmation question;
    question.title = takeOver ? tr("Take over fields of other owners?") : tr("Apply to production?");
    question.text = tr("%n objects in %1 are written.", nullptr, static_cast<int>(cluster.changeCount()))
                        .arg(cluster.clusterNames());
    if (takeOver) {
        QStringList owners;
        for (const auto& object : cluster.comparison()->plan.objects) {
            for (const auto& conflict : object.conflicts)
                owners.append(tr("%1, field %2: owned by %3")
                                  .arg(displayable(object.title(), 120), displayable(conflict.field, 120),
                                       displayable(conflict.manager, 80)));
        }
        question.text += QLatin1Char('\n') + owners.mid(0, 20).join(QLatin1Char('\n'));
    }
    question.action = primary()->text();
    question.isDangerous = true;
    if (document.isProduction())
        question.typedWord = toQString(document.project().metadata.name);
    context().dialogs.confirm(this, question, [this, takeOver] { m_controller.cluster().apply(takeOver); });
}

void ResourcesPage::showEvent(QShowEvent* event)
{
    StepPage::showEvent(event);
    // Only the kubeconfig is read; no cluster is asked.
    if (m_areContextsLoaded)
        return;
    m_areContextsLoaded = true;
    m_controller.cluster().loadContexts();
}

void ResourcesPage::reveal(const QString& field)
{
    if (!m_cluster->reveal(field) && !m_settings->reveal(field))
        StepPage::reveal(field);
}

PageHelp ResourcesPage::help() const
{
    return {
        tr("Compiles the project into Kubernetes, Istio or Envoy files, shows how they differ from the last "
           "export and from the cluster, and saves or applies them. The cluster is asked only when you press "
           "Compare; apply checks everything in a dry run first and never deletes."),
        tr("The mesh, the authorization service, and whoever runs kubectl."),
        {QStringLiteral("authorization"), QStringLiteral("clusters"), QStringLiteral("local")}};
}

} // namespace meshsso::desktop
