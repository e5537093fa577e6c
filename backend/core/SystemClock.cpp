#include "core/Clock.h"

namespace meshsso {

TimePoint SystemClock::now() const
{
    return std::chrono::system_clock::now();
}

} // namespace meshsso
