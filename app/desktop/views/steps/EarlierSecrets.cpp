#include "desktop/views/steps/EarlierSecrets.h"

#include "desktop/controllers/CookieSecretRotation.h"
#include "desktop/models/BackendText.h"
#include "desktop/models/ErrorText.h"
#include "desktop/models/Text.h"
#include "desktop/views/widgets/Label.h"
#include "desktop/views/widgets/TabOrder.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

EarlierSecrets::EarlierSecrets(const ViewContext& context, QWidget* parent)
    : QWidget(parent), m_context(context),
      m_rotation(new CookieSecretRotation(context.workspace.secrets(), context.document(), this)),
      m_rotate(new QPushButton(tr("Rotate the cookie secret"))), m_state(new Label({}, TextRole::Small)),
      m_box(new QWidget)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    m_rotate->setObjectName(QStringLiteral("rotateCookieSecret"));
    column->addWidget(m_rotate, 0, Qt::AlignLeft);
    column->addWidget(m_state);
    m_rows = new QVBoxLayout(m_box);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
    column->addWidget(m_box);
    setFocusProxy(m_rotate);
    connect(m_rotate, &QPushButton::clicked, m_rotation, &CookieSecretRotation::rotate);
    connect(m_rotation, &CookieSecretRotation::changed, this, &EarlierSecrets::refresh);
    refresh();
}

QString EarlierSecrets::sentence() const
{
    if (m_rotation->isRunning())
        return tr("Keeping a new one …");
    if (const auto& error = m_rotation->error())
        return errorTitle(*error) + QStringLiteral(": ") + errorText(*error);
    const auto& session = m_context.document().project().authorization.session;
    if (!session.cookieSecret.isSet())
        return tr("There is no secret to rotate yet.");
    if (session.previousCookieSecrets.size() >= CookieSecretRotation::maxEarlier)
        return tr("Forget one first: no more are taken.");
    return {};
}

void EarlierSecrets::refresh()
{
    m_rotate->setEnabled(m_rotation->canRotate());
    m_state->setText(sentence());
    m_state->setVisible(!m_state->text().isEmpty());
    if (m_rotation->error())
        m_state->setSeverity(Severity::Error);
    else
        m_state->clearSeverity();
    refreshRows();
}

void EarlierSecrets::refreshRows()
{
    const auto& earlier = m_context.document().project().authorization.session.previousCookieSecrets;
    m_box->setVisible(!earlier.empty());
    if (earlier == m_shown)
        return;
    m_shown = earlier;
    // The button that was pressed goes with its row.
    if (auto* focus = focusWidget(); focus != nullptr && m_box->isAncestorOf(focus))
        m_rotate->setFocus(Qt::OtherFocusReason);
    while (auto* item = m_rows->takeAt(0)) {
        if (item->widget() != nullptr) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    for (std::size_t i = 0; i < earlier.size(); ++i) {
        auto* row = makeRow(i, displayable(earlier[i].toString(), 80));
        m_rows->addWidget(row);
        placeInTabOrder(i == 0 ? m_rotate : m_rows->itemAt(static_cast<int>(i) - 1)->widget(), row);
    }
}

QWidget* EarlierSecrets::makeRow(std::size_t index, const QString& reference)
{
    auto* row = new QWidget(m_box);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(Theme::grid);
    line->addWidget(new Label(reference, TextRole::Mono), 1);
    auto* forget = new QPushButton(tr("Forget"));
    forget->setProperty("link", true);
    forget->setAccessibleName(tr("Forget %1").arg(reference));
    forget->setToolTip(tr("Sessions that only it opens end. Its value stays where it is kept."));
    connect(forget, &QPushButton::clicked, this, [this, index] { m_rotation->forget(index); });
    line->addWidget(forget, 0, Qt::AlignTop);
    return row;
}

} // namespace meshsso::desktop
