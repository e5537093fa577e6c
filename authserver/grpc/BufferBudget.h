#pragma once

#include <atomic>
#include <cstddef>

namespace meshsso::grpcapi {

/// The memory that all connections may take together. Any thread.
class BufferBudget
{
public:
    explicit BufferBudget(std::size_t bytes) : m_left(static_cast<std::ptrdiff_t>(bytes)) {}

    /// False, and nothing is taken, if there is not so much left.
    bool take(std::size_t bytes) noexcept
    {
        const auto wanted = static_cast<std::ptrdiff_t>(bytes);
        if (m_left.fetch_sub(wanted, std::memory_order_relaxed) >= wanted)
            return true;
        m_left.fetch_add(wanted, std::memory_order_relaxed);
        return false;
    }
    void giveBack(std::size_t bytes) noexcept
    {
        m_left.fetch_add(static_cast<std::ptrdiff_t>(bytes), std::memory_order_relaxed);
    }

private:
    std::atomic<std::ptrdiff_t> m_left;
};

/// A share of the budget, given back with its holder.
class BufferShare
{
public:
    explicit BufferShare(BufferBudget& budget) : m_budget(budget) {}
    ~BufferShare() { m_budget.giveBack(m_bytes); }
    BufferShare(const BufferShare&) = delete;
    BufferShare& operator=(const BufferShare&) = delete;

    /// False, and nothing changes, if there is not so much left.
    bool add(std::size_t bytes) noexcept
    {
        if (!m_budget.take(bytes))
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
