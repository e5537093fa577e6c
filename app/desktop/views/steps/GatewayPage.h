#pragma once

#include "desktop/views/StepPage.h"

namespace meshsso::desktop {

class CertificateStack;
class EmptyState;
class Field;
class JobBar;
class Label;

/// The page of the step "Gateway and certificate".
class GatewayPage final : public StepPage
{
    Q_OBJECT
public:
    explicit GatewayPage(ViewContext context, QWidget* parent = nullptr);
    PageHelp help() const override;

private:
    void addAddress();
    void addPorts(Form* form);
    void addCertificate();
    Field* addFile(Form* form, const QString& path, const QString& label, const QString& help,
                   std::string project::GatewayTls::*member);
    void refresh();
    void refreshActions();
    void make();

    CertificateStack* m_stack = nullptr;
    EmptyState* m_empty = nullptr;
    Label* m_file = nullptr;
    JobBar* m_jobBar = nullptr;
    std::vector<Field*> m_fileFields;
    std::vector<Field*> m_authorityFields;
    Field* m_validity = nullptr;
    QPushButton* m_makeAuthority = nullptr;
};

} // namespace meshsso::desktop
