#include "desktop/views/widgets/FindingView.h"

#include "desktop/models/FindingText.h"
#include "desktop/models/Text.h"
#include "desktop/views/Icons.h"
#include "desktop/views/widgets/IconLabel.h"
#include "desktop/views/widgets/Label.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

FindingView::FindingView(const Finding& finding, QWidget* parent) : QWidget(parent)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::grid);
    auto* mark = new IconLabel(severityIconName(finding.severity), 16);
    mark->setSeverity(finding.severity);
    mark->setAccessibleName(severityText(finding.severity));
    row->addWidget(mark, 0, Qt::AlignTop);

    m_text = new QVBoxLayout;
    m_text->setSpacing(2);
    row->addLayout(m_text, 1);
    const auto text = findingText(finding);
    auto* title = new Label(text.title, TextRole::Strong);
    title->setSeverity(finding.severity);
    m_text->addWidget(title);
    if (!text.why.isEmpty()) {
        auto* why = new Label(text.why);
        why->setSelectable(true);
        m_text->addWidget(why);
    }
    if (!text.fix.isEmpty()) {
        auto* fix = new Label(text.fix, TextRole::Muted);
        fix->setSelectable(true);
        m_text->addWidget(fix);
    }
    m_text->addWidget(new Label(text.place, TextRole::Small));
    setAccessibleName(severityText(finding.severity) + QStringLiteral(": ") + text.title);
}

void FindingView::setAction(const QString& label, std::function<void()> action)
{
    auto* button = new QPushButton(label);
    button->setProperty("link", true);
    connect(button, &QPushButton::clicked, this, [action = std::move(action)] { action(); });
    m_text->addWidget(button, 0, Qt::AlignLeft);
}

FindingListView::FindingListView(QWidget* parent) : QWidget(parent), m_list(new QVBoxLayout(this))
{
    m_list->setContentsMargins(0, 0, 0, 0);
    m_list->setSpacing(Theme::grid + Theme::grid / 2);
    hide();
}

void FindingListView::setFindings(const Findings& findings,
                                  const std::function<Action(const Finding&)>& actionFor)
{
    // Rebuilt only when they differ: the operator may be about to press a button in here.
    QString digest;
    for (const auto& finding : findings)
        digest += toQString(finding.toString()) + QLatin1Char('\n');
    if (digest == m_shown)
        return;
    m_shown = digest;
    while (auto* item = m_list->takeAt(0)) {
        if (item->widget() != nullptr)
            item->widget()->deleteLater();
        delete item;
    }
    auto sorted = findings;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
    for (const auto& finding : sorted) {
        auto* view = new FindingView(finding);
        if (actionFor) {
            auto [label, action] = actionFor(finding);
            if (!label.isEmpty())
                view->setAction(label, std::move(action));
        }
        m_list->addWidget(view);
    }
    setVisible(!findings.empty());
}

} // namespace meshsso::desktop
