#pragma once

#include "core/Result.h"
#include "migrate/ImportResult.h"
#include "migrate/OptionSet.h"

#include <map>
#include <string>
#include <vector>

namespace meshsso::migrate {

/// What only the alpha configuration says of an upstream.
struct UpstreamDetail
{
    std::string id;
    std::string path;
};

/// What the sources of one oauth2-proxy say, whatever their form.
struct Oauth2ProxySettings
{
    OptionSet options;
    std::map<std::string, std::string> claimHeaders; ///< of the alpha configuration: header to claim
    std::map<std::string, UpstreamDetail> upstreams; ///< by URL
    std::string foreignPart; ///< where an alpha configuration has settings of a provider other than OIDC
};

/// Reads a command line, a .cfg file, environment lines, an alpha configuration, or Kubernetes objects; which
/// one is seen from the text. Errors: ParseError, TooLarge; InvalidArgument if a text is none of them.
/// Private to this folder.
Result<void> readOauth2ProxySource(const SourceText& source, Oauth2ProxySettings& settings,
                                   ImportReport& report);

/// Says which --config and --alpha-config files were named and not handed over.
void reportUnreadFiles(const std::vector<SourceText>& sources, const Oauth2ProxySettings& settings,
                       ImportReport& report);

/// "--a=b --c d" as a shell would split it.
std::vector<std::string> splitCommandLine(std::string_view text);

} // namespace meshsso::migrate
