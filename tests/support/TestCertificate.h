#pragma once

#include <string>

namespace meshsso::test {

struct TestCertificate
{
    std::string certificatePem;
    std::string keyPem;
};

/// A fresh P-256 key with a certificate for 127.0.0.1 and localhost, signed by itself and valid for a day.
TestCertificate makeTestCertificate();

} // namespace meshsso::test
