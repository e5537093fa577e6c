#pragma once

#include "core/Clock.h"
#include "desktop/models/ClaimTreeModel.h"

#include <QWidget>
#include <optional>
#include <utility>

class QTreeView;

namespace meshsso::desktop {

class InspectorController;
class CodeView;
class Label;

/// The decoded token as a tree, and the chosen claim in full: value, meaning, where it comes from.
class InspectorClaimsView final : public QWidget
{
    Q_OBJECT
public:
    explicit InspectorClaimsView(InspectorController& controller, QWidget* parent = nullptr);
    void refresh();
    void refreshTime(TimePoint now);
    /// Shows the claim that holds that character of the raw token; -1: none.
    void point(int character);

signals:
    /// The characters of the claim under the pointer, or of the chosen one.
    void pointed(int offset, int length);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showClaim(const QModelIndex& index);
    void mark(const QModelIndex& index);

    InspectorController& m_controller;
    ClaimTreeModel m_model;
    QTreeView* m_tree;
    Label* m_title;
    CodeView* m_value;
    Label* m_time;
    Label* m_meaning;
    Label* m_origin;
    std::optional<std::pair<int, std::size_t>> m_shown; ///< so that a choice survives looking again
    std::optional<qint64> m_seconds;
    bool m_isPointing = false;
};

} // namespace meshsso::desktop
