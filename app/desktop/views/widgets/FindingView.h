#pragma once

#include "core/Finding.h"

#include <QWidget>
#include <functional>

class QVBoxLayout;

namespace meshsso::desktop {

/// One finding: icon, what is wrong, the fix, and its code in small. Can carry one button that does the fix
/// or goes to where it is done.
class FindingView final : public QWidget
{
    Q_OBJECT
public:
    explicit FindingView(const Finding& finding, QWidget* parent = nullptr);
    /// A button below the text.
    void setAction(const QString& label, std::function<void()> action);

private:
    QVBoxLayout* m_text;
};

/// Findings below each other, errors first; nothing at all when there are none.
class FindingListView final : public QWidget
{
    Q_OBJECT
public:
    explicit FindingListView(QWidget* parent = nullptr);
    /// actionFor may return a label and an action for a finding, or an empty label.
    using Action = std::pair<QString, std::function<void()>>;
    void setFindings(const Findings& findings, const std::function<Action(const Finding&)>& actionFor = {});

private:
    QVBoxLayout* m_list;
    QString m_shown;
};

} // namespace meshsso::desktop
