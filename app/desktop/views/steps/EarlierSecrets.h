#pragma once

#include "desktop/views/ViewContext.h"

#include <QWidget>
#include <vector>

class QPushButton;
class QVBoxLayout;

namespace meshsso::desktop {

class CookieSecretRotation;
class Label;

/// The cookie secrets that still open sessions, by reference, each to be forgotten, and the way to rotate the
/// present one. Values are not looked at.
class EarlierSecrets final : public QWidget
{
    Q_OBJECT
public:
    explicit EarlierSecrets(const ViewContext& context, QWidget* parent = nullptr);

private:
    void refresh();
    void refreshRows();
    QWidget* makeRow(std::size_t index, const QString& reference);
    QString sentence() const;

    ViewContext m_context;
    CookieSecretRotation* m_rotation;
    QPushButton* m_rotate;
    Label* m_state;
    QWidget* m_box;
    QVBoxLayout* m_rows;
    std::vector<project::SecretRef> m_shown;
};

} // namespace meshsso::desktop
