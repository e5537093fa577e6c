#include "session/FieldCodec.h"

namespace meshsso::session {

void appendLength(std::string& out, std::uint64_t value)
{
    while (value >= 0x80) {
        out += static_cast<char>(value | 0x80);
        value >>= 7;
    }
    out += static_cast<char>(value);
}

std::optional<std::uint64_t> takeLength(std::string_view& bytes) noexcept
{
    std::uint64_t value = 0;
    for (std::size_t used = 0; used < bytes.size() && used < 5; ++used) {
        const auto byte = static_cast<unsigned char>(bytes[used]);
        value |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * used);
        if ((byte & 0x80) == 0) {
            bytes.remove_prefix(used + 1);
            return value;
        }
    }
    return std::nullopt;
}

void FieldWriter::text(std::uint8_t tag, std::string_view value)
{
    if (value.empty())
        return;
    m_out += static_cast<char>(tag);
    appendLength(m_out, value.size());
    m_out += value;
}

void FieldWriter::number(std::uint8_t tag, std::int64_t value)
{
    char bytes[8];
    for (int i = 0; i < 8; ++i)
        bytes[i] = static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i));
    text(tag, std::string_view(bytes, sizeof bytes));
}

void FieldWriter::shortNumber(std::uint8_t tag, std::int64_t value)
{
    std::string bytes;
    for (auto rest = static_cast<std::uint64_t>(value); rest != 0; rest >>= 8)
        bytes += static_cast<char>(rest);
    text(tag, bytes);
}

std::int64_t Field::number() const noexcept
{
    if (value.size() > 8)
        return 0;
    std::uint64_t result = 0;
    for (std::size_t i = 0; i < value.size(); ++i)
        result |= static_cast<std::uint64_t>(static_cast<unsigned char>(value[i])) << (8 * i);
    return static_cast<std::int64_t>(result);
}

std::optional<Field> FieldReader::next() noexcept
{
    if (m_rest.empty() || !m_good)
        return std::nullopt;
    Field field;
    field.tag = static_cast<std::uint8_t>(m_rest[0]);
    m_rest.remove_prefix(1);
    const auto length = takeLength(m_rest);
    if (!length || *length > m_rest.size()) {
        m_good = false;
        return std::nullopt;
    }
    field.value = m_rest.substr(0, static_cast<std::size_t>(*length));
    m_rest.remove_prefix(field.value.size());
    return field;
}

} // namespace meshsso::session
