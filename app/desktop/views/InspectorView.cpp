#include "desktop/views/InspectorView.h"

#include "desktop/controllers/InspectorController.h"
#include "desktop/models/BackendText.h"
#include "desktop/models/Text.h"
#include "desktop/models/TokenText.h"
#include "desktop/views/Icons.h"
#include "desktop/views/SecretClipboard.h"
#include "desktop/views/inspector/InspectorAccessView.h"
#include "desktop/views/inspector/InspectorClaimsView.h"
#include "desktop/views/inspector/InspectorCompareView.h"
#include "desktop/views/inspector/InspectorKeysView.h"
#include "desktop/views/widgets/CalmWheel.h"
#include "desktop/views/widgets/Card.h"
#include "desktop/views/widgets/CheckListView.h"
#include "desktop/views/widgets/Label.h"
#include "desktop/views/widgets/TimeBar.h"
#include "desktop/views/widgets/TokenView.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QTabWidget>
#include <QVBoxLayout>

namespace meshsso::desktop {

InspectorView::InspectorView(ViewContext context, QWidget* parent)
    : QWidget(parent), m_context(context), m_controller(context.workspace.inspector())
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::grid * 2);
    column->addWidget(makeTokenCard());
    m_checksCard = makeChecksCard();
    column->addWidget(m_checksCard);
    m_tabs = new QTabWidget;
    m_tabs->setAccessibleName(tr("Parts of the inspector"));
    m_claims = new InspectorClaimsView(m_controller);
    m_access = new InspectorAccessView(context);
    m_compare = new InspectorCompareView(context);
    m_tabs->addTab(m_claims, tr("Claims"));
    m_tabs->addTab(m_access, tr("What it opens"));
    m_tabs->addTab(m_compare, tr("Compare"));
    column->addWidget(m_tabs);

    connect(m_raw, &TokenView::characterPointed, m_claims, &InspectorClaimsView::point);
    connect(m_claims, &InspectorClaimsView::pointed, m_raw, &TokenView::highlight);
    connect(&m_controller, &InspectorController::changed, this, &InspectorView::refresh);
    connect(&m_controller.token(), &TokenSlot::changed, this, &InspectorView::refreshRaw);
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        m_controller.tick();
        refreshTime();
    });
    refreshRaw();
    refresh();
}

QWidget* InspectorView::makeTokenCard()
{
    auto* card = new Card;
    auto* head = new QHBoxLayout;
    head->setSpacing(Theme::grid);
    head->addWidget(new Label(tr("Token"), TextRole::Section));
    m_chooser = new QComboBox;
    m_chooser->setObjectName(QStringLiteral("tokenChooser"));
    m_chooser->setAccessibleName(tr("Token of the pasted text"));
    m_chooser->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_chooser->setMinimumContentsLength(12);
    calmWheel(m_chooser);
    head->addWidget(m_chooser, 8);
    head->addStretch(1);
    auto* pasteButton = new QPushButton(icon(QStringLiteral("clipboard-paste")), tr("Paste"));
    pasteButton->setObjectName(QStringLiteral("pasteToken"));
    m_lastLogin = new QPushButton(tr("From the last login"));
    m_lastLogin->setObjectName(QStringLiteral("lastLogin"));
    m_copy = new QPushButton(icon(QStringLiteral("copy")), tr("Copy"));
    m_copy->setObjectName(QStringLiteral("copyToken"));
    m_copy->setToolTip(tr("Taken back from the clipboard after 30 seconds"));
    m_clear = new QPushButton(icon(QStringLiteral("trash-2")), tr("Clear"));
    m_clear->setObjectName(QStringLiteral("clearToken"));
    for (auto* button : {pasteButton, m_lastLogin, m_copy, m_clear})
        head->addWidget(button);
    card->content()->addLayout(head);
    m_raw = new TokenView(tr("Raw token. Paste or drop here."));
    m_raw->setObjectName(QStringLiteral("rawToken"));
    m_raw->setPlaceholderText(tr(
        "Paste or drop a token here: alone, after “Bearer”, in a token response, or in a page of /headers. "
        "It stays on this machine and in memory."));
    m_raw->setFixedHeight(7 * m_raw->fontMetrics().lineSpacing());
    card->content()->addWidget(m_raw);
    m_note = new Label({}, TextRole::Small);
    card->content()->addWidget(m_note);

    connect(m_raw, &TokenView::textGiven, this,
            [this](const QString& text) { m_controller.inspect(SecretString(toUtf8(text))); });
    connect(m_chooser, &QComboBox::activated, &m_controller.token(), &TokenSlot::setCurrentIndex);
    connect(pasteButton, &QPushButton::clicked, this, &InspectorView::paste);
    connect(m_lastLogin, &QPushButton::clicked, &m_controller, &InspectorController::useLastLogin);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { m_context.clipboard.copySecret(toQString(m_controller.token().currentText())); });
    connect(m_clear, &QPushButton::clicked, &m_controller, &InspectorController::clear);
    return card;
}

