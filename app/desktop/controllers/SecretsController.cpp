#include "desktop/controllers/SecretsController.h"

#include "desktop/controllers/ProjectDocument.h"
#include "desktop/controllers/Services.h"
#include "desktop/controllers/SessionSecretStore.h"
#include "desktop/models/Text.h"
#include "secrets/LocalSecretStores.h"

#include <QPointer>

namespace meshsso::desktop {

using secrets::SecretRef;

struct SecretsController::Running
{
    virtual ~Running() = default;
};

SecretsController::SecretsController(Services& services, ProjectDocument& document, QObject* parent)
    : QObject(parent), m_services(services), m_document(document)
{
    const QPointer<SecretsController> self(this);
    m_session = std::make_shared<SessionSecretStore>(services.keychain, [self](const Error& error) {
        if (!self)
            return;
        self->m_keychainError = error;
        emit self->keychainStateChanged();
    });
    rebuild();
    connect(&document, &ProjectDocument::opened, this, [this] {
        m_presence.clear();
        rebuild();
    });
    connect(&document, &ProjectDocument::stateChanged, this, &SecretsController::rebuild);
}

SecretsController::~SecretsController() = default;

void SecretsController::rebuild()
{
    auto store = std::make_shared<secrets::CompositeSecretStore>();
    store->add(SecretRef::Kind::Keychain, m_session);
    store->add(SecretRef::Kind::Environment, std::make_shared<secrets::EnvironmentSecretStore>());
    store->add(SecretRef::Kind::File,
               std::make_shared<secrets::FileSecretStore>(toUtf8(m_document.folder())));
    m_store = std::move(store);
}

SecretRef SecretsController::suggestRef(std::string_view purpose) const
{
    std::string name = m_document.project().metadata.name;
    if (name.empty())
        name = "project";
    return {SecretRef::Kind::Keychain, name + "/" + std::string(purpose)};
}

SecretPresence SecretsController::presence(const SecretRef& ref) const
{
    const auto known = m_presence.find(ref.toString());
    return known == m_presence.end() ? SecretPresence::Unknown : known->second;
}

void SecretsController::setPresence(const SecretRef& ref, SecretPresence presence)
{
    m_presence[ref.toString()] = presence;
    emit presenceChanged(toQString(ref.toString()));
}

template<class T>
void SecretsController::run(Task<T> task, std::function<void(T)> done)
{
    struct Holder final : Running
    {
        Holder(std::shared_ptr<secrets::SecretStore> s, Task<T> t) : store(std::move(s)), task(std::move(t))
        {
        }
        std::shared_ptr<secrets::SecretStore>
            store; // the task works on it, even when another one is in use by now
        Task<T> task;
    };
    const quint64 id = m_nextRun++;
    auto holder = std::make_unique<Holder>(m_store, std::move(task));
    auto* raw = holder.get();
    m_running.emplace(id, std::move(holder));
    const QPointer<SecretsController> self(this);
    raw->task.start([self, id, done = std::move(done)](T value) {
        if (!self)
            return;
        // Its frame is still on the stack here: it goes on the next turn of the loop.
        self->m_services.executor.post([self, id] {
            if (self)
                self->m_running.erase(id);
        });
        done(std::move(value));
    });
}

void SecretsController::probe(const SecretRef& ref)
{
    if (!ref.isSet())
        return;
    setPresence(ref, SecretPresence::Asking);
    read(ref, [](const Result<SecretString>&) {});
}

void SecretsController::read(const SecretRef& ref, std::function<void(Result<SecretString>)> done)
{
    run<Result<SecretString>>(
        m_store->read(ref), [this, ref, done = std::move(done)](Result<SecretString> value) {
            if (value)
                setPresence(ref, SecretPresence::Present);
            else if (value.error().code == ErrorCode::NotFound)
                setPresence(ref, SecretPresence::Missing);
            else
                setPresence(ref, SecretPresence::Unavailable);
            if (value && ref.kind == SecretRef::Kind::Keychain && m_keychainError && !isSessionOnly()) {
                m_keychainError.reset();
                emit keychainStateChanged();
            }
            done(std::move(value));
        });
}

void SecretsController::write(const SecretRef& ref, SecretString value,
                              std::function<void(Result<void>)> done)
{
    run<Result<void>>(m_store->write(ref, std::move(value)),
                      [this, ref, done = std::move(done)](Result<void> result) {
                          if (result)
                              setPresence(ref, SecretPresence::Present);
                          done(std::move(result));
                      });
}

void SecretsController::remove(const SecretRef& ref, std::function<void(Result<void>)> done)
{
    run<Result<void>>(m_store->remove(ref), [this, ref, done = std::move(done)](Result<void> result) {
        if (result)
            setPresence(ref, SecretPresence::Missing);
        done(std::move(result));
    });
}

bool SecretsController::isSessionOnly() const
{
    return m_session->isSessionOnly();
}

void SecretsController::setSessionOnly(bool on)
{
    m_session->setSessionOnly(on);
    m_keychainError.reset();
    m_presence.clear();
    emit keychainStateChanged();
}

void SecretsController::retryKeychain()
{
    setSessionOnly(false);
    probe(suggestRef("client"));
}

} // namespace meshsso::desktop
