#include "UsableCpus.h"

#include "core/Text.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <sched.h>
#include <sstream>
#include <string>
#include <thread>

namespace meshsso::authserver {
namespace {

std::string contentsOf(const std::string& path)
{
    const std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return std::move(text).str();
}

int allowedCores()
{
    cpu_set_t set;
    CPU_ZERO(&set);
    // Fails on machines of more cores than the set holds.
    if (::sched_getaffinity(0, sizeof set, &set) == 0)
        return CPU_COUNT(&set);
    return static_cast<int>(std::thread::hardware_concurrency());
}

std::optional<std::int64_t> numberIn(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number <= 0)
        return std::nullopt;
    return number;
}

} // namespace

std::optional<int> cpusOfQuota(std::string_view cpuMax)
{
    cpuMax = trim(cpuMax);
    const auto space = cpuMax.find(' ');
    if (space == std::string_view::npos)
        return std::nullopt;
    const auto quota = numberIn(cpuMax.substr(0, space));
    const auto period = numberIn(cpuMax.substr(space + 1));
    if (!quota || !period)
        return std::nullopt;
    return static_cast<int>(
        std::min<std::int64_t>(*quota / *period + (*quota % *period > 0 ? 1 : 0), 1 << 16));
}

std::string_view cgroupOf(std::string_view procSelfCgroup)
{
    for (const auto line : split(procSelfCgroup, '\n')) {
        if (line.starts_with("0::/"))
            return line.substr(3);
    }
    return {};
}

int usableCpus()
{
    int cpus = std::max(allowedCores(), 1);
    const auto own = contentsOf("/proc/self/cgroup");
    if (const auto group = cgroupOf(own); !group.empty()) {
        const auto quota = cpusOfQuota(contentsOf("/sys/fs/cgroup" + std::string(group) + "/cpu.max"));
        cpus = std::min(cpus, quota.value_or(cpus));
    }
    return cpus;
}

} // namespace meshsso::authserver
