#include "desktop/views/inspector/InspectorCompareView.h"

#include "desktop/controllers/InspectorController.h"
#include "desktop/models/Text.h"
#include "desktop/models/TokenText.h"
#include "desktop/views/Icons.h"
#include "desktop/views/widgets/CalmWheel.h"
#include "desktop/views/widgets/Label.h"
#include "desktop/views/widgets/RowTable.h"
#include "desktop/views/widgets/TokenView.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace meshsso::desktop {

InspectorCompareView::InspectorCompareView(ViewContext context, QWidget* parent)
    : QWidget(parent), m_controller(context.workspace.inspector())
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, Theme::grid, 0, 0);
    column->setSpacing(Theme::grid);
    auto* head = new QHBoxLayout;
    head->setSpacing(Theme::grid);
    m_chooser = new QComboBox;
    m_chooser->setAccessibleName(tr("Token of the second text"));
    m_chooser->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_chooser->setMinimumContentsLength(12);
    calmWheel(m_chooser);
    head->addWidget(m_chooser, 8);
    head->addStretch(1);
    auto* paste = new QPushButton(icon(QStringLiteral("clipboard-paste")), tr("Paste the second token"));
    paste->setObjectName(QStringLiteral("pasteOther"));
    m_clear = new QPushButton(tr("Remove it"));
    head->addWidget(paste);
    head->addWidget(m_clear);
    column->addLayout(head);
    m_raw = new TokenView(tr("Second raw token. Paste or drop here."));
    m_raw->setObjectName(QStringLiteral("otherToken"));
    m_raw->setPlaceholderText(tr("Paste or drop the token to compare with."));
    m_raw->setFixedHeight(4 * m_raw->fontMetrics().lineSpacing());
    column->addWidget(m_raw);
    m_summary = new Label;
    m_summary->setObjectName(QStringLiteral("comparison"));
    column->addWidget(m_summary);
    m_table = new RowTable(&m_model, -1, tr("Differences of the two tokens"));
    m_table->setObjectName(QStringLiteral("differences"));
    m_table->setMaxRows(14);
    m_table->setStretch({DifferencesModel::Left, DifferencesModel::Right});
    column->addWidget(m_table);
    column->addStretch(1);

    const auto take = [this](const QString& text) { m_controller.compareWith(SecretString(toUtf8(text))); };
    connect(m_raw, &TokenView::textGiven, this, take);
    connect(paste, &QPushButton::clicked, this, [take] { take(QGuiApplication::clipboard()->text()); });
    connect(m_clear, &QPushButton::clicked, &m_controller.other(), &TokenSlot::clear);
    connect(m_chooser, &QComboBox::activated, &m_controller.other(), &TokenSlot::setCurrentIndex);
    connect(&m_controller.other(), &TokenSlot::changed, this, [this] { m_shown = -1; });
    refresh();
}

void InspectorCompareView::refresh()
{
    auto& other = m_controller.other();
    const auto* token = other.current();
    if (m_shown != other.revision()) {
        m_shown = other.revision();
        m_raw->show(token != nullptr ? other.currentText() : other.text(), token);
        m_chooser->clear();
        for (const auto& each : other.tokens())
            m_chooser->addItem(tokenTitle(each));
        m_chooser->setCurrentIndex(other.currentIndex());
        m_chooser->setVisible(other.tokens().size() > 1);
    }
    const auto& differences = m_controller.differences();
    m_clear->setVisible(!other.isEmpty());
    m_model.show(differences);
    m_table->setVisible(!differences.empty());
    const auto count =
        std::count_if(differences.begin(), differences.end(), [](const login::ClaimDifference& d) {
            return d.comparison != login::ClaimComparison::Equal;
        });
    QString summary;
    if (!other.isEmpty() && !other.isInspecting()) {
        if (token == nullptr || token->form != login::TokenForm::Jws)
            summary = token == nullptr ? tr("There is no text here.") : tokenTitle(*token);
        else if (count == 0)
            summary = tr("The claims are the same.");
        else
            summary = tr("%n claim(s) differ.", nullptr, static_cast<int>(count));
    }
    m_summary->setText(summary);
    m_summary->setVisible(!summary.isEmpty());
}

} // namespace meshsso::desktop
