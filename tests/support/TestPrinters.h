#pragma once

#include "core/Error.h"
#include "core/Finding.h"
#include "core/Result.h"

#include <QtTest/QtTest>
#include <string>
#include <string_view>

// QCOMPARE finds these by argument-dependent lookup in the value's namespace, or in QTest for standard types.

namespace QTest {

template<>
inline char* toString(const std::string& text)
{
    return qstrdup(text.c_str());
}

template<>
inline char* toString(const std::string_view& text)
{
    return qstrdup(std::string(text).c_str());
}

template<>
inline char* toString(const meshsso::ErrorCode& code)
{
    return qstrdup(std::string(meshsso::errorCodeName(code)).c_str());
}

} // namespace QTest

/// Fails the test with the error's text if the Result holds one. The argument is evaluated once.
#define MESHSSO_VERIFY_OK(result)                                                                            \
    do {                                                                                                     \
        const auto& verifyResult = (result);                                                                 \
        QVERIFY2(verifyResult.has_value(), verifyResult ? "" : verifyResult.error().toString().c_str());     \
    } while (false)

/// Fails unless the Result holds an error of that code; shows the error that was there instead.
#define MESHSSO_VERIFY_FAILS(result, expectedCode)                                                           \
    do {                                                                                                     \
        const auto& verifyResult = (result);                                                                 \
        QVERIFY2(!verifyResult.has_value(), "expected an error");                                            \
        QVERIFY2(verifyResult.error().code == (expectedCode), verifyResult.error().toString().c_str());      \
    } while (false)

namespace meshsso::test {

/// True if a finding with that code is among them.
bool hasFinding(const Findings& findings, std::string_view code);

/// All findings as text, for a failure message.
std::string describe(const Findings& findings);

} // namespace meshsso::test
