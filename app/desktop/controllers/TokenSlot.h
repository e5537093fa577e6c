#pragma once

#include "core/Executor.h"
#include "core/SecretString.h"
#include "core/Task.h"
#include "crypto/JwkSet.h"
#include "login/TokenInspection.h"

#include <QObject>
#include <memory>
#include <optional>

namespace meshsso::desktop {

/// What a token is looked at with.
struct TokenContext
{
    std::shared_ptr<const project::SsoProject> project; ///< null: nothing to compare with
    std::shared_ptr<const crypto::JwkSet> keys;         ///< null: the signature is not checked
    TimePoint now;
};

/// A pasted text and the tokens in it. The text stays in memory, wiped when it goes; it is looked at on a
/// thread of its own, so that a large one does not hold up the window. GUI thread.
class TokenSlot final : public QObject
{
    Q_OBJECT
public:
    explicit TokenSlot(Executor& executor, QObject* parent = nullptr);

    /// Takes a text; what is over login::maxInspectedBytes is cut off, and wasCut() says so.
    void setText(SecretString text, TokenContext context);
    /// Looks at the same text once more.
    void inspect(TokenContext context);
    void clear();

    bool isEmpty() const { return m_text.empty(); }
    bool isInspecting() const { return m_isInspecting; }
    bool wasCut() const { return m_wasCut; }
    std::string_view text() const { return m_text.reveal(); }
    const std::vector<login::TokenInspection>& tokens() const { return m_tokens; }
    int currentIndex() const { return m_current; }
    void setCurrentIndex(int index);
    /// Another number for another text or choice; looking again leaves it.
    int revision() const { return m_revision; }
    /// The chosen token, or null.
    const login::TokenInspection* current() const;
    /// The chosen token's text alone.
    std::string_view currentText() const;

signals:
    /// Another text, another choice, or looked at anew.
    void changed();

private:
    using Tokens = std::vector<login::TokenInspection>;

    Executor& m_executor;
    SecretString m_text;
    Tokens m_tokens;
    int m_current = 0;
    int m_revision = 0;
    bool m_wasCut = false;
    bool m_isInspecting = false;
    std::optional<Task<Tokens>> m_task;
    std::optional<Task<Tokens>> m_retired;
};

} // namespace meshsso::desktop
