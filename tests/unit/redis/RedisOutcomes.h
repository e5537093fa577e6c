#pragma once

#include "RedisFixture.h"

#include <functional>

namespace meshsso::test {

/// Every call of a store and of a channel, by name; empty where it succeeded.
std::vector<std::pair<std::string, std::optional<Error>>> outcomes(Replica& replica);
/// For a replica with little patience, for which any call may be late on a busy machine.
bool allSucceed(Replica& replica);

bool isUnreachable(const Error& error);
bool isUnreachableOrLate(const Error& error);
/// An error of Redis' own that begins with the word.
std::function<bool(const Error&)> isAnswer(const std::string& word);

} // namespace meshsso::test

#define VERIFY_ALL_FAIL(replica, isExpected)                                                                 \
    do {                                                                                                     \
        for (const auto& [name, error] : outcomes(replica)) {                                                \
            QVERIFY2(error, name.c_str());                                                                   \
            QVERIFY2((isExpected)(*error), (name + ": " + error->toString()).c_str());                       \
        }                                                                                                    \
    } while (false)

#define VERIFY_ALL_SUCCEED(replica)                                                                          \
    do {                                                                                                     \
        for (const auto& [name, error] : outcomes(replica))                                                  \
            QVERIFY2(!error, (name + ": " + (error ? error->toString() : "")).c_str());                      \
    } while (false)
