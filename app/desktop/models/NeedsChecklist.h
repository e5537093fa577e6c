#pragma once

#include "keycloak/Evaluate.h"

#include <QString>
#include <vector>

namespace meshsso::desktop {

/// One line of the checklist under a token preview.
struct NeedsLine
{
    bool isMet = true;
    Severity severity = Severity::Info; ///< of what is not met
    QString title;                      ///< "The access token is for oauth2proxy"
    QString why;                        ///< of what is not met
    QString fix;
    QString code;     ///< the finding's stable code
    QString supplier; ///< what would supply it; empty where nobody can know
    int missing = -1; ///< index into the comparison's missing parts that addMissing can add, or -1
};

/// What the project needs in the tokens, met or not: what is missing first, errors before warnings.
std::vector<NeedsLine> needsChecklist(const keycloak::Evaluation& evaluation,
                                      const keycloak::NeedsComparison& comparison,
                                      const project::SsoProject& project);

} // namespace meshsso::desktop
