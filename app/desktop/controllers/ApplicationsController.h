#pragma once

#include "desktop/controllers/AccessTester.h"
#include "desktop/controllers/StepContext.h"
#include "desktop/controllers/StepController.h"
#include "desktop/models/AccessMatrix.h"
#include "desktop/models/AccessRulesModel.h"
#include "desktop/models/ApplicationsModel.h"

#include <functional>

namespace meshsso::desktop {

/// The step of applications and their access rules. Every change is one undoable edit of the document;
/// nothing changes a read-only one.
class ApplicationsController final : public StepController
{
    Q_OBJECT
public:
    explicit ApplicationsController(StepContext context, QObject* parent = nullptr);

    ApplicationsModel* applications() { return &m_applications; }
    /// The selected application's rules.
    AccessRulesModel* rules() { return &m_rules; }
    AccessTester& tester() { return m_tester; }
    /// Computed when it is asked for after a change.
    AccessMatrix* matrix();

    /// Index of the selected application, or -1 when there is none.
    int application() const { return m_application; }
    /// Index of its selected rule, or -1.
    int rule() const { return m_rule; }
    void selectApplication(int index);
    void selectRule(int index);
    /// Null without a selection.
    const project::Application* selectedApplication() const;
    const access::AccessRule* selectedRule() const;
    /// "applications[0]" of the selection, "applications[0].access[1]"; empty without one.
    QString applicationField() const;
    QString ruleField() const;

    /// Adds an application and selects it.
    void addApplication();
    void duplicateApplication();
    void removeApplication();
    /// Adds a rule before a last one that takes everything, else at the end, and selects it.
    void addRule();
    void removeRule();
    /// Moves a rule of the selected application and keeps it selected. False if it cannot move there.
    bool moveRule(int from, int to);
    bool moveSelectedRule(int by) { return moveRule(m_rule, m_rule + by); }
    /// Changes the selected rule; edits of one non-empty field ("paths") merge as typing does.
    bool editRule(const QString& what, const QString& field,
                  const std::function<void(access::AccessRule&)>& change);

    /// Names of the declared roles.
    QStringList roleNames() const;

signals:
    /// Applications, rules or findings are others.
    void changed();
    void selectionChanged();

protected:
    StepState compute() const override;

private:
    using Applications = std::vector<project::Application>;
    bool edit(const QString& what, const std::function<void(Applications&)>& change);
    void followProject();
    void keepSelection(int application, int rule);

    StepContext m_context;
    ApplicationsModel m_applications;
    AccessRulesModel m_rules;
    AccessMatrix m_matrix;
    AccessTester m_tester;
    bool m_isMatrixStale = true;
    int m_application = -1;
    int m_rule = -1;
};

} // namespace meshsso::desktop
