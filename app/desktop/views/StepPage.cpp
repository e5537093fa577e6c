#include "desktop/views/StepPage.h"

#include "desktop/models/Text.h"
#include "desktop/views/widgets/FindingView.h"
#include "desktop/views/widgets/Form.h"
#include "desktop/views/widgets/Label.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QVBoxLayout>

namespace meshsso::desktop {

StepPage::StepPage(ViewContext context, StepId id, const QString& title, const QString& subtitle,
                   QWidget* parent)
    : QWidget(parent), m_context(context), m_id(id)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);

    auto* scroll = m_scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* page = new QWidget;
    m_body = page;
    page->setAutoFillBackground(false);
    m_content = new QVBoxLayout(page);
    m_content->setContentsMargins(Theme::pageMargin, Theme::pageMargin, Theme::pageMargin, Theme::pageMargin);
    m_content->setSpacing(Theme::grid * 2);
    auto* heading = new QVBoxLayout;
    heading->setSpacing(Theme::grid / 2);
    heading->addWidget(new Label(title, TextRole::Title));
    heading->addWidget(new Label(subtitle, TextRole::Muted));
    m_content->addLayout(heading);
    m_findings = new FindingListView;
    m_content->addWidget(m_findings);
    scroll->setWidget(page);
    scroll->viewport()->setAutoFillBackground(false);
    column->addWidget(scroll, 1);

    auto* bar = new QWidget;
    m_actions = new QHBoxLayout(bar);
    m_actions->setContentsMargins(Theme::pageMargin, Theme::grid, Theme::pageMargin, Theme::grid * 2);
    m_actions->setSpacing(Theme::grid);
    m_actions->addStretch(1);
    column->addWidget(bar);
}

void StepPage::reveal(const QString& field)
{
    for (auto* form : m_forms) {
        if (form->reveal(field))
            return;
    }
}

void StepPage::scrollToFocus()
{
    QWidget* target = focusWidget();
    if (target == nullptr || !m_body->isAncestorOf(target))
        return;
    for (auto* widget = target; widget != m_body; widget = widget->parentWidget()) {
        if (qobject_cast<Field*>(widget) != nullptr)
            target = widget;
    }
    // Where it will be: a group that was opened just now is not laid out yet.
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    m_scroll->ensureWidgetVisible(target, 0, Theme::grid * 3);
}

void StepPage::showEvent(QShowEvent* event)
{
    putActionsLast();
    QWidget::showEvent(event);
}

bool StepPage::focusNextPrevChild(bool next)
{
    putActionsLast(); // what was made since stands behind them in the chain
    return QWidget::focusNextPrevChild(next);
}

void StepPage::putActionsLast()
{
    QWidget* last = nullptr;
    for (auto* widget = m_body->nextInFocusChain(); widget != m_body; widget = widget->nextInFocusChain()) {
        if (m_body->isAncestorOf(widget))
            last = widget;
    }
    for (int i = 0; i < m_actions->count(); ++i) {
        auto* button = m_actions->itemAt(i)->widget();
        if (button == nullptr)
            continue;
        if (last != nullptr && last->nextInFocusChain() != button)
            QWidget::setTabOrder(last, button);
        last = button;
    }
}

QPushButton* StepPage::primary()
{
    if (m_primary == nullptr) {
        m_primary = new QPushButton;
        m_primary->setProperty("primary", true);
        m_actions->addWidget(m_primary);
        auto* shortcut = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, m_primary, &QPushButton::click);
    }
    return m_primary;
}

QPushButton* StepPage::addSecondary(const QString& text)
{
    auto* button = new QPushButton(text);
    // Right of the stretch and of earlier ones, left of the primary one.
    const int position = m_primary == nullptr ? m_actions->count() : m_actions->indexOf(m_primary);
    m_actions->insertWidget(position, button);
    return button;
}

void StepPage::showFindings(const Findings& findings)
{
    m_findings->setFindings(findings, [this](const Finding& finding) -> FindingListView::Action {
        const auto step = Workspace::stepOfField(finding.where);
        if (step == m_id || step == StepId::Overview)
            return {};
        const QString field = toQString(finding.where);
        return {tr("Show where this is set"), [this, field] { m_context.workspace.showField(field); }};
    });
}

Form* StepPage::addForm(QVBoxLayout* where, int columns)
{
    auto* form = new Form(m_context.document(), columns);
    where->addWidget(form);
    m_forms.push_back(form);
    return form;
}

} // namespace meshsso::desktop
