#pragma once

#include "net/LoopbackListener.h"

#include <string>
#include <string_view>
#include <vector>

namespace meshsso::net {

/// What a loopback listener makes of a request. Private to this folder.
struct LoopbackVerdict
{
    int status = 400;        ///< 200: it is the callback
    std::string_view reason; ///< for the page of a refusal
    std::string_view query;  ///< of the callback
    bool isError = false;    ///< the callback says that the sign-in failed
};

/// The request as it was received.
struct LoopbackRequest
{
    std::string_view method;
    std::string_view target;
    std::vector<std::string_view> hosts; ///< all Host headers
    bool hasBody = false;
};

LoopbackVerdict judge(const LoopbackRequest& request, const LoopbackOptions& options, std::uint16_t port);

/// The whole response to a request that was accepted, and to one that was not.
std::string donePage(const LoopbackOptions& options, bool isError);
std::string refusalPage(int status, std::string_view reason);

} // namespace meshsso::net
