#pragma once

#include "core/Log.h"
#include "engine/AuditLog.h"
#include "engine/AuthEngine.h"
#include "engine/HttpReply.h"
#include "engine/SessionKeeper.h"
#include "engine/Telemetry.h"
#include "engine/TokenService.h"

#include <memory>
#include <string>
#include <string_view>

namespace meshsso::engine {

/// The pages of a login: sign_in, start and callback. A browser that signs in again and again without being
/// recognised afterwards is stopped and told why. Bound to one executor.
class LoginFlow
{
public:
    LoginFlow(const AuthEngine& engine, TokenService& tokens, SessionKeeper& keeper, SecureRandom& random,
              const Clock& clock, const Log& log, const AuditLog& audit, Telemetry& telemetry);

    /// GET sign_in?rd=...: the page with the button.
    HttpReply signInPage(const CheckRequest& request, const Snapshot& snapshot) const;
    /// GET start?rd=...: a new login attempt, and off to the identity provider.
    HttpReply start(const CheckRequest& request, const Snapshot& snapshot) const;
    /// GET callback: back from the identity provider.
    Task<HttpReply> callback(CheckRequest request, std::shared_ptr<const Snapshot> snapshot);

private:
    struct ReturnTarget
    {
        bool isGood = false;
        std::string url;
    };
    static ReturnTarget returnTarget(const CheckRequest& request, const Snapshot& snapshot);
    HttpReply refuseReturnUrl(const CheckRequest& request, const Snapshot& snapshot) const;
    HttpReply refuseHost(const CheckRequest& request, const Snapshot& snapshot) const;
    HttpReply unknownAttempt(const CheckRequest& request, const Snapshot& snapshot, std::string_view state,
                             const Error& error) const;
    /// attempt is null where the callback belongs to none.
    HttpReply failed(const CheckRequest& request, const Snapshot& snapshot, const Error& error,
                     const session::LoginAttempt* attempt) const;
    /// Audits and counts a login that came to nothing; session: whose, where that is known.
    void noteFailure(const CheckRequest& request, std::string_view reason, std::string_view detail = {},
                     const session::Session* session = nullptr) const;
    Task<HttpReply> completed(CheckRequest request, std::shared_ptr<const Snapshot> snapshot,
                              session::Session session, session::LoginAttempt attempt) const;
    Task<bool> isSignedIn(CheckRequest request, std::shared_ptr<const Snapshot> snapshot) const;

    const AuthEngine& m_engine;
    TokenService& m_tokens;
    SessionKeeper& m_keeper;
    SecureRandom& m_random;
    const Clock& m_clock;
    const Log& m_log;
    const AuditLog& m_audit;
    Telemetry& m_telemetry;
};

} // namespace meshsso::engine
