#pragma once

#include <atomic>
#include <cstddef>

namespace meshsso::grpcapi {

/// The memory that all connections may take together. What only waits may not take the last of it: checks of
/// connections that are there need no more than a moment, and come first. Any thread.
class BufferBudget
{
public:
    explicit BufferBudget(std::size_t bytes) : m_left(bytes), m_half(bytes / 2), m_quarter(bytes / 4) {}

    /// What must be left when a connection is taken, or a check that waits.
    std::size_t reserveOfConnections() const noexcept { return m_half; }
    std::size_t reserveOfWaiting() const noexcept { return m_quarter; }

    /// False, and nothing is taken, if there is not so much left beside the reserve.
    bool take(std::size_t bytes, std::size_t reserve = 0) noexcept
    {
        auto left = m_left.load(std::memory_order_relaxed);
        do {
            if (left < bytes || left - bytes < reserve)
                return false;
        } while (!m_left.compare_exchange_weak(left, left - bytes, std::memory_order_relaxed));
        return true;
    }
    void giveBack(std::size_t bytes) noexcept { m_left.fetch_add(bytes, std::memory_order_relaxed); }

private:
    std::atomic<std::size_t> m_left;
    std::size_t m_half;
    std::size_t m_quarter;
};

/// What its holder has taken of the budget, given back with it.
class BufferShare
{
public:
    explicit BufferShare(BufferBudget& budget) : m_budget(budget) {}
    ~BufferShare() { clear(); }
    BufferShare(const BufferShare&) = delete;
    BufferShare& operator=(const BufferShare&) = delete;

    /// As BufferBudget::take().
    bool add(std::size_t bytes, std::size_t reserve = 0) noexcept
    {
        if (!m_budget.take(bytes, reserve))
            return false;
        m_bytes += bytes;
        return true;
    }
    void clear() noexcept
    {
        m_budget.giveBack(m_bytes);
        m_bytes = 0;
    }

private:
    BufferBudget& m_budget;
    std::size_t m_bytes = 0;
};

} // namespace meshsso::grpcapi
