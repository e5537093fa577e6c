#include "telemetry/ProcessFigures.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/resource.h>
#include <unistd.h>

namespace meshsso::telemetry {
namespace {

double seconds(const timeval& time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

} // namespace

ProcessFigures readProcessFigures()
{
    ProcessFigures figures;
    rusage usage = {};
    if (::getrusage(RUSAGE_SELF, &usage) == 0)
        figures.cpuSeconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    std::uint64_t total = 0;
    std::uint64_t resident = 0;
    // proc(5): sizes in pages, the whole and the resident part first.
    if (std::ifstream("/proc/self/statm") >> total >> resident)
        figures.residentBytes = resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    std::error_code error;
    const std::filesystem::directory_iterator open("/proc/self/fd", error);
    if (!error)
        figures.openDescriptors = static_cast<std::uint64_t>(std::distance(begin(open), end(open)));
    rlimit limit = {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0)
        figures.maxDescriptors = limit.rlim_cur;
    return figures;
}

} // namespace meshsso::telemetry
