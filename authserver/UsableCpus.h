#pragma once

#include <optional>
#include <string_view>

namespace meshsso::authserver {

/// How many threads can run at once: the cores that the process may use (sched_getaffinity(2)), or fewer
/// where a container's CPU limit says so (cgroup v2, cpu.max). More threads than that would wait for each
/// other's turns, milliseconds each. At least 1.
int usableCpus();

/// What a cpu.max says ("QUOTA PERIOD" in microseconds): so many CPUs, rounded up; nothing for "max", or for
/// what is no cpu.max.
std::optional<int> cpusOfQuota(std::string_view cpuMax);

/// Where that file is, for a /proc/self/cgroup: empty if the process is in no cgroup v2.
std::string_view cgroupOf(std::string_view procSelfCgroup);

} // namespace meshsso::authserver
