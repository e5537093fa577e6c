#include "desktop/controllers/CookieSecretRotation.h"

#include "core/SecureRandom.h"
#include "desktop/controllers/ProjectDocument.h"
#include "desktop/controllers/SecretsController.h"

#include <algorithm>
#include <charconv>

namespace meshsso::desktop {

using secrets::SecretRef;

namespace {

constexpr int maxAttempts = 20;

struct Numbered
{
    std::string base; ///< "shop/cookie"
    int number = 1;   ///< 2 of "shop/cookie-2", 1 without one
};

Numbered numbered(const std::string& name)
{
    const auto dash = name.rfind('-');
    if (dash == std::string::npos || dash == 0 || dash + 1 == name.size() || name.size() - dash > 7)
        return {name};
    int number = 0;
    const auto* last = name.data() + name.size();
    const auto [end, error] = std::from_chars(name.data() + dash + 1, last, number);
    if (error != std::errc() || end != last || number < 1)
        return {name};
    return {name.substr(0, dash), number};
}

} // namespace

CookieSecretRotation::CookieSecretRotation(SecretsController& secrets, ProjectDocument& document,
                                           QObject* parent)
    : QObject(parent), m_secrets(secrets), m_document(document)
{
    connect(&document, &ProjectDocument::opened, this, [this] {
        ++m_run;
        end(std::nullopt);
    });
    connect(&document, &ProjectDocument::changed, this, &CookieSecretRotation::changed);
    connect(&document, &ProjectDocument::stateChanged, this, &CookieSecretRotation::changed);
}

SecretRef CookieSecretRotation::successorOf(const SecretRef& present, const std::vector<SecretRef>& earlier,
                                            const SecretRef& suggested)
{
    const bool isWritable =
        present.kind == SecretRef::Kind::Keychain || present.kind == SecretRef::Kind::File;
    const SecretRef& origin = isWritable ? present : suggested;
    const auto [base, first] = numbered(origin.name);
    // A suggestion that nothing has yet is good as it is.
    int last = isWritable ? first : 0;
    for (const auto& ref : earlier) {
        const auto other = numbered(ref.name);
        if (ref.kind == origin.kind && other.base == base)
            last = std::max(last, other.number);
    }
    return last == 0 ? origin : SecretRef{origin.kind, base + "-" + std::to_string(last + 1)};
}

bool CookieSecretRotation::canRotate() const
{
    const auto& session = m_document.project().authorization.session;
    return m_document.isOpen() && !m_document.isReadOnly() && !m_isRunning && session.cookieSecret.isSet() &&
           session.previousCookieSecrets.size() < maxEarlier;
}

void CookieSecretRotation::rotate()
{
    if (!canRotate())
        return;
    const auto& session = m_document.project().authorization.session;
    const auto present = session.cookieSecret;
    m_error.reset();
    m_isRunning = true;
    ++m_run;
    emit changed();
    tryName(successorOf(present, session.previousCookieSecrets, m_secrets.suggestRef("cookie")), present,
            maxAttempts);
}

/// What an undone or forgotten rotation left under a name may still be in use somewhere: it is not written
/// over.
void CookieSecretRotation::tryName(const SecretRef& next, const SecretRef& present, int attempts)
{
    m_secrets.read(next, [this, next, present, attempts, run = m_run](const Result<SecretString>& found) {
        if (run != m_run)
            return;
        if (!found && found.error().code == ErrorCode::NotFound)
            keep(next, present);
        else if (!found)
            end(found.error());
        else if (attempts > 1)
            tryName(successorOf(next, {}, next), present, attempts - 1);
        else
            end(Error{ErrorCode::Conflict, "there is a secret of this name already", next.toString()});
    });
}

void CookieSecretRotation::keep(const SecretRef& next, const SecretRef& present)
{
    SystemRandom random;
    m_secrets.write(next, SecretString(random.token(32)),
                    [this, next, present, run = m_run](const Result<void>& kept) {
                        if (run != m_run)
                            return;
                        if (kept)
                            take(next, present);
                        else
                            end(kept.error());
                    });
}

void CookieSecretRotation::take(const SecretRef& next, const SecretRef& present)
{
    bool isTaken = false;
    if (m_document.project().authorization.session.cookieSecret == present)
        isTaken = m_document.edit(tr("Rotate the cookie secret"), {}, [&](project::SsoProject& project) {
            auto& session = project.authorization.session;
            session.previousCookieSecrets.insert(session.previousCookieSecrets.begin(), present);
            session.cookieSecret = next;
        });
    end(isTaken ? std::nullopt
                : std::optional(Error{ErrorCode::Conflict, "the project changed meanwhile",
                                      "authorization.session.cookieSecret"}));
}

void CookieSecretRotation::end(std::optional<Error> error)
{
    m_error = std::move(error);
    m_isRunning = false;
    emit changed();
}

void CookieSecretRotation::forget(std::size_t index)
{
    m_document.edit(tr("Forget an earlier cookie secret"), {}, [index](project::SsoProject& project) {
        auto& earlier = project.authorization.session.previousCookieSecrets;
        if (index < earlier.size())
            earlier.erase(earlier.begin() + static_cast<std::ptrdiff_t>(index));
    });
}

} // namespace meshsso::desktop
