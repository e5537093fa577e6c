#pragma once

#include "desktop/models/HopText.h"

#include <QStringList>

namespace meshsso::desktop {

/// Which parties stand in the sequence diagram, and between which of them a hop goes.
struct HopSequence
{
    /// From lane and to lane, indices into lanes(); via: the lanes it passes through, or -1.
    struct Ends
    {
        int from = 0;
        int to = 0;
        int via = -1;
    };

    /// At Keycloak directly, without gateway; or through it.
    bool isDirect = false;

    QStringList lanes() const;
    Ends endsOf(const HopRow& row) const;
};

} // namespace meshsso::desktop
