#pragma once

#include "Sandbox.h"

namespace meshsso::test {

/// A wall clock of their own for the servers that the sandbox starts while this object is there. It goes with
/// the machine's, which is also Keycloak's and the gateway's, until it is moved.
class ServerClock
{
public:
    explicit ServerClock(Sandbox& sandbox);
    ~ServerClock();
    ServerClock(const ServerClock&) = delete;
    ServerClock& operator=(const ServerClock&) = delete;

    /// How far it is ahead from now on, also for servers that run; negative: behind.
    void move(std::chrono::seconds ahead);

private:
    Sandbox& m_sandbox;
    const QString m_file;
    const QProcessEnvironment m_before;
};

} // namespace meshsso::test
