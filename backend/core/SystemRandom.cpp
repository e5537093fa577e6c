#include "core/Encoding.h"
#include "core/SecureRandom.h"

#include <cerrno>
#include <cstdlib>
#include <sys/random.h>

namespace meshsso {

std::string SecureRandom::bytes(std::size_t count)
{
    std::string out(count, '\0');
    fill(std::span(reinterpret_cast<unsigned char*>(out.data()), out.size()));
    return out;
}

std::string SecureRandom::token(std::size_t byteCount)
{
    return base64UrlEncode(bytes(byteCount));
}

void SystemRandom::fill(std::span<unsigned char> bytes)
{
    while (!bytes.empty()) {
        const auto got = ::getrandom(bytes.data(), bytes.size(), 0);
        if (got < 0) {
            if (errno == EINTR)
                continue;
            std::abort(); // going on with predictable secrets would be worse
        }
        bytes = bytes.subspan(static_cast<std::size_t>(got));
    }
}

} // namespace meshsso
