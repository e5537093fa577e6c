#pragma once

namespace meshsso::migrate {

class ImportModel;
struct Oauth2ProxySettings;

/// Adds the access rules that oauth2-proxy's options mean: what is public, and who may come in. Where a limit
/// cannot be translated, nobody comes in rather than everybody. Private to this folder.
void addOauth2ProxyRules(const Oauth2ProxySettings& settings, ImportModel& model);

} // namespace meshsso::migrate
