#pragma once

#include "desktop/views/ViewContext.h"

#include <QWidget>

class QLineEdit;

namespace meshsso::desktop {

class ApplicationsController;
class FindingListView;
class Form;
class RequirementEditor;

/// The editor of the selected rule; made anew for another one.
class RuleForm final : public QWidget
{
    Q_OBJECT
public:
    RuleForm(const ViewContext& context, ApplicationsController& controller, QWidget* parent = nullptr);
    bool reveal(const QString& field);

private:
    void refresh();
    void addFields(std::size_t application, std::size_t rule);

    ViewContext m_context;
    ApplicationsController& m_controller;
    QString m_field;
    Form* m_form;
    QLineEdit* m_methods = nullptr;
    QWidget* m_requirementBox;
    RequirementEditor* m_requirement;
    FindingListView* m_findings;
};

} // namespace meshsso::desktop
