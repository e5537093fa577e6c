#pragma once

#include "core/Clock.h"
#include "redis/RedisClient.h"
#include "redis/RedisKeys.h"
#include "session/Revocations.h"

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <memory>

namespace meshsso::redis {

/// Follows the stream of revocations into this process' list: reads all of it first and again whenever the
/// connection was lost, then waits for what is new. A stream rather than publish/subscribe, as each reading
/// says where it goes on: nothing can be missed in between, and "nothing new" is an answer too.
class RevocationFeed
{
public:
    /// Makes the list expect a channel. The list outlives the feed, the client both.
    RevocationFeed(RedisClient& client, session::Revocations& list, const Clock& clock);
    ~RevocationFeed();
    RevocationFeed(const RevocationFeed&) = delete;
    RevocationFeed& operator=(const RevocationFeed&) = delete;

    /// Until when every revocation that was published is known; the epoch: not yet at all. Any thread.
    TimePoint lastHeard() const noexcept;
    /// The last question was answered. Redis that hangs is found out when one is not, within the settings'
    /// longPoll and time-out. Any thread.
    bool isAlive() const noexcept;

private:
    class Private;
    std::shared_ptr<Private> m_d;
};

} // namespace meshsso::redis
