#pragma once

#include "serverconfig/ServerConfig.h"

namespace meshsso::serverconfig {

/// The whole configuration of one further login: its own values laid over the main configuration's, without
/// further logins. provider, cookieName and bearer are always its own, because whom to trust is never
/// inherited; a login with allowed hosts of its own also has its own publicAuthority (empty: the check's
/// host).
ServerConfig configFor(const ServerConfig& main, const LoginConfig& login);

} // namespace meshsso::serverconfig
