#pragma once

#include "session/Session.h"
#include "support/TestSigner.h"

#include <string>

namespace meshsso::bench {

/// Sessions of different users with the three tokens of a login at Keycloak, all good for a day. Failures end
/// the program.
class SampleSessions
{
public:
    static constexpr const char* issuer = "https://sso.invalid/realms/Test-oidc";
    static constexpr const char* client = "bench";

    explicit SampleSessions(TimePoint now) : m_now(now) {}

    session::Session make() const;
    /// The JWKS that the access and ID tokens verify with.
    std::string keys() const { return m_signer.jwks(); }

private:
    std::string resign(const std::string& token) const;

    const TimePoint m_now;
    const test::TestSigner m_signer = test::TestSigner::rsa("V3Yq0cVTVQ1nTQ2r8w9ZkXHqkFhBNlfEoqR1bq0aK1s");
};

} // namespace meshsso::bench
