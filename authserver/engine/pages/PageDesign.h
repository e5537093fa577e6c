#pragma once

#include <string>

namespace meshsso::engine {

/// What an operator puts into the place of ours.
struct PageDesign
{
    std::string html;     ///< a template, see PageTemplate; empty: ours
    std::string logo;     ///< an SVG or PNG file; empty: none
    std::string logoType; ///< "image/svg+xml" or "image/png"
};

} // namespace meshsso::engine
