#include "core/Text.h"
#include "serverconfig/CheckReport.h"
#include "serverconfig/ServerConfig.h"

#include <set>

namespace meshsso::serverconfig {
namespace {

void checkNames(const std::vector<std::string>& names, const std::string& where, CheckReport& report)
{
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i].empty() || names[i].size() > 256 || hasControlCharacters(names[i]))
            report.error("server.bearer-name", where + "[" + std::to_string(i) + "]",
                         "the name is empty, too long or holds control characters",
                         "write it exactly as tokens have it");
    }
}

} // namespace

void checkBearer(const ServerConfig& config, CheckReport& report)
{
    const auto& bearer = config.bearer;
    checkNames(bearer.audiences, "bearer.audiences", report);
    checkNames(bearer.allowedClients, "bearer.allowedClients", report);
    if (!bearer.enabled && (!bearer.audiences.empty() || !bearer.allowedClients.empty()))
        report.error("server.bearer-off", "bearer.enabled",
                     "audiences or clients are listed, but the provider's bearer tokens are not taken",
                     "say enabled: true, or remove audiences and allowedClients");
    std::set<std::string> seen;
    for (std::size_t i = 0; i < bearer.issuers.size(); ++i) {
        const auto& issuer = bearer.issuers[i];
        const auto where = "bearer.issuers[" + std::to_string(i) + "]";
        checkIssuerUrl(issuer.issuer, issuer.allowHttp, where + ".issuer", report);
        checkInternalUrl(issuer.internalUrl, where + ".internalUrl", report);
        if (!issuer.issuer.empty() && issuer.issuer == config.provider.issuer)
            report.error("server.bearer-issuer", where + ".issuer",
                         "this is the provider itself, whose tokens bearer.enabled takes",
                         "say bearer.enabled: true with audiences, and remove the entry");
        else if (!issuer.issuer.empty() && !seen.insert(issuer.issuer).second)
            report.error("server.bearer-issuer", where + ".issuer", "the issuer is listed twice",
                         "join both entries into one");
        if (issuer.audiences.empty())
            report.error(
                "server.bearer-audience", where + ".audiences",
                "without an audience, every token of that issuer would do, also those meant for others",
                "list what the aud of tokens meant for these applications says");
        checkNames(issuer.audiences, where + ".audiences", report);
        checkNames(issuer.allowedClients, where + ".allowedClients", report);
    }
}

} // namespace meshsso::serverconfig
