#pragma once

#include "core/Json.h"
#include "migrate/ImportReport.h"

#include <string>

namespace meshsso::migrate {

struct Oauth2ProxySettings;

/// True for oauth2-proxy's alpha configuration (providers, upstreamConfig, injectRequestHeaders, server).
bool isAlphaConfiguration(const json::object& document);

/// Reads it into the options of the same meaning; headers from claims are kept apart. Private to this folder.
void readAlphaConfiguration(const json::object& document, const std::string& where,
                            Oauth2ProxySettings& settings, ImportReport& report);

} // namespace meshsso::migrate
