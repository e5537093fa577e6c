#include "secrets/keychain/KeychainSecretStore.h"

#include "core/Text.h"
#include "secrets/keychain/KeychainOperation.h"
#include "secrets/keychain/LockProbe.h"

#include <QByteArray>
#include <QString>

namespace meshsso::secrets {
namespace {

tl::unexpected<Error> wrongKind(const SecretRef& ref)
{
    return fail(ErrorCode::Unsupported, "this store keeps keychain: references only", ref.toString());
}

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

constexpr const char* noKeychain =
    "there is no keychain in this session (Secret Service or KWallet on the session bus); use env: or file:";

/// QtKeychain reports a missing session bus or service as "other", with what the bus library said.
bool isAboutTheBus(std::string_view detail)
{
    const auto text = toLowerAscii(detail);
    for (const auto* sign : {"d-bus", "dbus", "org.freedesktop", "could not connect"}) {
        if (text.find(sign) != std::string::npos)
            return true;
    }
    return false;
}

/// The error of an ended job (null: the time is up), or nothing.
std::optional<Error> errorOf(const QKeychain::Job* job, const SecretRef& ref)
{
    const auto error = [&](ErrorCode code, const char* message) {
        return std::optional(Error{code, message, ref.toString()});
    };
    if (!job)
        return error(
            ErrorCode::Timeout,
            "the keychain does not answer; it may be locked and waiting for its password. Unlock it, or "
            "use env: or file:");
    switch (job->error()) {
    case QKeychain::NoError:
        return std::nullopt;
    case QKeychain::EntryNotFound:
        return error(ErrorCode::NotFound, "the keychain has no such entry");
    case QKeychain::AccessDeniedByUser:
        return error(ErrorCode::Forbidden, "access to the keychain was declined");
    case QKeychain::AccessDenied:
        return error(ErrorCode::Forbidden, "the keychain is locked or denies access; unlock it");
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return error(ErrorCode::Unsupported, noKeychain);
    case QKeychain::CouldNotDeleteEntry:
    case QKeychain::OtherError:
        break;
    }
    auto detail = job->errorString().toStdString();
    if (isAboutTheBus(detail))
        return Error{ErrorCode::Unsupported, std::string(noKeychain) + " (" + detail + ")", ref.toString()};
    return Error{ErrorCode::IoError, "the keychain failed" + (detail.empty() ? detail : ": " + detail),
                 ref.toString()};
}

/// Runs a job to its end. The outcome's value is what the job read, if it is a reading one.
Task<Result<SecretString>> runJob(QKeychain::Job* job, SecretRef ref, std::chrono::milliseconds timeout)
{
    using Answer = Result<SecretString>;
    Completion<Answer>::Starter starter = [job, &ref, timeout](Completion<Answer>::Done done) {
        job->setKey(toQString(ref.name));
        auto finished = [&ref, done = std::move(done)](QKeychain::Job* ended) {
            if (auto error = errorOf(ended, ref))
                return done(fail(std::move(*error)));
            SecretString value;
            if (const auto* reading = qobject_cast<QKeychain::ReadPasswordJob*>(ended)) {
                auto bytes = reading->binaryData();
                value = SecretString(bytes.toStdString());
                bytes.fill('\0');
            }
            done(std::move(value));
        };
        return std::make_unique<KeychainOperation>(job, timeout, std::move(finished));
    };
    Completion<Answer> completion(std::move(starter));
    auto answer = co_await completion;
    const bool unclear =
        !answer && (answer.error().code == ErrorCode::NotFound || answer.error().code == ErrorCode::IoError);
    if (!unclear)
        co_return answer;
    // A locked keychain that cannot ask for its password says "no such entry", or just fails.
    Completion<bool>::Starter prober = [timeout](Completion<bool>::Done done) {
        return std::make_unique<LockProbe>(timeout, std::move(done));
    };
    Completion<bool> probe(std::move(prober));
    const bool locked = co_await probe;
    if (locked)
        co_return fail(ErrorCode::Forbidden,
                       "the keychain is locked; unlock it, or use env: or file:", ref.toString());
    co_return answer;
}

} // namespace

KeychainSecretStore::KeychainSecretStore(std::chrono::milliseconds timeout) : m_timeout(timeout) {}

Task<Result<SecretString>> KeychainSecretStore::read(SecretRef ref)
{
    if (ref.kind != SecretRef::Kind::Keychain)
        co_return wrongKind(ref);
    auto task = runJob(new QKeychain::ReadPasswordJob(service), std::move(ref), m_timeout);
    auto answer = co_await task;
    co_return answer;
}

Task<Result<void>> KeychainSecretStore::write(SecretRef ref, SecretString value)
{
    if (ref.kind != SecretRef::Kind::Keychain)
        co_return wrongKind(ref);
    const auto text = value.reveal();
    if (text.empty() || !isValidUtf8(text) || text.find('\0') != std::string_view::npos)
        co_return fail(ErrorCode::InvalidArgument, "a keychain keeps text: UTF-8, not empty, without NUL",
                       ref.toString());
    auto* job = new QKeychain::WritePasswordJob(service);
    job->setTextData(toQString(text));
    auto task = runJob(job, std::move(ref), m_timeout);
    const auto answer = co_await task;
    if (!answer)
        co_return fail(answer.error());
    co_return Result<void>();
}

Task<Result<void>> KeychainSecretStore::remove(SecretRef ref)
{
    if (ref.kind != SecretRef::Kind::Keychain)
        co_return wrongKind(ref);
    // Deleting what is not there succeeds silently.
    auto reading = runJob(new QKeychain::ReadPasswordJob(service), ref, m_timeout);
    const auto present = co_await reading;
    if (!present)
        co_return fail(present.error());
    auto deleting = runJob(new QKeychain::DeletePasswordJob(service), ref, m_timeout);
    const auto answer = co_await deleting;
    if (!answer)
        co_return fail(answer.error());
    co_return Result<void>();
}

} // namespace meshsso::secrets
