#pragma once

#include <span>
#include <string_view>

namespace meshsso::diagnose {

/// A kind of finding: its stable code, and what it is called. The finding itself says where, why and how to
/// fix it.
struct FindingKind
{
    std::string_view code;  ///< "gateway.exempt-port"
    std::string_view title; ///< "An application is reachable without sign-in": English; the app translates it
};

/// All kinds of findings that the product gives, sorted by code.
std::span<const FindingKind> findingCatalog() noexcept;

/// The title of a code; empty if there is no such code.
std::string_view findingTitle(std::string_view code) noexcept;

} // namespace meshsso::diagnose
