#pragma once

#include "access/AccessRule.h"

#include <QStringList>
#include <QWidget>
#include <functional>
#include <vector>

class QVBoxLayout;

namespace meshsso::desktop {

/// Builds a requirement: any of or all of over roles, client roles, groups, claims and further groups. Typing
/// changes values in place; adding and removing conditions rebuilds the rows.
class RequirementEditor final : public QWidget
{
    Q_OBJECT
public:
    /// Groups nest this deep at most.
    static constexpr int maxDepth = 4;

    explicit RequirementEditor(QWidget* parent = nullptr);

    /// One condition alone comes without a group around it.
    access::Requirement requirement() const;
    /// Shows another one; nothing is rebuilt if it is the one that is shown.
    void setRequirement(const access::Requirement& requirement);
    /// Offered for roles, beside free text.
    void setRoles(const QStringList& roles);

signals:
    /// The operator changed it; isTyping while a text is being typed.
    void edited(bool isTyping);
    /// The rows are new ones, last in the tab order.
    void rebuilt();

private:
    /// Indices of parts from the root down.
    using Path = std::vector<std::size_t>;

    access::Requirement* at(const Path& path);
    void rebuild();
    void addGroup(QVBoxLayout* where, const access::Requirement& group, const Path& path);
    void addLeaf(QVBoxLayout* where, const access::Requirement& leaf, const Path& path);
    /// Changes the shape after the current event, since the button that asks is among what is rebuilt.
    void changeShape(const Path& path, const std::function<void(access::Requirement&)>& change);
    void changeValue(const Path& path, const std::function<void(access::Requirement&)>& change);

    access::Requirement m_requirement;
    QStringList m_roles;
    QWidget* m_rows = nullptr;
};

} // namespace meshsso::desktop
