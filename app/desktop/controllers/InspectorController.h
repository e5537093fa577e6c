#pragma once

#include "desktop/controllers/Job.h"
#include "desktop/controllers/StepContext.h"
#include "desktop/controllers/StepController.h"
#include "desktop/controllers/TokenSlot.h"
#include "desktop/models/AccessReading.h"
#include "keycloak/Evaluate.h"

#include <optional>

namespace meshsso::desktop {

/// What one rule of the project says to the token's claims, whatever the request.
struct RuleVerdict
{
    QString rule; ///< "httpbin: users"
    QString paths;
    QString who; ///< whom the rule asks for
    bool isAllowed = false;
    QString reason;
};

/// The step of the token inspector, behind its page and its window. Nothing that is pasted here leaves the
/// machine or is written to disk, and the log does not hear of it.
class InspectorController final : public StepController
{
    Q_OBJECT
public:
    enum class KeySource { None, ProjectIssuer, TokenIssuer, Pasted };

    explicit InspectorController(StepContext context, QObject* parent = nullptr);

    /// The token looked at, and the one it is compared with.
    TokenSlot& token() { return m_token; }
    TokenSlot& other() { return m_other; }
    void inspect(SecretString text);
    void compareWith(SecretString text);
    /// Wipes both tokens; the keys stay.
    void clear();

    /// The tokens of the last login test, for useLastLogin().
    void setLastLogin(const SecretString& accessToken, const SecretString& idToken);
    bool hasLastLogin() const { return !m_lastLogin.empty(); }
    void useLastLogin();

    /// Where the keys are from that verify signatures.
    KeySource keySource() const { return m_keySource; }
    /// "2 keys of https://sso.example.com/realms/shop"; empty without keys.
    QString keysText() const;
    /// Fetching keys.
    Job& keysJob() { return m_keysJob; }
    QString projectIssuer() const;
    /// The issuer that the token itself names, if it is another one; it says where to connect, so ask first.
    QString tokenIssuer() const;
    void fetchProjectKeys();
    void fetchTokenIssuerKeys();
    /// A JWKS, a JWK or PEM text. Errors: those of login::parseVerificationKey; the present keys stay then.
    Result<void> usePastedKeys(const QString& text);
    void forgetKeys();

    /// Which mapper produced a claim, from the last Evaluate.
    void setOrigins(std::vector<keycloak::ClaimOrigin> origins);
    const std::vector<keycloak::ClaimOrigin>& origins() const { return m_origins; }

    /// The request that is judged; host empty: the gateway's address.
    struct Request
    {
        QString method = QStringLiteral("GET");
        QString path = QStringLiteral("/");
        QString host;
    };
    const Request& request() const { return m_request; }
    void setRequest(const Request& request);
    QString defaultHost() const;
    /// What the project's rules say to that request with this token; nothing without claims.
    std::optional<Result<AccessAnswer>> answer() const;
    /// Every rule of the project against the token's claims.
    std::vector<RuleVerdict> verdicts() const;

    const std::vector<login::ClaimDifference>& differences() const { return m_differences; }

    TimePoint now() const { return m_context.services.clock.now(); }
    /// Once a second while somebody looks: looks again when a date of the token has passed.
    void tick();

signals:
    void changed();

protected:
    StepState compute() const override;

private:
    TokenContext tokenContext() const;
    void inspectAgain();
    void onTokenChanged();
    void compare();
    void takeKeys(crypto::JwkSet keys, KeySource source, const QString& issuer);
    void fetchKeys(const std::string& issuer, KeySource source);
    const json::object* claims() const;

    StepContext m_context;
    TokenSlot m_token;
    TokenSlot m_other;
    SecretString m_lastLogin;
    std::shared_ptr<const crypto::JwkSet> m_keys;
    KeySource m_keySource = KeySource::None;
    QString m_keysOf;
    std::vector<keycloak::ClaimOrigin> m_origins;
    Request m_request;
    std::vector<login::ClaimDifference> m_differences;
    std::optional<Task<std::vector<login::ClaimDifference>>> m_comparison;
    std::optional<Task<std::vector<login::ClaimDifference>>> m_retired;
    TimePoint m_inspectedAt;
    Job m_keysJob;
};

} // namespace meshsso::desktop
