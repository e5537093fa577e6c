#pragma once

#include "desktop/controllers/Job.h"
#include "desktop/controllers/StepContext.h"
#include "keycloak/Provisioner.h"

#include <QObject>
#include <optional>
#include <string>
#include <vector>

namespace meshsso::desktop {

/// The part of the project that Keycloak's objects are compiled from, and where it is reached: a plan is out
/// of date when this is another.
struct KeycloakDeclaration
{
    project::IdentityProvider provider; ///< without what only the cluster reads
    project::Client client;
    project::Claims claims;
    std::vector<project::Role> roles;
    std::vector<project::User> users;
    std::vector<std::string> redirectUris; ///< effective: they follow the gateway and the applications
    std::vector<std::string> postLogoutRedirectUris;

    static KeycloakDeclaration of(const project::SsoProject& project);
    bool operator==(const KeycloakDeclaration&) const = default;
};

/// What apply would change in Keycloak, and the apply itself: one plan for realm, client, users and claims,
/// shared by their pages and by the overview's drift check. GUI thread.
class KeycloakPlan final : public QObject
{
    Q_OBJECT
public:
    /// Why no plan can be made yet.
    enum class Lack { Nothing, Project, Url, Realm, Client, Admin, Errors };
    /// How the last apply ended.
    enum class Outcome { None, Applied, Cancelled, Failed };

    explicit KeycloakPlan(StepContext context, QObject* parent = nullptr);

    Lack lack() const;
    /// In the operator's language; empty when nothing is lacking.
    QString lackText() const;
    /// The field to go to ("identityProvider.admin"); empty when nothing is lacking.
    QString lackField() const;

    /// Planning or applying; one at a time.
    Job& job() { return m_job; }
    const Job& job() const { return m_job; }
    bool isApplying() const { return m_isApplying; }
    /// The last plan; it stays while the next one is made.
    const std::optional<keycloak::Plan>& plan() const { return m_plan; }
    /// Another number with each other plan(), for who keeps what was made of it.
    quint64 revision() const { return m_revision; }
    /// The project changed since, or somebody wrote to Keycloak beside the plan.
    bool isStale() const;
    /// There is a plan of the present project, and it is empty.
    bool isInSync() const { return m_plan && m_plan->empty() && !isStale(); }
    /// There is a plan of the present project with something to do, and nothing stands in its way.
    bool canApply() const;

    Outcome outcome() const { return m_outcome; }
    /// What the last apply wrote, in order; also of one that was cancelled or failed.
    const std::vector<keycloak::ApplyStep>& done() const { return m_done; }

    /// Compares Keycloak with the project; writes nothing. Nothing happens while something is lacking.
    void make();
    /// As make(); a client secret without a place gets one in the keychain first, so that apply can read it
    /// back. For the operator's own wish only: it edits the project.
    void makeToApply();
    /// Makes Keycloak as the plan shows, then plans again. Looks once more before it writes: when there is
    /// something to do that was not shown, nothing is written, and the new plan is shown instead (the job
    /// fails with Conflict). Nothing happens unless canApply().
    void apply();
    /// Somebody else wrote to Keycloak: the plan may be another.
    void markOutdated();

signals:
    /// Anything of the above.
    void changed();
    /// A plan was made; plan() has it.
    void planReady();
    /// An apply ran to its end; plan() is the one read back afterwards.
    void applied();

private:
    struct Applied;
    static Task<Result<keycloak::Plan>> planOf(StepContext context, project::SsoProject project);
    static Task<Applied> applyOf(StepContext context, project::SsoProject project, keycloak::Plan shown,
                                 keycloak::Provisioner::Progress progress);
    void take(keycloak::Plan plan);
    void finishApply(Applied result);
    void onFinished();
    void onDocumentChanged();
    void forget();
    QString host() const;

    StepContext m_context;
    Job m_job;
    std::optional<keycloak::Plan> m_plan;
    KeycloakDeclaration m_plannedFor;
    KeycloakDeclaration m_running; ///< what the run under way works with
    quint64 m_revision = 0;
    bool m_wasWritten = false;
    bool m_isApplying = false;
    Outcome m_outcome = Outcome::None;
    std::vector<keycloak::ApplyStep> m_done;
};

} // namespace meshsso::desktop
