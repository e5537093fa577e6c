#include "desktop/models/FindingText.h"

#include "desktop/models/Text.h"

namespace meshsso::desktop {

FindingText findingText(const Finding& finding)
{
    FindingText text;
    text.title = displayable(finding.why);
    text.fix = displayable(finding.fix);
    text.place = displayable(finding.code);
    if (!finding.where.empty())
        text.place = displayable(finding.where) + QStringLiteral("  ·  ") + text.place;
    return text;
}

} // namespace meshsso::desktop
