#include "secrets/SecretRef.h"

#include "core/Text.h"

#include <array>

namespace meshsso::secrets {
namespace {

struct Scheme
{
    std::string_view prefix;
    SecretRef::Kind kind;
};

constexpr std::array<Scheme, 4> schemes{{{"keychain:", SecretRef::Kind::Keychain},
                                         {"env:", SecretRef::Kind::Environment},
                                         {"file:", SecretRef::Kind::File},
                                         {"memory:", SecretRef::Kind::Memory}}};

constexpr std::size_t maxNameBytes = 1024;

bool isVariableName(std::string_view name)
{
    const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    for (const char c : name) {
        if (!isLetter(c) && !(c >= '0' && c <= '9'))
            return false;
    }
    return !name.empty() && isLetter(name.front());
}

} // namespace

Result<SecretRef> SecretRef::parse(std::string_view text)
{
    for (const auto& [prefix, kind] : schemes) {
        if (!text.starts_with(prefix))
            continue;
        const auto name = text.substr(prefix.size());
        if (name.empty() || name.size() > maxNameBytes || trim(name) != name || hasControlCharacters(name) ||
            !isValidUtf8(name))
            return fail(ErrorCode::InvalidArgument, "the secret reference has no usable name after " +
                                                        std::string(prefix) +
                                                        " (1 to 1024 bytes, no blanks around it)");
        if (kind == Kind::Environment && !isVariableName(name))
            return fail(ErrorCode::InvalidArgument,
                        "after env: stands the name of a variable (letters, digits, _)");
        return SecretRef{kind, std::string(name)};
    }
    return fail(
        ErrorCode::InvalidArgument,
        "not a reference to a secret: write keychain:NAME, env:VARIABLE or file:PATH, never the secret "
        "itself");
}

std::string SecretRef::toString() const
{
    for (const auto& scheme : schemes) {
        if (scheme.kind == kind)
            return std::string(scheme.prefix) + name;
    }
    return {};
}

} // namespace meshsso::secrets
