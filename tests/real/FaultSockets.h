#pragma once

#include <string_view>
#include <vector>

namespace meshsso::test {

/// Plain connections to a port of 127.0.0.1 that behave as no client should.
class FaultSockets
{
public:
    FaultSockets(int port, std::size_t count);
    ~FaultSockets();
    FaultSockets(const FaultSockets&) = delete;
    FaultSockets& operator=(const FaultSockets&) = delete;

    /// On each, as far as it goes without waiting.
    void send(std::string_view text) const;
    /// Forgets those that the server has closed, and returns how many there still are.
    std::size_t stillOpen();
    /// From now on no packet reaches them: the server hears nothing, no acknowledgement and no end.
    void vanish() const;

private:
    std::vector<int> m_open;
};

} // namespace meshsso::test
