#pragma once

#include "FakeSite.h"

#include <vector>

namespace meshsso::test {

/// One way a login fails.
struct Failure
{
    const char* name;
    const char* code; ///< the finding it gives
    void (*breakIt)(FakeSite&);
    bool signedIn = false;
};

/// One row a way to fail. The walk must end with the finding that names the cause.
const std::vector<Failure>& loginFailures();

} // namespace meshsso::test
