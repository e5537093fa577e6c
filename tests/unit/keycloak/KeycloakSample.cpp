#include "KeycloakSample.h"

namespace meshsso::test {

using secrets::SecretRef;

Task<Result<SecretString>> SampleSecrets::read(SecretRef ref)
{
    const auto found = values.find(ref.toString());
    if (found == values.end())
        co_return fail(ErrorCode::NotFound, "nothing is stored", ref.toString());
    co_return SecretString(found->second);
}

Task<Result<void>> SampleSecrets::write(SecretRef ref, SecretString value)
{
    if (ref.kind == SecretRef::Kind::Environment)
        co_return fail(ErrorCode::Unsupported, "read only", ref.toString());
    values[ref.toString()] = std::string(value.reveal());
    co_return Result<void>();
}

Task<Result<void>> SampleSecrets::remove(SecretRef ref)
{
    values.erase(ref.toString());
    co_return Result<void>();
}

project::SsoProject sampleProject()
{
    project::SsoProject project;
    project.gateway.address = "sso.example.com";
    project.identityProvider.url = "http://kc.test";
    project.identityProvider.realm = "Test-oidc";
    project.identityProvider.exposure = project::Exposure::GuideHttp;
    project.client.id = "oauth2proxy";
    project.client.secret = {SecretRef::Kind::Keychain, "client"};
    project.roles = {{"reader", "may read"}, {"writer", ""}};
    project::User user;
    user.username = "alice";
    user.password = {SecretRef::Kind::Environment, "ALICE_PW"};
    user.email = "alice@example.com";
    user.firstName = "Alice";
    user.lastName = "Liddell";
    user.roles = {"reader"};
    project.users = {user};
    return project;
}

} // namespace meshsso::test
