#include "desktop/views/steps/ImportCard.h"

#include "desktop/controllers/OverviewController.h"
#include "desktop/models/Text.h"
#include "desktop/views/widgets/Card.h"
#include "desktop/views/widgets/FileField.h"
#include "desktop/views/widgets/Form.h"
#include "desktop/views/widgets/JobBar.h"
#include "desktop/views/widgets/Label.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

namespace {

/// A combo box that may be narrow although an entry is long.
QComboBox* narrowCombo(const QString& name)
{
    auto* combo = new QComboBox;
    combo->setObjectName(name);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(12);
    return combo;
}

} // namespace

ImportCard::ImportCard(ViewContext context, QWidget* parent)
    : QWidget(parent), m_context(context), m_url(new QLineEdit),
      m_user(new QLineEdit(QStringLiteral("admin"))), m_password(new QLineEdit),
      m_keep(new QCheckBox(tr("Keep the password in the keychain"))),
      m_connect(new QPushButton(tr("List the realms"))), m_choices(new QWidget),
      m_realm(narrowCombo(QStringLiteral("import.realm"))),
      m_client(narrowCombo(QStringLiteral("import.client"))),
      m_import(new QPushButton(tr("Make a project of this client")))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto* card = new Card(tr("Import a Keycloak client"));
    column->addWidget(card);
    card->content()->addWidget(
        new Label(tr("Reads a client with its redirect URIs, scopes, mappers and roles into a new project. "
                     "Nothing is changed in Keycloak."),
                  TextRole::Muted));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(Theme::grid * 3);
    grid->setVerticalSpacing(Theme::grid * 2);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    card->content()->addLayout(grid);
    const QString caLabel = tr("Authority of its certificate");
    m_caFile =
        new FileField(context.document(), context.dialogs, caLabel, tr("PEM files (*.pem *.crt *.cer)"));
    m_url->setPlaceholderText(QStringLiteral("https://keycloak.example.com"));
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    m_url->setObjectName(QStringLiteral("import.url"));
    m_user->setObjectName(QStringLiteral("import.user"));
    m_password->setObjectName(QStringLiteral("import.password"));
    m_connect->setObjectName(QStringLiteral("import.connect"));
    m_import->setObjectName(QStringLiteral("import.import"));
    m_keep->setAccessibleName(m_keep->text());
    m_keep->setChecked(true);
    grid->addWidget(new Field({}, tr("Keycloak URL"), tr("Without /realms."), m_url), 0, 0);
    grid->addWidget(new Field({}, caLabel, tr("Usually empty."), m_caFile), 0, 1);
    grid->addWidget(new Field({}, tr("Administrator"), tr("Of the realm master."), m_user), 1, 0);
    grid->addWidget(new Field({}, tr("Password"), {}, m_password), 1, 1);
    grid->addWidget(m_connect, 2, 0, Qt::AlignLeft);
    grid->addWidget(m_keep, 2, 1);

    auto& controller = context.workspace.overview().clientImport();
    card->content()->addWidget(new JobBar(controller.job()));
    auto* choices = new QGridLayout(m_choices);
    choices->setContentsMargins(0, 0, 0, 0);
    choices->setHorizontalSpacing(Theme::grid * 3);
    choices->setColumnStretch(0, 1);
    choices->setColumnStretch(1, 1);
    choices->addWidget(new Field({}, tr("Realm"), {}, m_realm), 0, 0);
    choices->addWidget(new Field({}, tr("Client"), {}, m_client), 0, 1);
    choices->addWidget(m_import, 1, 0, 1, 2, Qt::AlignLeft);
    card->content()->addWidget(m_choices);

    connect(m_connect, &QPushButton::clicked, this, &ImportCard::connectTo);
    connect(m_password, &QLineEdit::returnPressed, this, &ImportCard::connectTo);
    for (auto* edit : {m_url, m_user, m_password})
        connect(edit, &QLineEdit::textChanged, this, &ImportCard::refresh);
    connect(m_realm, &QComboBox::activated, this, [this, &controller](int index) {
        if (index > 0)
            controller.chooseRealm(toUtf8(m_realm->itemData(index).toString()));
    });
    connect(m_client, &QComboBox::activated, this, &ImportCard::refresh);
    connect(m_import, &QPushButton::clicked, this,
            [this, &controller] { controller.import(toUtf8(m_client->currentData().toString())); });
    connect(&controller, &ClientImportController::changed, this, &ImportCard::refresh);
    refresh();
}

void ImportCard::connectTo()
{
    if (!m_connect->isEnabled())
        return;
    ImportAccess access;
    access.url = toUtf8(m_url->text().trimmed());
    access.username = toUtf8(m_user->text().trimmed());
    access.password = SecretString(toUtf8(m_password->text()));
    if (const auto file = m_caFile->path(); !file.isEmpty())
        access.caFile = toUtf8(QDir(m_context.document().folder()).absoluteFilePath(file));
    access.keepPassword = m_keep->isChecked();
    m_context.workspace.overview().clientImport().connectTo(std::move(access));
}

void ImportCard::refresh()
{
    auto& controller = m_context.workspace.overview().clientImport();
    const bool isBusy = controller.job().isRunning();
    m_connect->setEnabled(!isBusy && !m_url->text().trimmed().isEmpty() &&
                          !m_user->text().trimmed().isEmpty() && !m_password->text().isEmpty());
    m_choices->setVisible(!controller.realms().empty());
    const auto fill = [](QComboBox* combo, const QString& first,
                         const std::vector<QPair<QString, QString>>& rows) {
        QStringList present;
        for (int i = 1; i < combo->count(); ++i)
            present.append(combo->itemData(i).toString());
        QStringList wanted;
        for (const auto& [text, value] : rows)
            wanted.append(value);
        if (combo->count() > 0 && present == wanted)
            return;
        combo->clear();
        combo->addItem(first);
        for (const auto& [text, value] : rows)
            combo->addItem(text, value);
    };
    std::vector<QPair<QString, QString>> realms;
    for (const auto& realm : controller.realms())
        realms.emplace_back(displayable(realm, 120), toQString(realm));
    fill(m_realm, tr("Choose a realm"), realms);
    std::vector<QPair<QString, QString>> clients;
    for (const auto& client : controller.clients()) {
        QString text = displayable(client.clientId, 120);
        if (client.isBuiltIn)
            text = tr("%1 (Keycloak's own)").arg(text);
        else if (!client.enabled)
            text = tr("%1 (disabled)").arg(text);
        clients.emplace_back(text, toQString(client.clientId));
    }
    fill(m_client, tr("Choose a client"), clients);
    m_client->setEnabled(!isBusy && !clients.empty());
    m_realm->setEnabled(!isBusy);
    m_import->setEnabled(!isBusy && m_client->currentIndex() > 0);
}

} // namespace meshsso::desktop
