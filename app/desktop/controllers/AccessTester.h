#pragma once

#include "desktop/models/AccessReading.h"

#include <QObject>
#include <optional>

namespace meshsso::desktop {

class ProjectDocument;

/// "Would it be let in?": one request by one user, answered by the evaluator and kept up to date as the
/// project changes. GUI thread. Pasted claims stay in memory.
class AccessTester final : public QObject
{
    Q_OBJECT
public:
    enum class As { Nobody, User, Claims };

    struct Question
    {
        QString method = QStringLiteral("GET");
        QString path = QStringLiteral("/");
        QString host; ///< empty: the gateway's address
        As as = As::Nobody;
        QString username; ///< User: a declared one
        QString claims;   ///< Claims: a JSON object
    };

    explicit AccessTester(ProjectDocument& document, QObject* parent = nullptr);

    const Question& question() const { return m_question; }
    void setQuestion(Question question);
    /// The host that is asked for when the question names none.
    QString defaultHost() const;

    /// Nothing while the question or the rules cannot be read; error() says why then.
    const std::optional<AccessAnswer>& answer() const { return m_answer; }
    const std::optional<Error>& error() const { return m_error; }
    /// The claims that were judged, as JSON for people; empty for nobody.
    QString judgedClaims() const;

signals:
    /// The answer, or why there is none, was found anew.
    void changed();

private:
    void ask();
    Result<std::optional<json::object>> claims() const;

    ProjectDocument& m_document;
    Question m_question;
    std::optional<AccessAnswer> m_answer;
    std::optional<Error> m_error;
    std::optional<json::object> m_claims;
};

} // namespace meshsso::desktop
