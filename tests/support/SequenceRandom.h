#pragma once

#include "core/SecureRandom.h"

namespace meshsso::test {

/// Bytes 0, 1, 2, ... : predictable, never repeating within 256 bytes. For golden values only.
class SequenceRandom final : public SecureRandom
{
public:
    void fill(std::span<unsigned char> bytes) override
    {
        for (auto& byte : bytes)
            byte = m_next++;
    }

private:
    unsigned char m_next = 0;
};

} // namespace meshsso::test
