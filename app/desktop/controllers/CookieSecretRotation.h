#pragma once

#include "core/Error.h"
#include "secrets/SecretRef.h"

#include <QObject>
#include <optional>
#include <vector>

namespace meshsso::desktop {

class ProjectDocument;
class SecretsController;

/// A new cookie secret that signs nobody out: the present one goes to the earlier ones, which still open the
/// sessions that they sealed, and a fresh one is kept under a name of its own. No value is looked at, so
/// undoing it is naming the old one again. GUI thread.
class CookieSecretRotation final : public QObject
{
    Q_OBJECT
public:
    /// The authorization service takes eight secrets, the present one among them.
    static constexpr std::size_t maxEarlier = 7;

    CookieSecretRotation(SecretsController& secrets, ProjectDocument& document, QObject* parent = nullptr);

    /// There is a cookie secret, the project can be edited, no rotation runs and maxEarlier is not reached.
    bool canRotate() const;
    bool isRunning() const { return m_isRunning; }
    /// Does nothing unless canRotate(). The project changes, as one undoable edit, once the new secret is
    /// kept; if that fails, or the project names another secret by then, it stays as it is and error() says
    /// why.
    void rotate();
    /// Takes an earlier secret out of the project (undoable). Its value stays where it is kept.
    void forget(std::size_t index);
    /// Why the last rotation failed; gone with the next one.
    const std::optional<Error>& error() const { return m_error; }

    /// Where the secret after present is kept: beside it ("keychain:shop/cookie-2" after
    /// "keychain:shop/cookie"), with a number above those of the earlier ones; where suggested says if
    /// present cannot be written there (env).
    static secrets::SecretRef successorOf(const secrets::SecretRef& present,
                                          const std::vector<secrets::SecretRef>& earlier,
                                          const secrets::SecretRef& suggested);

signals:
    void changed();

private:
    void tryName(const secrets::SecretRef& next, const secrets::SecretRef& present, int attempts);
    void keep(const secrets::SecretRef& next, const secrets::SecretRef& present);
    void take(const secrets::SecretRef& next, const secrets::SecretRef& present);
    void end(std::optional<Error> error);

    SecretsController& m_secrets;
    ProjectDocument& m_document;
    std::optional<Error> m_error;
    bool m_isRunning = false;
    int m_run = 0; ///< an answer to an earlier one is not wanted any more
};

} // namespace meshsso::desktop
