#pragma once

#include "core/Finding.h"
#include "project/SsoProject.h"
#include "secrets/SecretRef.h"
#include "serverconfig/ServerConfig.h"

#include <string>
#include <vector>

namespace meshsso::migrate {

/// What the import is asked to write.
enum class OutputKind { Project, Server };

/// One file of the source, whole. The name is only for positions.
struct SourceText
{
    std::string name;
    std::string text;
};

struct ImportOptions
{
    OutputKind output = OutputKind::Project;
    bool secretsInEnvironment = false;       ///< references are env:MESHSSO_...; otherwise file:DIRECTORY/...
    std::string secretDirectory = "secrets"; ///< of the references that are files
    std::string gatewayAddress; ///< host or host:port by which browsers come; empty: what the source says
    std::vector<project::Application> applications; ///< instead of those the source names
};

/// A secret that the result refers to. Its value is not here: a person puts it where it belongs.
struct NeededSecret
{
    std::string what;       ///< "client secret", "cookie secret", "Redis password"
    secrets::SecretRef ref; ///< where the result says that it is
    std::string howTo;      ///< a shell's line that puts it there
};

/// What a source became. config is always filled, project if it was asked for; the findings are about that
/// one. Where they hold a warning or an error, a person has to decide something. Codes are "migrate.*". No
/// secret stands in project, config or findings.
struct ImportResult
{
    project::SsoProject project;
    serverconfig::ServerConfig config;
    Findings findings;
    std::vector<NeededSecret> secrets;

    /// True if a finding is a warning or an error.
    bool needsPerson() const;
};

} // namespace meshsso::migrate
