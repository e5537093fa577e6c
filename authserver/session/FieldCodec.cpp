#include "session/FieldCodec.h"

namespace meshsso::session {

void FieldWriter::length(std::uint64_t value)
{
    while (value >= 0x80) {
        m_out += static_cast<char>(value | 0x80);
        value >>= 7;
    }
    m_out += static_cast<char>(value);
}

void FieldWriter::text(std::uint8_t tag, std::string_view value)
{
    if (value.empty())
        return;
    m_out += static_cast<char>(tag);
    length(value.size());
    m_out += value;
}

void FieldWriter::number(std::uint8_t tag, std::int64_t value)
{
    char bytes[8];
    for (int i = 0; i < 8; ++i)
        bytes[i] = static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i));
    text(tag, std::string_view(bytes, sizeof bytes));
}

std::int64_t Field::number() const noexcept
{
    if (value.size() != 8)
        return 0;
    std::uint64_t result = 0;
    for (std::size_t i = 0; i < 8; ++i)
        result |= static_cast<std::uint64_t>(static_cast<unsigned char>(value[i])) << (8 * i);
    return static_cast<std::int64_t>(result);
}

std::optional<Field> FieldReader::next() noexcept
{
    if (m_rest.empty() || !m_good)
        return std::nullopt;
    Field field;
    field.tag = static_cast<std::uint8_t>(m_rest[0]);
    std::uint64_t length = 0;
    std::size_t used = 1;
    for (int shift = 0;; shift += 7) {
        if (used >= m_rest.size() || shift > 28) {
            m_good = false;
            return std::nullopt;
        }
        const auto byte = static_cast<unsigned char>(m_rest[used++]);
        length |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0)
            break;
    }
    if (length > m_rest.size() - used) {
        m_good = false;
        return std::nullopt;
    }
    field.value = m_rest.substr(used, static_cast<std::size_t>(length));
    m_rest.remove_prefix(used + static_cast<std::size_t>(length));
    return field;
}

} // namespace meshsso::session
