#pragma once

#include "core/Executor.h"
#include "core/Result.h"
#include "core/Task.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace meshsso::net {

struct LoopbackOptions
{
    std::uint16_t port = 0;         ///< 0: one that is free
    std::string path = "/callback"; ///< starts with '/', compared to the character
    /// Says whether the state is the one that was sent; compare in constant time. Called on the listener's
    /// own thread. Without it nothing is accepted.
    std::function<bool(std::string_view state)> isExpectedState;
    std::chrono::milliseconds deadline{std::chrono::minutes(5)};
    std::chrono::milliseconds connectionTimeout{std::chrono::seconds(10)};
    std::size_t maxConnections = 16; ///< at a time; more are closed unread
    std::string doneTitle = "Sign-in finished";
    std::string doneText = "You can close this window and go back to MeshSSO."; ///< shown escaped
    std::string failedTitle = "Sign-in did not succeed"; ///< where the answer is an error
    std::string failedText = "Go back to MeshSSO, which says why.";
    std::string language = "en"; ///< the page's lang attribute
};

struct LoopbackCallback
{
    std::string query; ///< as received, without '?': for oidc::parseAuthorizationResponse; holds the code
};

/// The redirect target of a login in the system browser (RFC 8252 section 7.3): listens on 127.0.0.1 and only
/// there, takes one GET with the right path, Host and state and with a code or an error, answers it with a
/// small static page, and closes. Anything else gets a plain error and listening goes on. Requests have at
/// most 8 KiB. Works on a thread of its own; destroying it closes the port and ends the thread.
class LoopbackListener
{
public:
    static constexpr std::size_t maxRequestBytes = std::size_t{8} * 1024;

    /// Starts listening. Errors: Conflict (the port is taken), IoError, InvalidArgument (path, no predicate).
    static Result<LoopbackListener> listen(Executor& executor, LoopbackOptions options);

    LoopbackListener(LoopbackListener&&) noexcept;
    LoopbackListener& operator=(LoopbackListener&&) noexcept;
    ~LoopbackListener();

    std::uint16_t port() const;
    /// "http://127.0.0.1:<port><path>".
    std::string redirectUri() const;

    /// The callback, once the browser has its page; call it once, on the executor's thread. It may come
    /// before anybody asks. Dropping the task closes the listener. Errors: Timeout (the deadline passed),
    /// IoError, Cancelled (the listener was destroyed first).
    Task<Result<LoopbackCallback>> callback();

private:
    class Private;
    explicit LoopbackListener(std::shared_ptr<Private> d);
    std::shared_ptr<Private> m_d;
};

} // namespace meshsso::net
