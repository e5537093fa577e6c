#pragma once

#include "core/Clock.h"
#include "core/Result.h"
#include "core/Task.h"
#include "session/Session.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace meshsso::session {

/// An end of sessions before their time.
struct Revocation
{
    enum class Kind {
        ProviderSession, ///< value: the identity provider's sid (OIDC Back-Channel Logout 1.0, 2.4)
        Subject,         ///< value: sub; every session of that user that began at or before "before"
        Session,         ///< value: our own session id
    };
    Kind kind = Kind::Session;
    std::string issuer; ///< whose sid or sub it is
    std::string value;
    /// API clients' tokens end with their user too, and may be good for longer than a session of ours.
    static constexpr std::chrono::hours longestToken{24};

    TimePoint before; ///< Subject: sessions that began later go on
    TimePoint until;  ///< when no session that it could end is left, so that it can be forgotten
    bool operator==(const Revocation&) const = default;
};

/// Where revocations go so that other replicas learn of them. Bound to one executor. Errors: those of
/// SessionStore.
class RevocationChannel
{
public:
    virtual ~RevocationChannel() = default;
    /// Kept for replicas that start later, told to those that run, and the store's sessions it ends removed.
    virtual Task<Result<bool>> publish(Revocation revocation) = 0;
    /// True once, then false until "until": for a logout token's jti over all replicas (RFC 7519 4.1.7).
    virtual Task<Result<bool>> claimOnce(std::string name, TimePoint until) = 0;
    /// True from claimOnce() until its "until".
    virtual Task<Result<bool>> isClaimed(std::string name) = 0;
};

/// The revocations that this process knows, asked on each request. Thread-safe; asking costs an atomic load
/// while there are none.
class Revocations
{
public:
    /// How long what is cached may go on after the other replicas were last heard.
    static constexpr std::chrono::seconds maxSilence{30};

    explicit Revocations(const Clock& clock);

    /// Adds it, and now and then forgets those whose time is over.
    void add(Revocation revocation);
    bool isRevoked(std::string_view issuer, const Session& session) const;

    /// The first second that a session may say to have begun in without falling under what its user's
    /// sessions were ended by: for one that begins after that, and in the same second. The epoch: any.
    TimePoint firstSecondAfter(std::string_view issuer, std::string_view subject) const;

    /// With a channel, what was loaded at loadedAt can be relied on until maxSilence after that or after the
    /// channel was last heard, whichever is later. Without one, always.
    bool isConfirmed(TimePoint loadedAt, TimePoint now) const noexcept;
    /// There is a channel from now on.
    void expectChannel() noexcept { m_hasChannel.store(true, std::memory_order_release); }
    /// The channel is alive: everything published until then is known.
    void heard(TimePoint at) noexcept;

    /// True once in this process, then false until "until": RevocationChannel::claimOnce where there is none.
    bool claimOnce(std::string name, TimePoint until);
    /// Lets the name be claimed again.
    void unclaim(const std::string& name);

    std::size_t count() const;
    /// Called for each new revocation on the thread that adds it: for caches. Set before there is traffic.
    void onAdded(std::function<void(const Revocation&)> listener) { m_listener = std::move(listener); }

private:
    static std::string keyOf(Revocation::Kind kind, std::string_view issuer, std::string_view value);

    const Clock& m_clock;
    std::function<void(const Revocation&)> m_listener;
    mutable std::shared_mutex m_mutex;
    std::unordered_map<std::string, Revocation> m_byKey;
    TimePoint m_sweepAt{};
    std::unordered_map<std::string, TimePoint> m_claimed; ///< name -> until
    std::atomic<std::size_t> m_count{0};
    std::atomic<bool> m_hasChannel{false};
    std::atomic<std::int64_t> m_heardAt{0}; ///< Unix milliseconds
};

} // namespace meshsso::session
