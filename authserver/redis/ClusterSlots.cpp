#include "redis/ClusterSlots.h"

#include <algorithm>
#include <charconv>

namespace meshsso::redis {
namespace {

constexpr std::uint16_t crcPolynomial = 0x1021;

std::uint16_t crc16(std::string_view text) noexcept
{
    unsigned crc = 0;
    for (const char c : text) {
        crc ^= unsigned{static_cast<unsigned char>(c)} << 8;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 0x8000) ? (crc << 1) ^ crcPolynomial : crc << 1;
    }
    return static_cast<std::uint16_t>(crc);
}

bool isHost(std::string_view host)
{
    return !host.empty() && host != "?";
}

template<class T>
bool readNumber(std::string_view text, T& number)
{
    const auto* end = text.data() + text.size();
    const auto [stop, code] = std::from_chars(text.data(), end, number);
    return code == std::errc() && stop == end;
}

} // namespace

int slotOf(std::string_view key) noexcept
{
    const auto open = key.find('{');
    if (open != std::string_view::npos) {
        const auto close = key.find('}', open + 1);
        if (close != std::string_view::npos && close > open + 1)
            key = key.substr(open + 1, close - open - 1);
    }
    return crc16(key) % ClusterSlots::count;
}

int ClusterSlots::indexOf(RedisAddress master)
{
    const auto found = std::find(m_masters.begin(), m_masters.end(), master);
    if (found != m_masters.end())
        return static_cast<int>(found - m_masters.begin());
    m_masters.push_back(std::move(master));
    return static_cast<int>(m_masters.size()) - 1;
}

bool ClusterSlots::read(const RedisReply& reply, const RedisAddress& asked)
{
    if (reply.type != RedisReply::Type::Array || reply.elements.empty())
        return false;
    ClusterSlots fresh;
    fresh.m_owners.assign(count, -1);
    for (const auto& range : reply.elements) {
        if (range.elements.size() < 3 || range.elements[2].elements.size() < 2)
            return false;
        const auto first = range.elements[0].integer;
        const auto last = range.elements[1].integer;
        const auto& master = range.elements[2].elements;
        const auto port = master[1].integer;
        if (first < 0 || last < first || last >= count || port < 1 || port > 65'535)
            return false;
        const int index = fresh.indexOf(
            {isHost(master[0].text) ? master[0].text : asked.host, static_cast<std::uint16_t>(port)});
        std::fill(fresh.m_owners.begin() + first, fresh.m_owners.begin() + last + 1, index);
    }
    *this = std::move(fresh);
    return true;
}

void ClusterSlots::set(int slot, RedisAddress owner)
{
    if (m_owners.empty())
        m_owners.assign(count, -1);
    m_owners[static_cast<std::size_t>(slot)] = indexOf(std::move(owner));
}

const RedisAddress* ClusterSlots::owner(int slot) const noexcept
{
    if (m_owners.empty() || m_owners[static_cast<std::size_t>(slot)] < 0)
        return nullptr;
    return &m_masters[static_cast<std::size_t>(m_owners[static_cast<std::size_t>(slot)])];
}

std::optional<Redirection> Redirection::parse(const RedisReply& reply, const RedisAddress& asked)
{
    // "MOVED 3999 127.0.0.1:6381"; the last colon, as an IPv6 address has no brackets here.
    if (!reply.isError())
        return std::nullopt;
    Redirection redirection;
    const auto word = reply.errorWord();
    redirection.isAsk = word == "ASK";
    if (!redirection.isAsk && word != "MOVED")
        return std::nullopt;
    std::string_view rest = reply.text;
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    const auto blank = rest.find(' ');
    const auto colon = rest.rfind(':');
    if (blank == std::string_view::npos || colon == std::string_view::npos || colon <= blank)
        return std::nullopt;
    const auto host = rest.substr(blank + 1, colon - blank - 1);
    redirection.to.host = isHost(host) ? std::string(host) : asked.host;
    if (!readNumber(rest.substr(0, blank), redirection.slot) || redirection.slot < 0 ||
        redirection.slot >= ClusterSlots::count || !readNumber(rest.substr(colon + 1), redirection.to.port) ||
        redirection.to.port == 0)
        return std::nullopt;
    return redirection;
}

} // namespace meshsso::redis
