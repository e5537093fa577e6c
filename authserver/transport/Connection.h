#pragma once

#include <chrono>

namespace meshsso::transport {

/// One connection, of whatever protocol. Lives on its worker's thread.
class Connection
{
public:
    virtual ~Connection() = default;

    virtual void start() = 0;
    /// The server is about to end: the peer is told to come no more, and what is under way is finished.
    virtual void beginDrain() = 0;
    /// Called each second, and more often while draining. Ends what has overstayed; with closeIdle takes no
    /// further requests, and ends when none is under way.
    virtual void checkDeadline(std::chrono::steady_clock::time_point now, bool closeIdle) = 0;
    /// At once, whatever is under way.
    virtual void close() = 0;
};

} // namespace meshsso::transport
