#pragma once

#include "desktop/views/ViewContext.h"

namespace meshsso::desktop {

class Field;
class Form;

/// Whether the export holds a Keycloak too, and which: part of the Keycloak page.
class KeycloakWorkloadCard final : public QObject
{
    Q_OBJECT
public:
    /// Fills the form, which is also the parent.
    KeycloakWorkloadCard(ViewContext context, Form* form);

private:
    void refresh();

    ViewContext m_context;
    std::vector<Field*> m_common;     ///< of a Keycloak that we deploy
    std::vector<Field*> m_production; ///< of the production one
    Field* m_environment = nullptr;
};

} // namespace meshsso::desktop
