// Loaded before the C library (LD_PRELOAD): the machine's wall clock, moved by the number of seconds that
// stands in the file MESHSSO_TEST_CLOCK, which a test changes while the program runs. Steady clocks, and with
// them all time-outs, stay the machine's.
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace {

const volatile std::int64_t* mapShift()
{
    static const std::int64_t none = 0;
    const char* name = std::getenv("MESHSSO_TEST_CLOCK");
    const int file = name ? ::open(name, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0)
        return &none;
    void* memory = ::mmap(nullptr, sizeof none, PROT_READ, MAP_SHARED, file, 0);
    ::close(file);
    return memory == MAP_FAILED ? &none : static_cast<const std::int64_t*>(memory);
}

timespec wallClock(clockid_t id)
{
    static const volatile std::int64_t* const shift = mapShift();
    timespec now{};
    ::syscall(SYS_clock_gettime, id, &now);
    now.tv_sec += *shift;
    return now;
}

} // namespace

extern "C" {

int clock_gettime(clockid_t id, timespec* result) noexcept
{
    if (id != CLOCK_REALTIME && id != CLOCK_REALTIME_COARSE)
        return static_cast<int>(::syscall(SYS_clock_gettime, id, result));
    *result = wallClock(id);
    return 0;
}

int gettimeofday(timeval* result, void*) noexcept
{
    const auto now = wallClock(CLOCK_REALTIME);
    *result = {now.tv_sec, now.tv_nsec / 1000};
    return 0;
}

time_t time(time_t* result) noexcept
{
    const auto now = wallClock(CLOCK_REALTIME_COARSE);
    if (result)
        *result = now.tv_sec;
    return now.tv_sec;
}
}
