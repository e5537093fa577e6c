#include "telemetry/Metrics.h"

#include <charconv>

namespace meshsso::telemetry {
namespace {

std::string number(double value)
{
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, 9).ptr;
    return {buffer, end};
}

} // namespace

Histogram::Histogram(std::vector<double> bounds)
    : m_bounds(std::move(bounds)),
      m_counts(std::make_unique<std::atomic<std::uint64_t>[]>(m_bounds.size() + 1))
{
}

void Histogram::observe(double value) noexcept
{
    std::size_t i = 0;
    while (i < m_bounds.size() && value > m_bounds[i])
        ++i;
    m_counts[i].fetch_add(1, std::memory_order_relaxed);
    m_sumMicros.fetch_add(static_cast<std::uint64_t>(value * 1e6), std::memory_order_relaxed);
}

void Histogram::write(std::string& out, std::string_view name) const
{
    std::uint64_t total = 0;
    for (std::size_t i = 0; i <= m_bounds.size(); ++i) {
        total += m_counts[i].load(std::memory_order_relaxed);
        const auto bound = i < m_bounds.size() ? number(m_bounds[i]) : "+Inf";
        out.append(name).append("_bucket{le=\"").append(bound).append("\"} ").append(std::to_string(total)) +=
            '\n';
    }
    const auto sum = static_cast<double>(m_sumMicros.load(std::memory_order_relaxed)) / 1e6;
    out.append(name).append("_sum ").append(number(sum)) += '\n';
    out.append(name).append("_count ").append(std::to_string(total)) += '\n';
}

} // namespace meshsso::telemetry
