#include "engine/CookieNote.h"

#include "session/SessionCookies.h"

namespace meshsso::engine {

bool noteLargeCookies(const Log& log, std::size_t bytes, std::string_view requestId)
{
    if (bytes < session::SessionCookies::largeBytes)
        return false;
    log.write(
        LogLevel::Warning, "session.cookie_large",
        {{"request_id", requestId},
         {"cookie_bytes", static_cast<std::int64_t>(bytes)},
         {"advice", "browsers and gateways take about 4096 bytes a cookie: keep fewer tokens (session.keep), "
                    "put fewer claims into them, or use session.store: redis"}});
    return true;
}

} // namespace meshsso::engine
