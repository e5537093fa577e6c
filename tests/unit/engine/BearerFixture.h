#pragma once

#include "EngineFixture.h"

#include <functional>
#include <string>

namespace meshsso::test {

/// A server that takes its provider's access tokens, also for "orders-api", and those of
/// https://other.example.com for "partner-api" from the client "partner". /orders wants the scope
/// orders:read.
serverconfig::ServerConfig bearerConfig();

/// Whose EC key both issuers publish.
const TestSigner& bearerEcSigner();

/// A server whose provider publishes an RSA and an EC key, and whose other issuer is known; with the means to
/// call it as an API client does.
class BearerServer : public EngineFixture
{
public:
    explicit BearerServer(serverconfig::ServerConfig config = bearerConfig());

    /// A good one of the provider.
    std::string token() const { return provider.signer.sign(provider.accessClaims()); }

    /// A check of a script's GET. bearer is empty: without a token.
    Answer call(const std::string& bearer, const std::string& path = "/app", Headers extra = {});
};

/// Makes a token for a server, as a row of a table.
using MakeToken = std::function<std::string(BearerServer&)>;

/// A token out of the provider's claims, bent.
MakeToken bentToken(std::function<void(json::object&)> bend, std::string typ = "JWT");

} // namespace meshsso::test

Q_DECLARE_METATYPE(meshsso::test::MakeToken)
