#include "cli/Consent.h"

#include "core/Text.h"

#include <iostream>
#include <unistd.h>

namespace meshsso::cli {

Result<void> askConsent(const Context& context, const project::SsoProject& project, std::string confirmed,
                        std::string_view what)
{
    const std::string& name = project.metadata.name;
    if (project.metadata.environment != project::Environment::Production || confirmed == name)
        return {};
    if (confirmed.empty() && isatty(STDIN_FILENO) == 1) {
        context.console().progress("This changes a production " + std::string(what) +
                                   ". Type the project's name (" + printable(name) + ") to go on:");
        std::getline(std::cin, confirmed);
        if (trim(confirmed) == name)
            return {};
    }
    return fail(
        ErrorCode::InvalidArgument,
        "the environment is production, and its name was not confirmed; nothing was changed. Fix: pass "
        "--confirm " +
            name,
        "metadata.environment");
}

} // namespace meshsso::cli
