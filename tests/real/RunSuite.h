#pragma once

#include "Sandbox.h"

#include <QtTest/QtTest>
#include <exception>

namespace meshsso::test {

/// Runs a group of tests; returns how many failed. One that throws ends its group, and the next goes on.
template<class Suite, class... Arguments>
int runSuite(Sandbox& sandbox, char* program, Arguments... arguments)
{
    try {
        Suite suite(sandbox, arguments...);
        return QTest::qExec(&suite, {program});
    } catch (const std::exception& error) {
        qCritical("%s", error.what());
        return 1;
    }
}

} // namespace meshsso::test
