#include "desktop/controllers/TokenSlot.h"

#include "desktop/controllers/Background.h"

namespace meshsso::desktop {

TokenSlot::TokenSlot(Executor& executor, QObject* parent) : QObject(parent), m_executor(executor) {}

void TokenSlot::setText(SecretString text, TokenContext context)
{
    m_wasCut = text.size() > login::maxInspectedBytes;
    m_text = m_wasCut ? SecretString(std::string(text.reveal().substr(0, login::maxInspectedBytes)))
                      : std::move(text);
    m_tokens.clear();
    m_current = 0;
    ++m_revision;
    inspect(std::move(context));
}

void TokenSlot::inspect(TokenContext context)
{
    m_task.reset();
    m_isInspecting = !m_text.empty();
    if (m_isInspecting) {
        std::function<Tokens()> work = [text = m_text, context = std::move(context)] {
            return login::inspectToken(text.reveal(),
                                       {context.now, context.project.get(), context.keys.get()});
        };
        m_task.emplace(inBackground<Tokens>(m_executor, std::move(work)));
        m_task->start([this](Tokens tokens) {
            // Its frame is still on the stack here.
            m_retired = std::move(m_task);
            m_task.reset();
            m_isInspecting = false;
            m_tokens = std::move(tokens);
            m_current = std::clamp(m_current, 0, std::max(0, static_cast<int>(m_tokens.size()) - 1));
            emit changed();
        });
    }
    emit changed();
}

void TokenSlot::clear()
{
    m_task.reset();
    m_isInspecting = false;
    m_text = {};
    m_tokens.clear();
    m_current = 0;
    ++m_revision;
    m_wasCut = false;
    emit changed();
}

void TokenSlot::setCurrentIndex(int index)
{
    if (index == m_current || index < 0 || index >= static_cast<int>(m_tokens.size()))
        return;
    m_current = index;
    ++m_revision;
    emit changed();
}

const login::TokenInspection* TokenSlot::current() const
{
    const auto index = static_cast<std::size_t>(m_current);
    return index < m_tokens.size() ? &m_tokens[index] : nullptr;
}

std::string_view TokenSlot::currentText() const
{
    const auto* token = current();
    return token == nullptr ? std::string_view() : token->token.of(m_text.reveal());
}

} // namespace meshsso::desktop
