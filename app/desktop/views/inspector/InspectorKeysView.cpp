#include "desktop/views/inspector/InspectorKeysView.h"

#include "desktop/controllers/InspectorController.h"
#include "desktop/models/BackendText.h"
#include "desktop/models/Text.h"
#include "desktop/views/Dialogs.h"
#include "desktop/views/widgets/JobBar.h"
#include "desktop/views/widgets/Label.h"

#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

namespace {

/// An issuer for a button: without scheme, cut in the middle.
QString shortIssuer(const QString& issuer)
{
    QString text = issuer;
    text.remove(QStringLiteral("https://")).remove(QStringLiteral("http://"));
    return displayable(toUtf8(text), 48);
}

} // namespace

InspectorKeysView::InspectorKeysView(ViewContext context, QWidget* parent)
    : QWidget(parent), m_context(context), m_controller(context.workspace.inspector())
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, Theme::grid, 0, 0);
    column->setSpacing(Theme::grid);
    m_state = new Label({}, TextRole::Muted);
    column->addWidget(m_state);
    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::grid);
    m_project = new QPushButton;
    m_project->setObjectName(QStringLiteral("fetchProjectKeys"));
    m_own = new QPushButton(tr("Ask the token’s own issuer…"));
    m_own->setObjectName(QStringLiteral("fetchTokenIssuerKeys"));
    m_pasted = new QPushButton(tr("Paste a key"));
    m_pasted->setObjectName(QStringLiteral("pasteKey"));
    m_pasted->setCheckable(true);
    m_forget = new QPushButton(tr("Forget the keys"));
    for (auto* button : {m_project, m_own, m_pasted, m_forget})
        row->addWidget(button);
    row->addStretch(1);
    column->addLayout(row);

    m_pasteArea = new QWidget;
    auto* area = new QVBoxLayout(m_pasteArea);
    area->setContentsMargins(0, 0, 0, 0);
    area->setSpacing(Theme::grid);
    m_text = new QPlainTextEdit;
    m_text->setObjectName(QStringLiteral("keyText"));
    m_text->setAccessibleName(tr("Key: JWKS, JWK or PEM"));
    m_text->setPlaceholderText(
        tr("A JWKS, a JWK, or a PEM public key or certificate. Nothing is sent anywhere."));
    m_text->setFont(Theme::font(TextRole::Mono));
    m_text->setTabChangesFocus(true);
    m_text->setFixedHeight(6 * m_text->fontMetrics().lineSpacing());
    area->addWidget(m_text);
    m_problem = new Label;
    m_problem->setSeverity(Severity::Error);
    m_problem->hide();
    area->addWidget(m_problem);
    auto* verify = new QPushButton(tr("Verify with this key"));
    verify->setObjectName(QStringLiteral("verifyWithKey"));
    area->addWidget(verify, 0, Qt::AlignLeft);
    m_pasteArea->hide();
    column->addWidget(m_pasteArea);
    auto* bar = new JobBar(m_controller.keysJob());
    column->addWidget(bar);

    connect(m_project, &QPushButton::clicked, &m_controller, &InspectorController::fetchProjectKeys);
    connect(m_own, &QPushButton::clicked, this, &InspectorKeysView::askTokenIssuer);
    connect(m_pasted, &QPushButton::toggled, this, [this](bool on) {
        m_pasteArea->setVisible(on);
        if (on)
            m_text->setFocus();
    });
    connect(verify, &QPushButton::clicked, this, &InspectorKeysView::takePasted);
    connect(m_forget, &QPushButton::clicked, &m_controller, &InspectorController::forgetKeys);
    refresh();
}

void InspectorKeysView::askTokenIssuer()
{
    const QString issuer = m_controller.tokenIssuer();
    if (issuer.isEmpty())
        return;
    Confirmation confirmation;
    confirmation.title = tr("Connect to the issuer that the token names?");
    confirmation.text =
        tr("The token says it was issued by %1. Nobody has verified that yet. If you go on, MeshSSO "
           "connects there and fetches its keys; the token itself is not sent.")
            .arg(displayable(toUtf8(issuer), 200));
    confirmation.action = tr("Connect and fetch the keys");
    m_context.dialogs.confirm(this, confirmation, [this] { m_controller.fetchTokenIssuerKeys(); });
}

void InspectorKeysView::takePasted()
{
    const auto taken = m_controller.usePastedKeys(m_text->toPlainText());
    m_problem->setVisible(!taken);
    if (taken) {
        m_text->clear();
        m_pasted->setChecked(false);
    } else {
        m_problem->setText(errorText(taken.error(), 400));
    }
}

void InspectorKeysView::refresh()
{
    const QString issuer = m_controller.projectIssuer();
    const QString own = m_controller.tokenIssuer();
    const bool running = m_controller.keysJob().isRunning();
    const QString keys = m_controller.keysText();
    m_state->setText(keys.isEmpty() ? tr("The signature is verified once there are keys.")
                                    : tr("Signatures are verified with %1.").arg(keys));
    m_project->setText(tr("Fetch the keys of %1").arg(shortIssuer(issuer)));
    m_project->setToolTip(displayable(toUtf8(issuer), 300));
    m_project->setVisible(!issuer.isEmpty());
    m_project->setEnabled(!running);
    m_own->setVisible(!own.isEmpty());
    m_own->setEnabled(!running);
    m_own->setToolTip(displayable(toUtf8(own), 300));
    m_forget->setVisible(!keys.isEmpty());
}

} // namespace meshsso::desktop
