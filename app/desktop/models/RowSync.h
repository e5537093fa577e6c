#pragma once

#include <QAbstractItemModel>
#include <algorithm>
#include <utility>
#include <vector>

namespace meshsso::desktop {

/// Where a list of rows differs in length from its successor: a view keeps its selection and an open editor
/// when rows are inserted and removed rather than all reset.
struct RowSync
{
    int first = 0;
    int inserted = 0;
    int removed = 0;

    template<class T>
    static RowSync of(const std::vector<T>& before, const std::vector<T>& after)
    {
        RowSync sync;
        const auto shorter = std::min(before.size(), after.size());
        std::size_t same = 0;
        while (same < shorter && before[same] == after[same])
            ++same;
        const int growth = static_cast<int>(after.size()) - static_cast<int>(before.size());
        // A changed row followed by the same ones is a change, not an insertion.
        sync.first = growth == 0 ? 0 : static_cast<int>(same);
        sync.inserted = std::max(growth, 0);
        sync.removed = std::max(-growth, 0);
        return sync;
    }
};

} // namespace meshsso::desktop
