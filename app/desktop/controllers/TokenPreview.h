#pragma once

#include "desktop/controllers/Job.h"
#include "desktop/controllers/KeycloakPlan.h"
#include "keycloak/AdminAccess.h"
#include "keycloak/Evaluate.h"

#include <QObject>
#include <QTimer>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meshsso::desktop {

/// What Keycloak would issue to a user, by its own Evaluate: the user is searched for, the example tokens are
/// fetched and compared with what the project needs, and what is missing can be added. Nothing is issued.
/// GUI thread.
class TokenPreview final : public QObject
{
    Q_OBJECT
public:
    /// At most that many users are offered; more: narrow the search.
    static constexpr std::size_t maxChoices = 25;
    /// After the last key that was pressed.
    static constexpr std::chrono::milliseconds searchDelay{250};

    TokenPreview(StepContext context, KeycloakPlan& plan, QObject* parent = nullptr);

    /// Looks for users whose name or e-mail contains the text; choicesChanged follows. Only the last of
    /// several calls in short order is asked.
    void search(const QString& text);
    Job& searchJob() { return m_searchJob; }
    const keycloak::UserChoices& choices() const { return m_choices; }

    /// Fetching, or adding.
    Job& job() { return m_job; }
    /// Asks for the user's example tokens with these scopes. Nothing happens without a user, or while the
    /// plan lacks what is needed to reach Keycloak.
    void preview(const std::string& username, std::vector<std::string> scopes);
    /// The last answer; it stays while the next one is fetched.
    const std::optional<keycloak::Evaluation>& evaluation() const { return m_evaluation; }
    /// Against the project as it is now.
    const keycloak::NeedsComparison& comparison() const { return m_comparison; }
    /// The declared part changed since, or a plan was applied.
    bool isStale() const;

    /// Adds the comparison's missing part of that index to Keycloak, then fetches the preview again. Nothing
    /// happens when it cannot be added, or the project is read-only.
    void addMissing(std::size_t index);

signals:
    void choicesChanged();
    /// Anything but the choices.
    void changed();

private:
    struct Found;
    using Access = std::shared_ptr<keycloak::AdminAccess>;
    static Task<Result<Access>> open(StepContext context, project::SsoProject project);
    static Task<Found> find(StepContext context, project::SsoProject project, Access access,
                            std::string text);
    static Task<Result<keycloak::Evaluation>> fetch(StepContext context, project::SsoProject project,
                                                    keycloak::EvaluateRequest request);
    static Task<Result<keycloak::Evaluation>> addAndFetch(StepContext context, project::SsoProject project,
                                                          keycloak::MissingPart part,
                                                          keycloak::EvaluateRequest request);
    void startSearch();
    void take(Result<keycloak::Evaluation> evaluation);
    void compare();
    void forget();
    QString host() const;

    StepContext m_context;
    KeycloakPlan& m_plan;
    Job m_searchJob;
    Job m_job;
    QTimer m_searchTimer;
    std::string m_searchText;
    Access m_searchAccess; ///< signed in once for a row of searches
    project::IdentityProvider m_searchProvider;
    keycloak::UserChoices m_choices;
    keycloak::EvaluateRequest m_request;
    std::optional<keycloak::Evaluation> m_evaluation;
    keycloak::NeedsComparison m_comparison;
    KeycloakDeclaration m_running;
    KeycloakDeclaration m_previewedFor;
    bool m_wasApplied = false;
};

} // namespace meshsso::desktop
