#include "cli/commands/ProjectSecrets.h"

#include "crypto/Sealer.h"

#include <sys/stat.h>

namespace meshsso::cli {

namespace fs = std::filesystem;

namespace {

Task<Result<std::string>> keepNew(std::shared_ptr<secrets::SecretStore> store, secrets::SecretRef ref,
                                  SecretString value, std::string what)
{
    const std::string place = ref.toString();
    if (ref.kind == secrets::SecretRef::Kind::Environment) {
        co_return "set " + ref.name + " to the " + what +
            (what == "cookie secret" ? " (openssl rand 32 | basenc --base64url -w0 | tr -d =)" : "");
    }
    auto readRef = ref;
    auto existing = co_await store->read(std::move(readRef));
    if (existing)
        co_return "kept the " + what + " that is in " + place;
    if (existing.error().code != ErrorCode::NotFound)
        co_return fail(std::move(existing).error());
    auto written = co_await store->write(std::move(ref), std::move(value));
    if (!written)
        co_return fail(std::move(written).error());
    co_return "made a " + what + " in " + place;
}

} // namespace

Task<Result<std::vector<std::string>>> makeProjectSecrets(const Context& context, NewProject made,
                                                          fs::path folder)
{
    std::vector<std::string> notes;
    const bool inFiles = made.cookieSecret.kind == secrets::SecretRef::Kind::File;
    if (inFiles) {
        const fs::path secretsFolder = folder / "secrets";
        std::error_code error;
        fs::create_directories(secretsFolder, error);
        if (error)
            co_return fail(ErrorCode::IoError, "the folder cannot be made: " + error.message(),
                           secretsFolder.string());
        (void)chmod(secretsFolder.c_str(), 0700);
        // So that nobody commits them by mistake.
        if (auto ignore = writeTextFile(secretsFolder / ".gitignore", "*\n"); !ignore)
            co_return fail(std::move(ignore).error());
    }
    const auto store = context.secretStore(folder);
    auto& random = context.environment().random;
    auto cookieRef = made.cookieSecret;
    auto cookieSecret = crypto::generateCookieSecret(random);
    auto cookieDone = co_await keepNew(store, std::move(cookieRef), std::move(cookieSecret), "cookie secret");
    if (!cookieDone)
        co_return fail(std::move(cookieDone).error());
    notes.push_back(std::move(*cookieDone));
    if (made.userPassword) {
        auto userRef = *made.userPassword;
        SecretString password(random.token(18));
        auto userDone =
            co_await keepNew(store, std::move(userRef), std::move(password), "test user's password");
        if (!userDone)
            co_return fail(std::move(userDone).error());
        notes.push_back(std::move(*userDone));
    }
    co_return notes;
}

} // namespace meshsso::cli
