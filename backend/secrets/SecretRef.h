#pragma once

#include "core/Result.h"

#include <string>
#include <string_view>

namespace meshsso::secrets {

/// Where a secret is kept: "keychain:NAME", "env:VARIABLE" or "file:PATH" (0600; relative to the project
/// file). Project and configuration files hold references, never values.
struct SecretRef
{
    enum class Kind { None, Keychain, Environment, File, Memory };

    Kind kind = Kind::None;
    std::string name;

    /// Parses the text form. Errors: InvalidArgument that names the three forms; it never echoes text that
    /// may be the secret itself, typed in by mistake.
    static Result<SecretRef> parse(std::string_view text);

    std::string toString() const;
    bool isSet() const { return kind != Kind::None; }
    bool operator==(const SecretRef&) const = default;
};

} // namespace meshsso::secrets
