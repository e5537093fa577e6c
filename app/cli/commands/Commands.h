#pragma once

#include "cli/Command.h"

namespace meshsso::cli {

std::unique_ptr<Command> makeInitCommand();
std::unique_ptr<Command> makeValidateCommand();
std::unique_ptr<Command> makePlanCommand();
std::unique_ptr<Command> makeApplyCommand();
std::unique_ptr<Command> makeExportCommand();
std::unique_ptr<Command> makeCheckCommand();
std::unique_ptr<Command> makeLoginTestCommand();
std::unique_ptr<Command> makeEvaluateCommand();
std::unique_ptr<Command> makeConnectionCommand();
std::unique_ptr<Command> makeImportKeycloakCommand();
std::unique_ptr<Command> makeImportOauth2ProxyCommand();
std::unique_ptr<Command> makeImportAuthserviceCommand();
std::unique_ptr<Command> makeImportAsmCommand();
std::unique_ptr<Command> makeClusterContextsCommand();
std::unique_ptr<Command> makeClusterDiffCommand();
std::unique_ptr<Command> makeClusterApplyCommand();
std::unique_ptr<Command> makeClusterCheckCommand();
std::unique_ptr<Command> makeTokenDecodeCommand();
std::unique_ptr<Command> makeServerConfigCommand();
std::unique_ptr<Command> makeCompletionCommand();

} // namespace meshsso::cli
