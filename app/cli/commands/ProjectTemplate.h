#pragma once

#include "core/Result.h"
#include "project/SsoProject.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meshsso::cli {

/// What init was told; what is empty or absent comes from the template.
struct InitAnswers
{
    std::string templateName = "reference"; ///< reference, sandbox or minimal
    std::string name;
    std::string environment; ///< development, staging or production
    std::string gatewayAddress;
    int httpsPort = 0;
    int httpPort = 0;
    std::string keycloakUrl;
    std::string keycloakAdminUrl;
    std::string adminUser;
    std::string adminPasswordRef;
    std::string exposure; ///< https or guide-http
    std::string caFile;
    std::string realm;
    std::string clientId;
    std::string target; ///< istio, asm or envoy
    std::string user;
    std::vector<std::string> applications; ///< NAME:PORT
    std::string localKeycloak;             ///< ADDRESS:PORT
    std::string localAuthserver;
    int metricsPort = 0;
    std::string secretsIn = "file"; ///< file, keychain or env
};

/// A new project, and the secrets to make for it.
struct NewProject
{
    project::SsoProject project;
    secrets::SecretRef cookieSecret;
    std::optional<secrets::SecretRef> userPassword; ///< of the test user the template declares
};

/// Builds the project that template and answers mean. Errors: InvalidArgument that names the option.
Result<NewProject> makeProject(const InitAnswers& answers);

} // namespace meshsso::cli
