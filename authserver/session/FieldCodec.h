#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meshsso::session {

/// Appends a number as LEB128: seven bits a byte, the lowest first.
void appendLength(std::string& out, std::uint64_t value);
/// Takes such a number, under 2^35, off the front. Nothing if there is none.
std::optional<std::uint64_t> takeLength(std::string_view& bytes) noexcept;

/// Appends tagged fields: tag byte, length as LEB128, bytes. Empty values are left out.
class FieldWriter
{
public:
    void text(std::uint8_t tag, std::string_view value);
    void number(std::uint8_t tag, std::int64_t value);
    /// In as few bytes as it takes; not for negative ones.
    void shortNumber(std::uint8_t tag, std::int64_t value);
    std::string take() { return std::move(m_out); }
    explicit FieldWriter(std::string start = {}) : m_out(std::move(start)) {}

private:
    std::string m_out;
};

struct Field
{
    std::uint8_t tag = 0;
    std::string_view value;
    /// The value as a number that FieldWriter::number or shortNumber wrote; 0 if it is none.
    std::int64_t number() const noexcept;
};

/// Reads fields one after the other.
class FieldReader
{
public:
    explicit FieldReader(std::string_view bytes) : m_rest(bytes) {}
    /// The next field, or nothing at the end or on a fault: ask isGood().
    std::optional<Field> next() noexcept;
    bool isGood() const noexcept { return m_good; }

private:
    std::string_view m_rest;
    bool m_good = true;
};

} // namespace meshsso::session
