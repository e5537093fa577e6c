#pragma once

#include "core/Log.h"
#include "engine/Settings.h"
#include "session/Revocations.h"

#include <string>

namespace meshsso::engine {

/// Ends sessions before their time: in this process at once, and on the other replicas where there is a
/// channel to them. Bound to one executor, like the channel; the list is shared.
class Revoker
{
public:
    /// channel is null where there are no other replicas to tell, or no way to.
    Revoker(session::Revocations& revocations, session::RevocationChannel* channel, const Clock& clock,
            const Log& log);

    /// One revocation of the provider's users that holds from now on, until all it could end is over.
    session::Revocation make(session::Revocation::Kind kind, std::string value,
                             const Settings& settings) const;

    /// cause and requestId are for the log. False: the other replicas could not be told.
    Task<bool> revoke(session::Revocation revocation, std::string cause, std::string requestId);
    /// The same, but nothing ends here either where the other replicas could not be told: for whoever is told
    /// so and tries again.
    Task<bool> revokeEverywhere(session::Revocation revocation, std::string cause, std::string requestId);
    // What may be done once, over all replicas where there is a channel: begun, and then either finished or
    // given back. That it was done is noted last, so that nothing that breaks on the way makes it look done.

    /// True unless it was done, or is being done in this process. Errors: those of RevocationChannel; then it
    /// has not begun.
    Task<Result<bool>> beginOnce(std::string name, TimePoint until);
    /// It is done. Errors: those of RevocationChannel; then it is to be given back.
    Task<Result<bool>> finishOnce(std::string name, TimePoint until);
    void giveBack(const std::string& name) { m_revocations.unclaim(name); }

private:
    Task<bool> publish(session::Revocation revocation, std::string cause, std::string requestId);

    session::Revocations& m_revocations;
    session::RevocationChannel* m_channel;
    const Clock& m_clock;
    const Log& m_log;
};

} // namespace meshsso::engine
