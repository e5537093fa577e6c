#include "keycloak/Reconciliation.h"

#include "core/Encoding.h"

namespace meshsso::keycloak {
namespace {

using secrets::SecretRef;

/// Both are the operator's own, read a moment ago on this machine; still, no early exit.
bool sameSecret(const SecretString& a, const SecretString& b)
{
    const auto left = a.reveal();
    const auto right = b.reveal();
    if (left.size() != right.size())
        return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < left.size(); ++i)
        difference |= static_cast<unsigned char>(left[i]) ^ static_cast<unsigned char>(right[i]);
    return difference == 0;
}

Task<Result<SecretString>> readClientSecret(Reconciliation& walk)
{
    const std::string path =
        walk.realmPath("/clients/" + percentEncode(walk.clientUuid()) + "/client-secret");
    auto found = co_await walk.lookUp(path);
    if (!found)
        co_return fail(std::move(found).error());
    if (!found->has_value() || stringOr(**found, "value").empty()) {
        co_return fail(ErrorCode::NotFound,
                       "Keycloak shows no secret for the client; the administration account needs the role "
                       "manage-clients",
                       "client " + walk.project().client.id);
    }
    co_return SecretString(std::string(stringOr(**found, "value")));
}

/// The environment is the operator's to set, so a difference is told, not repaired.
void noteEnvironment(Reconciliation& walk, const std::string& object, const SecretRef& ref, bool isSet)
{
    walk.find("keycloak.client-secret-differs", Severity::Error, object,
              isSet
                  ? "the variable " + ref.name + " does not hold the secret that Keycloak has for the client"
                  : "the variable " + ref.name +
                        " is not set, and the server will need the client's secret there",
              "set " + ref.name + " to the secret shown in Keycloak's console (Clients, " +
                  walk.project().client.id +
                  ", Credentials), or use a keychain: or file: reference, which apply fills by itself");
}

} // namespace

Task<Result<void>> reconcileSecret(Reconciliation& walk)
{
    const SecretRef ref = walk.project().client.secret;
    const std::string object = "client " + walk.project().client.id + ": secret";
    if (!ref.isSet())
        co_return Result<void>();
    if (walk.clientUuid().empty()) {
        if (ref.kind != SecretRef::Kind::Environment)
            walk.missing(object, "stored at " + ref.toString());
        co_return Result<void>();
    }
    auto secret = co_await readClientSecret(walk);
    if (!secret) {
        // A public client has none yet; applying makes it confidential first.
        if (!walk.isApplying() && secret.error().code == ErrorCode::NotFound) {
            walk.missing(object, "stored at " + ref.toString());
            co_return Result<void>();
        }
        co_return fail(std::move(secret).error());
    }
    auto stored = co_await walk.secrets().read(ref);
    if (!stored && stored.error().code != ErrorCode::NotFound)
        co_return fail(std::move(stored).error());
    const bool isSet = stored.has_value();
    if (isSet && sameSecret(*secret, *stored))
        co_return Result<void>();
    if (ref.kind == SecretRef::Kind::Environment) {
        noteEnvironment(walk, object, ref, isSet);
        co_return Result<void>();
    }
    if (isSet)
        walk.differing(object,
                       {{"stored at " + ref.toString(), "(another secret)", "(the secret Keycloak has)"}});
    else
        walk.missing(object, "stored at " + ref.toString());
    if (!walk.isApplying())
        co_return Result<void>();
    auto written = co_await walk.secrets().write(ref, std::move(*secret));
    if (!written)
        co_return fail(std::move(written).error());
    walk.setSecretStored();
    walk.did(object, "stored at " + ref.toString());
    co_return Result<void>();
}

} // namespace meshsso::keycloak
