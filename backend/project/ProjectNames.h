#pragma once

#include <array>
#include <string_view>

namespace meshsso::project::names {

// What the file calls the enumerators of SsoProject.h, in their order. Private to this folder.

inline constexpr std::string_view apiVersion = "meshsso/v1";
inline constexpr std::string_view kind = "SsoProject";
inline constexpr std::array<std::string_view, 3> environment{"development", "staging", "production"};
inline constexpr std::array<std::string_view, 2> exposure{"https", "guide-http"};
inline constexpr std::array<std::string_view, 3> tlsSource{"self-signed", "authority", "files"};
inline constexpr std::array<std::string_view, 3> deployment{"none", "demo", "production"};
inline constexpr std::array<std::string_view, 2> sessionStore{"cookie", "redis"};
inline constexpr std::array<std::string_view, 2> checkProtocol{"http", "grpc"};
inline constexpr std::array<std::string_view, 4> logoutNotice{"none", "back-channel", "back-channel-internal",
                                                              "front-channel"};
inline constexpr std::array<std::string_view, 3> target{"istio", "asm", "envoy"};
inline constexpr std::array<std::string_view, 2> istioVersion{"v1", "v1beta1"};
inline constexpr std::array<std::string_view, 3> keep{"access_token", "id_token", "refresh_token"};

} // namespace meshsso::project::names
