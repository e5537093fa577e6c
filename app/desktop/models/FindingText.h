#pragma once

#include "core/Finding.h"

#include <QString>

namespace meshsso::desktop {

/// A finding in the operator's language. The title is the catalogue's, by code; why and fix hold the values,
/// as the backend words them.
struct FindingText
{
    QString title;
    QString why;
    QString fix;
    QString place; ///< where, and the stable code
};

FindingText findingText(const Finding& finding);

} // namespace meshsso::desktop