QWidget* InspectorView::makeChecksCard()
{
    auto* card = new Card;
    m_verdict = new Label({}, TextRole::Section);
    m_verdict->setObjectName(QStringLiteral("verdict"));
    card->content()->addWidget(m_verdict);
    m_time = new TimeBar;
    card->content()->addWidget(m_time);
    m_checks = new CheckListView;
    card->content()->addWidget(m_checks);
    m_keys = new InspectorKeysView(m_context);
    card->content()->addWidget(m_keys);
    return card;
}

void InspectorView::paste()
{
    m_controller.inspect(SecretString(toUtf8(QGuiApplication::clipboard()->text())));
    m_raw->setFocus();
}

void InspectorView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_tick.start();
    refreshTime();
}

void InspectorView::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_tick.stop();
}

void InspectorView::refreshRaw()
{
    auto& slot = m_controller.token();
    const auto* token = slot.current();
    m_raw->show(token != nullptr && token->form != login::TokenForm::Malformed ? slot.currentText()
                                                                               : slot.text(),
                token);
    QStringList titles;
    for (const auto& each : slot.tokens())
        titles.append(tokenTitle(each));
    m_chooser->clear();
    m_chooser->addItems(titles);
    m_chooser->setCurrentIndex(slot.currentIndex());
    m_chooser->setVisible(titles.size() > 1);
}

QString InspectorView::noteText() const
{
    const auto& slot = m_controller.token();
    if (slot.isEmpty())
        return {};
    if (slot.isInspecting())
        return tr("Looking at it…");
    const auto* token = slot.current();
    if (token == nullptr)
        return tr("There is no text here.");
    if (!token->problem.empty())
        return backendText(token->problem, 400);
    const QString parts =
        tr("Amber: header. Blue: payload. Green: signature. Point at either side to see the other.");
    return slot.wasCut() ? tr("Only the first MiB was looked at.") + QLatin1Char(' ') + parts : parts;
}

void InspectorView::refresh()
{
    const auto& slot = m_controller.token();
    const auto* token = slot.current();
    const bool isJws = token != nullptr && token->form == login::TokenForm::Jws;
    m_lastLogin->setEnabled(m_controller.hasLastLogin());
    m_copy->setEnabled(token != nullptr);
    m_clear->setEnabled(!slot.isEmpty() || !m_controller.other().isEmpty());
    m_note->setText(noteText());
    m_note->setVisible(!m_note->text().isEmpty());
    m_checksCard->setVisible(isJws);
    m_tabs->setVisible(isJws);
    if (isJws) {
        const auto& state = m_controller.state();
        m_verdict->setText(state.fact);
        if (token->hasFailed())
            m_verdict->setSeverity(Severity::Error);
        else
            m_verdict->clearSeverity();
        m_checks->show(token->checks);
    }
    m_keys->refresh();
    m_claims->refresh();
    m_access->refresh();
    m_compare->refresh();
    refreshTime();
}

void InspectorView::refreshTime()
{
    const auto* token = m_controller.token().current();
    if (token == nullptr || token->form != login::TokenForm::Jws || !isVisible())
        return;
    const auto now = m_controller.now();
    m_time->show(dateOf(*token, "iat"), dateOf(*token, "exp"), now);
    m_claims->refreshTime(now);
}

} // namespace meshsso::desktop
