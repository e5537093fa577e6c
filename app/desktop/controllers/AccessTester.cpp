#include "desktop/controllers/AccessTester.h"

#include "desktop/controllers/ProjectDocument.h"
#include "desktop/models/Text.h"

namespace meshsso::desktop {

AccessTester::AccessTester(ProjectDocument& document, QObject* parent) : QObject(parent), m_document(document)
{
    connect(&document, &ProjectDocument::changed, this, &AccessTester::ask);
    connect(&document, &ProjectDocument::opened, this, [this] { setQuestion({}); });
    ask();
}

void AccessTester::setQuestion(Question question)
{
    m_question = std::move(question);
    ask();
}

QString AccessTester::defaultHost() const
{
    return toQString(m_document.project().gateway.address);
}

QString AccessTester::judgedClaims() const
{
    return m_claims ? displayable(prettyJson(*m_claims), 20'000) : QString();
}

Result<std::optional<json::object>> AccessTester::claims() const
{
    switch (m_question.as) {
    case As::Nobody:
        return std::nullopt;
    case As::User:
        for (const auto& user : m_document.project().users) {
            if (toQString(user.username) == m_question.username)
                return exampleClaims(m_document.project(), user);
        }
        return fail(ErrorCode::NotFound, "the project declares no such user", toUtf8(m_question.username));
    case As::Claims: {
        auto parsed = parseJsonObject(toUtf8(m_question.claims));
        if (!parsed)
            return fail(std::move(parsed).error());
        return std::move(*parsed);
    }
    }
    return std::nullopt;
}

void AccessTester::ask()
{
    m_answer.reset();
    m_error.reset();
    m_claims.reset();
    auto claims = this->claims();
    auto reading = AccessReading::create(m_document.project());
    if (!claims) {
        m_error = std::move(claims).error();
    } else if (!reading) {
        m_error = std::move(reading).error();
    } else {
        m_claims = std::move(*claims);
        const auto host = toUtf8(m_question.host.isEmpty() ? defaultHost() : m_question.host);
        const auto path = toUtf8(m_question.path);
        const auto method = toUtf8(m_question.method);
        m_answer = reading->ask({host, path, method}, m_claims ? &*m_claims : nullptr);
    }
    emit changed();
}

} // namespace meshsso::desktop
