#pragma once

#include "desktop/views/StepPage.h"

class QCheckBox;
class QComboBox;

namespace meshsso::desktop {

class Card;
class FactList;
class Field;
class JobBar;
class Label;

/// The page of the step "Keycloak".
class KeycloakPage final : public StepPage
{
    Q_OBJECT
public:
    explicit KeycloakPage(ViewContext context, QWidget* parent = nullptr);
    PageHelp help() const override;

private:
    void addAddress();
    void addTls(Form* form);
    void addAdministration();
    void addResult();
    void setVerifyTls(bool on);
    void useSignIn(bool byClient);
    void refresh();
    void refreshResult();

    QCheckBox* m_verifyTls = nullptr;
    QComboBox* m_signIn = nullptr;
    std::vector<Field*> m_userFields;
    std::vector<Field*> m_clientFields;
    JobBar* m_jobBar = nullptr;
    Card* m_result = nullptr;
    FactList* m_facts = nullptr;
    FactList* m_probes = nullptr;
    Label* m_when = nullptr;
};

} // namespace meshsso::desktop
