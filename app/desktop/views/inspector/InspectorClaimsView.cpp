#include "desktop/views/inspector/InspectorClaimsView.h"

#include "desktop/controllers/InspectorController.h"
#include "desktop/models/Text.h"
#include "desktop/models/TokenText.h"
#include "desktop/views/Theme.h"
#include "desktop/views/widgets/CodeView.h"
#include "desktop/views/widgets/Label.h"

#include <QEvent>
#include <QHeaderView>
#include <QStyledItemDelegate>
#include <QTreeView>
#include <QVBoxLayout>

namespace meshsso::desktop {

namespace {

/// Rows as high as those of the other tables.
class RoomyDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const QSize size = QStyledItemDelegate::sizeHint(option, index);
        return {size.width(), size.height() + Theme::grid};
    }
};

} // namespace

InspectorClaimsView::InspectorClaimsView(InspectorController& controller, QWidget* parent)
    : QWidget(parent), m_controller(controller)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, Theme::grid, 0, 0);
    column->setSpacing(Theme::grid);
    m_tree = new QTreeView;
    m_tree->setObjectName(QStringLiteral("claims"));
    m_tree->setAccessibleName(tr("Claims of the token"));
    m_tree->setModel(&m_model);
    m_tree->setUniformRowHeights(true);
    m_tree->setItemDelegate(new RoomyDelegate(m_tree));
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setMouseTracking(true);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->header()->setStretchLastSection(true);
    m_tree->setMinimumHeight(16 * fontMetrics().height());
    m_tree->viewport()->installEventFilter(this);
    column->addWidget(m_tree, 1);
    m_title = new Label({}, TextRole::Strong);
    m_value = new CodeView;
    m_value->setObjectName(QStringLiteral("claimValue"));
    m_value->setAccessibleName(tr("Value of the claim"));
    m_value->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_value->setWordWrapMode(QTextOption::WrapAnywhere);
    m_value->setFixedHeight(4 * m_value->fontMetrics().lineSpacing());
    m_time = new Label;
    m_meaning = new Label;
    m_origin = new Label({}, TextRole::Muted);
    for (auto* part : std::initializer_list<QWidget*>{m_title, m_value, m_time, m_meaning, m_origin}) {
        part->hide();
        column->addWidget(part);
    }
    connect(m_tree, &QTreeView::entered, this, &InspectorClaimsView::mark);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& index) {
                showClaim(index);
                mark(index);
            });
}

bool InspectorClaimsView::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Leave)
        mark(m_tree->currentIndex());
    return QWidget::eventFilter(watched, event);
}

void InspectorClaimsView::mark(const QModelIndex& index)
{
    auto row = index.siblingAtColumn(0);
    emit pointed(row.data(ClaimTreeModel::OffsetRole).toInt(), row.data(ClaimTreeModel::LengthRole).toInt());
}

void InspectorClaimsView::point(int character)
{
    if (character < 0 || m_isPointing)
        return;
    const auto index = m_model.rowAt(character);
    if (!index.isValid() || index == m_tree->currentIndex().siblingAtColumn(0))
        return;
    m_isPointing = true;
    m_tree->setCurrentIndex(index);
    m_isPointing = false;
}

void InspectorClaimsView::refresh()
{
    const auto& slot = m_controller.token();
    const auto* token = slot.current();
    if (token == nullptr || token->form != login::TokenForm::Jws) {
        m_model.clearToken();
        m_shown.reset();
        showClaim({});
        return;
    }
    // Looking again (a key came, a date passed) leaves tree and choice as they are.
    const std::pair shown(slot.revision(), m_controller.origins().size());
    if (m_shown == shown)
        return;
    m_shown = shown;
    m_model.show(*token, slot.text(), m_controller.origins());
    m_tree->expand(m_model.index(0, 0));
    m_tree->expand(m_model.index(1, 0));
    m_tree->header()->resizeSection(ClaimTreeModel::Claim, 22 * fontMetrics().averageCharWidth() + 60);
    m_tree->header()->resizeSection(ClaimTreeModel::Value, 34 * fontMetrics().averageCharWidth());
    showClaim({});
}

void InspectorClaimsView::showClaim(const QModelIndex& index)
{
    const auto row = index.siblingAtColumn(0);
    const QString path = row.data(ClaimTreeModel::PathRole).toString();
    const auto put = [](Label* label, const QString& text) {
        label->setText(text);
        label->setVisible(!text.isEmpty());
    };
    put(m_title, path);
    m_value->setCode(row.data(ClaimTreeModel::FullValueRole).toString());
    m_value->setVisible(!path.isEmpty());
    const QString meaning = row.data(ClaimTreeModel::ExplanationRole).toString();
    put(m_meaning, path.isEmpty()      ? QString()
                   : meaning.isEmpty() ? tr("Not a claim that OpenID Connect or Keycloak defines.")
                                       : meaning);
    const QString origin = row.data(ClaimTreeModel::OriginRole).toString();
    put(m_origin, origin.isEmpty() ? QString() : tr("Where it comes from: %1").arg(origin));
    const auto time = row.data(ClaimTreeModel::TimeRole);
    m_seconds = time.isValid() ? std::optional<qint64>(time.toLongLong()) : std::nullopt;
    refreshTime(m_controller.now());
}

void InspectorClaimsView::refreshTime(TimePoint now)
{
    m_time->setVisible(m_seconds.has_value());
    if (m_seconds) {
        const auto moment = fromUnixSeconds(*m_seconds);
        m_time->setText(tr("%1 in local time, %2").arg(localTime(moment), relativeTimeText(moment, now)));
    }
}

} // namespace meshsso::desktop
