#pragma once

#include "core/Finding.h"
#include "serverconfig/ServerConfig.h"

#include <QMetaType>
#include <functional>
#include <string>

namespace meshsso::test {

/// What a row of a table does to a good configuration.
using ConfigChange = std::function<void(serverconfig::ServerConfig&)>;

/// The least that an operator has to say.
serverconfig::ServerConfig goodConfig();
/// The same with sessions in Redis, over TLS and with an ACL user.
serverconfig::ServerConfig redisConfig();

/// What an operator should act on.
Findings graver(Findings findings);
/// Fails the test unless the check finds nothing to act on.
void verifyAccepted(const serverconfig::ServerConfig& config);
/// Fails the test unless the check has an error of that code there, with a reason and a fix.
void verifyRefused(const serverconfig::ServerConfig& config, const std::string& code,
                   const std::string& where);
/// Fails the test unless the check warns of that and of nothing else.
void verifyWarned(const serverconfig::ServerConfig& config, const std::string& code);

/// The columns "change", "code" and "where" of a table of what is refused; the result adds a row to it.
std::function<void(const std::string& name, const char* code, const std::string& where, ConfigChange)>
refusedRows();
/// The column "change" of a table of what is accepted.
std::function<void(const std::string& name, ConfigChange)> acceptedRows();
/// The columns "change" and "code" of a table of what is warned of.
std::function<void(const std::string& name, const char* code, ConfigChange)> warnedRows();

} // namespace meshsso::test

Q_DECLARE_METATYPE(meshsso::test::ConfigChange)
