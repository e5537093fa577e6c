#pragma once

#include "core/Result.h"

#include <regex>
#include <string_view>

namespace meshsso::access {

/// An ECMAScript regular expression that cannot be made to run long: no back-references, look-arounds or
/// repeated repetitions, and an engine whose time is the product of pattern and text. Immutable; thread-safe.
/// Private to this folder.
class SafeRegex
{
public:
    static constexpr std::size_t maxPattern = 256;
    static constexpr int maxRepeat = 64;
    static constexpr std::size_t maxText = 1024;

    /// Errors: InvalidArgument, saying what is not accepted.
    static Result<SafeRegex> create(std::string_view pattern);

    /// True if the whole text matches. Text over 1 KiB never does.
    bool matches(std::string_view text) const noexcept;

private:
    explicit SafeRegex(std::regex regex) : m_regex(std::move(regex)) {}
    std::regex m_regex;
};

} // namespace meshsso::access
