#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace meshsso {

/// Text that must not be seen: wiped when destroyed or overwritten, without stream or comparison operators.
/// Compare through crypto/ConstantTime; look at it only where it leaves for its peer, through reveal().
class SecretString
{
public:
    SecretString() = default;
    explicit SecretString(std::string value) : m_value(std::move(value)) {}
    SecretString(const SecretString& other) = default;
    SecretString(SecretString&& other) noexcept;
    SecretString& operator=(const SecretString& other);
    SecretString& operator=(SecretString&& other) noexcept;
    ~SecretString();

    /// The text itself. The view dies with this object.
    std::string_view reveal() const noexcept { return m_value; }
    bool empty() const noexcept { return m_value.empty(); }
    std::size_t size() const noexcept { return m_value.size(); }

private:
    void wipe() noexcept;

    std::string m_value;
};

/// Overwrites the text in memory, past what the optimiser may remove, and empties it.
void wipe(std::string& text) noexcept;

} // namespace meshsso
