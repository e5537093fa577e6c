#pragma once

#include "desktop/views/ViewContext.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;

namespace meshsso::desktop {

class FileField;

/// Makes a project of a client that Keycloak has: sign in, choose realm and client.
class ImportCard final : public QWidget
{
    Q_OBJECT
public:
    explicit ImportCard(ViewContext context, QWidget* parent = nullptr);

private:
    void connectTo();
    void refresh();

    ViewContext m_context;
    QLineEdit* m_url;
    QLineEdit* m_user;
    QLineEdit* m_password;
    FileField* m_caFile;
    QCheckBox* m_keep;
    QPushButton* m_connect;
    QWidget* m_choices;
    QComboBox* m_realm;
    QComboBox* m_client;
    QPushButton* m_import;
};

} // namespace meshsso::desktop
