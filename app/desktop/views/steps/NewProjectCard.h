#pragma once

#include "desktop/controllers/OverviewController.h"
#include "desktop/views/widgets/Card.h"

class QLineEdit;
class QSpinBox;

namespace meshsso::desktop {

/// The short form from which a project is made.
class NewProjectCard final : public QWidget
{
    Q_OBJECT
public:
    explicit NewProjectCard(QWidget* parent = nullptr);
    NewProjectAnswers answers() const;
    /// A name is given; the rest may come later.
    bool isComplete() const;

signals:
    void edited();
    /// Enter was pressed in the form.
    void submitted();

private:
    QLineEdit* m_name;
    QLineEdit* m_address;
    QLineEdit* m_keycloakUrl;
    QLineEdit* m_application;
    QSpinBox* m_port;
};

} // namespace meshsso::desktop
