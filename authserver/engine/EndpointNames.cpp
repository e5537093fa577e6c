#include "engine/EndpointNames.h"

#include "engine/BackChannelLogout.h"

namespace meshsso::engine {

std::string_view allowedMethods(std::string_view endpoint) noexcept
{
    if (endpoint == "/sign_out")
        return "GET, HEAD, POST";
    if (endpoint == BackChannelLogout::page)
        return "POST";
    for (const std::string_view page :
         {"/sign_in", "/start", "/callback", "/userinfo", "/frontchannel-logout", "/ping", "/ready"}) {
        if (endpoint == page)
            return "GET, HEAD";
    }
    return {};
}

} // namespace meshsso::engine
