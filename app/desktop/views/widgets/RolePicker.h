#pragma once

#include <QListWidget>
#include <string>
#include <vector>

namespace meshsso::desktop {

/// Roles to tick: those that the project declares, and those that were chosen without being declared. Space
/// ticks, arrows move.
class RolePicker final : public QListWidget
{
    Q_OBJECT
public:
    explicit RolePicker(QWidget* parent = nullptr);

    /// Nothing is emitted. A list that shows the same stays as it is, so that the operator's place does too.
    void setRoles(const std::vector<std::string>& declared, const std::vector<std::string>& chosen);
    /// In the list's order.
    std::vector<std::string> chosen() const;

signals:
    /// The operator ticked or unticked a role.
    void chosenChanged();

private:
    std::vector<std::string> m_roles; ///< a row each
};

} // namespace meshsso::desktop
