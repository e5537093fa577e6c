#include "desktop/views/widgets/SecretField.h"

#include "core/SecureRandom.h"
#include "desktop/controllers/SecretsController.h"
#include "desktop/models/BackendText.h"
#include "desktop/models/ErrorText.h"
#include "desktop/models/Text.h"
#include "desktop/views/widgets/IconLabel.h"
#include "desktop/views/widgets/Label.h"

#include <QHBoxLayout>
#include <QInputDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

SecretField::SecretField(SecretsController& secrets, const QString& label, std::string purpose,
                         bool canGenerate, QWidget* parent)
    : QWidget(parent), m_secrets(secrets), m_purpose(std::move(purpose))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* entry = new QHBoxLayout;
    entry->setSpacing(Theme::grid);
    m_value = new QLineEdit;
    m_value->setEchoMode(QLineEdit::Password);
    m_value->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    m_value->setAccessibleName(label);
    m_store = new QPushButton(tr("Keep"));
    m_store->setAccessibleName(tr("Keep %1").arg(label));
    entry->addWidget(m_value, 1);
    entry->addWidget(m_store);
    m_generate = new QPushButton(tr("Generate"));
    m_generate->setAccessibleName(tr("Generate %1").arg(label));
    m_generate->setVisible(canGenerate);
    entry->addWidget(m_generate);
    column->addLayout(entry);

    auto* stateRow = new QHBoxLayout;
    stateRow->setSpacing(6);
    m_icon = new IconLabel(QStringLiteral("lock"), 16, IconColor::Muted);
    m_state = new Label({}, TextRole::Small);
    m_elsewhere = new QPushButton(tr("Kept elsewhere"));
    m_elsewhere->setProperty("link", true);
    m_elsewhere->setToolTip(tr("Point to an environment variable or a file instead"));
    m_elsewhere->setAccessibleName(tr("%1 is kept elsewhere").arg(label));
    stateRow->addWidget(m_icon);
    stateRow->addWidget(m_state, 1);
    stateRow->addWidget(m_elsewhere);
    column->addLayout(stateRow);
    setFocusProxy(m_value);

    connect(m_value, &QLineEdit::textChanged, this,
            [this](const QString& text) { m_store->setEnabled(!text.isEmpty()); });
    connect(m_value, &QLineEdit::returnPressed, this, &SecretField::storeValue);
    connect(m_store, &QPushButton::clicked, this, &SecretField::storeValue);
    connect(m_generate, &QPushButton::clicked, this, &SecretField::generate);
    connect(m_elsewhere, &QPushButton::clicked, this, [this] {
        auto* dialog = new QInputDialog(this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setWindowTitle(tr("Where the secret is kept"));
        dialog->setLabelText(
            tr("A reference: keychain:NAME, env:VARIABLE or file:PATH. Empty: there is none."));
        dialog->setTextValue(toQString(m_reference.isSet() ? m_reference.toString() : "env:"));
        connect(dialog, &QInputDialog::textValueSelected, this, &SecretField::useReference);
        dialog->open();
    });
    connect(&m_secrets, &SecretsController::presenceChanged, this, [this](const QString& reference) {
        if (reference == toQString(m_reference.toString()))
            refresh();
    });
    connect(&m_secrets, &SecretsController::keychainStateChanged, this, &SecretField::refresh);
    m_store->setEnabled(false);
    refresh();
}

void SecretField::setReference(const secrets::SecretRef& reference)
{
    if (m_reference == reference)
        return;
    m_reference = reference;
    if (m_reference.isSet() && m_secrets.presence(m_reference) == SecretPresence::Unknown)
        m_secrets.probe(m_reference);
    refresh();
}

void SecretField::refresh()
{
    const bool hasReference = m_reference.isSet();
    const QString where = displayable(hasReference ? m_reference.toString() : std::string(), 80);
    const auto presence = hasReference ? m_secrets.presence(m_reference) : SecretPresence::Missing;
    switch (presence) {
    case SecretPresence::Present:
        m_icon->setIcon(QStringLiteral("circle-check"), IconColor::Good);
        m_state->setText(m_secrets.isSessionOnly() ? tr("Kept in memory for this session, as %1").arg(where)
                                                   : tr("Kept as %1").arg(where));
        break;
    case SecretPresence::Missing:
        m_icon->setIcon(QStringLiteral("circle"), IconColor::Muted);
        m_state->setText(hasReference ? tr("Nothing kept as %1 yet").arg(where) : tr("Not given yet"));
        break;
    case SecretPresence::Unavailable:
        m_icon->setIcon(QStringLiteral("triangle-alert"), IconColor::Warn);
        m_state->setText(tr("%1 cannot be read now").arg(where));
        break;
    case SecretPresence::Asking:
    case SecretPresence::Unknown:
        m_icon->setIcon(QStringLiteral("lock"), IconColor::Muted);
        m_state->setText(tr("Looking for %1").arg(where));
        break;
    }
    m_value->setPlaceholderText(presence == SecretPresence::Present ? tr("Type to replace it") : QString());
}

void SecretField::storeValue()
{
    if (m_value->text().isEmpty())
        return;
    keep(toUtf8(m_value->text()));
    m_value->clear();
}

void SecretField::generate()
{
    SystemRandom random;
    keep(random.token(32));
}

void SecretField::keep(std::string value)
{
    using Kind = secrets::SecretRef::Kind;
    const auto reference = m_reference.isSet() && m_reference.kind != Kind::Environment
                               ? m_reference
                               : m_secrets.suggestRef(m_purpose);
    const QPointer<SecretField> self(this);
    m_state->setText(tr("Keeping it …"));
    m_secrets.write(reference, SecretString(std::move(value)), [self, reference](const Result<void>& result) {
        if (!self)
            return;
        if (!result) {
            self->m_icon->setIcon(QStringLiteral("octagon-x"), IconColor::Bad);
            self->m_state->setText(errorTitle(result.error()) + QStringLiteral(": ") +
                                   errorText(result.error()));
            return;
        }
        if (self->m_reference != reference) {
            self->m_reference = reference;
            emit self->referenceChosen();
        }
        self->refresh();
    });
}

void SecretField::useReference(const QString& text)
{
    auto reference = text.trimmed().isEmpty() ? Result<secrets::SecretRef>(secrets::SecretRef())
                                              : secrets::SecretRef::parse(toUtf8(text.trimmed()));
    if (!reference) {
        m_icon->setIcon(QStringLiteral("octagon-x"), IconColor::Bad);
        m_state->setText(backendText(reference.error().message));
        return;
    }
    setReference(*reference);
    emit referenceChosen();
}

} // namespace meshsso::desktop
