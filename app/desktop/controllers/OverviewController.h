#pragma once

#include "desktop/controllers/ClientImportController.h"
#include "desktop/controllers/DriftController.h"
#include "desktop/controllers/StepContext.h"
#include "desktop/controllers/StepController.h"
#include "desktop/models/FlowModel.h"

#include <functional>
#include <optional>
#include <vector>

namespace meshsso::desktop {

/// What the short form for a new project asks.
struct NewProjectAnswers
{
    std::string name;
    std::string address;     ///< of the gateway; may be empty
    std::string keycloakUrl; ///< may be empty
    std::string application; ///< name and Service; may be empty
    int port = 8000;         ///< of the application's Service
};

/// What to do next: the first step that is not in order.
struct NextThing
{
    StepId step;
    QString sentence;
    QString action;
};

/// The step of the flow picture, what to do next, and how a project comes to be.
class OverviewController final : public StepController
{
    Q_OBJECT
public:
    /// steps are the others, in the stepper's order; they outlive this object.
    OverviewController(StepContext context, std::vector<StepController*> steps, KeycloakPlan& plan,
                       QObject* parent = nullptr);

    /// How a request travels, with the state of each part.
    Flow flow() const;
    /// Nothing once every step is in order, or without a project.
    std::optional<NextThing> nextThing() const;
    DriftController& drift() { return m_drift; }
    ClientImportController& clientImport() { return m_import; }

    /// The project that the answers mean; what was left out is asked for by the steps.
    static project::SsoProject projectOf(const NewProjectAnswers& answers);
    /// Looks for the project file that an export folder was made from: in it, and up to two folders above.
    /// done gets its path, or nothing. An export alone cannot be read back.
    void findProject(const QString& folder, std::function<void(std::optional<QString>)> done);

signals:
    /// Flow or next thing.
    void changed();

protected:
    StepState compute() const override;

private:
    StepStatus statusOfStep(StepId step) const;
    StepStatus worseOf(StepId a, StepId b) const;
    NextThing describe(StepId step, StepStatus status) const;

    StepContext m_context;
    std::vector<StepController*> m_steps;
    DriftController m_drift;
    ClientImportController m_import;
    Job m_search;
};

} // namespace meshsso::desktop
