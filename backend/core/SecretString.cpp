#include "core/SecretString.h"

#include <string.h>

namespace meshsso {

void wipe(std::string& text) noexcept
{
    // The capacity too: an earlier, longer value may still be behind the end.
    text.resize(text.capacity());
    ::explicit_bzero(text.data(), text.size());
    text.clear();
}

SecretString::SecretString(SecretString&& other) noexcept : m_value(std::move(other.m_value))
{
    // A short string is copied, not moved, so the source still holds it.
    other.wipe();
}

SecretString& SecretString::operator=(const SecretString& other)
{
    if (this != &other) {
        wipe();
        m_value = other.m_value;
    }
    return *this;
}

SecretString& SecretString::operator=(SecretString&& other) noexcept
{
    if (this != &other) {
        wipe();
        m_value = std::move(other.m_value);
        other.wipe();
    }
    return *this;
}

SecretString::~SecretString()
{
    wipe();
}

void SecretString::wipe() noexcept
{
    meshsso::wipe(m_value);
}

} // namespace meshsso
