#include "redis/MasterFinder.h"

#include "core/SecretString.h"

#include <charconv>

namespace meshsso::redis {

struct MasterFinder::Question
{
    explicit Question(boost::asio::io_context& context) : timer(context) {}

    Done done;
    std::size_t asked = 0; ///< sentinels so far
    std::shared_ptr<RedisStream> stream;
    std::unique_ptr<RespReader> reader;
    int repliesToSkip = 0;
    bool hasPassword = false;
    boost::asio::steady_timer timer;
};

MasterFinder::MasterFinder(boost::asio::io_context& context, std::shared_ptr<const RedisSettings> settings)
    : m_context(context), m_settings(std::move(settings))
{
}

void MasterFinder::find(Done done)
{
    auto question = std::make_shared<Question>(m_context);
    question->done = std::move(done);
    ask(question);
}

void MasterFinder::ask(const std::shared_ptr<Question>& question)
{
    const auto self = shared_from_this();
    const auto& sentinels = m_settings->addresses;
    const auto stream = std::make_shared<RedisStream>(m_context, m_settings->access->tls);
    question->stream = stream;
    question->reader = std::make_unique<RespReader>(m_settings->maxReplyBytes);
    question->hasPassword = false;
    question->repliesToSkip = 0;
    question->timer.expires_after(m_settings->timeout);
    question->timer.async_wait([self, question, stream](boost::system::error_code cancelled) {
        if (!cancelled && question->stream == stream)
            self->askNext(question, {ErrorCode::Timeout, "the sentinel did not answer in time", {}});
    });
    stream->connect(sentinels[(m_first + question->asked) % sentinels.size()],
                    [self, question](Result<void> connected) {
                        if (!connected)
                            return self->askNext(question, std::move(connected).error());
                        self->write(question, false);
                        self->read(question);
                    });
}

void MasterFinder::write(const std::shared_ptr<Question>& question, bool withPassword)
{
    std::string bytes;
    if (withPassword) {
        std::vector<std::string> words{"AUTH"};
        if (!m_settings->access->username.empty())
            words.push_back(m_settings->access->username);
        words.emplace_back(m_settings->access->password.reveal());
        bytes = formatCommand(words);
        wipe(words.back());
        question->hasPassword = true;
        question->repliesToSkip = 1;
    }
    bytes += formatCommand({"SENTINEL", "get-master-addr-by-name", m_settings->masterName});
    question->stream->write(std::move(bytes), [self = shared_from_this(), question](Result<void> written) {
        if (!written)
            self->askNext(question, std::move(written).error());
    });
}

void MasterFinder::read(const std::shared_ptr<Question>& question)
{
    question->stream->read([self = shared_from_this(), question](Result<std::string_view> bytes) {
        if (!bytes)
            return self->askNext(question, std::move(bytes).error());
        question->reader->feed(*bytes);
        const auto stream = question->stream;
        while (question->stream == stream) {
            auto reply = question->reader->next();
            if (!reply)
                return self->askNext(question, std::move(reply).error());
            if (!*reply)
                return self->read(question);
            if (question->repliesToSkip > 0)
                --question->repliesToSkip;
            else
                self->take(question, **reply);
        }
    });
}

void MasterFinder::take(const std::shared_ptr<Question>& question, const RedisReply& reply)
{
    // Most sentinels have no password of their own, and would log one that they did not ask for.
    if (reply.errorWord() == "NOAUTH" && !question->hasPassword && !m_settings->access->password.empty())
        return write(question, true);
    if (reply.isError())
        return askNext(question,
                       {ErrorCode::PeerError, "the sentinel answered " + std::string(reply.errorWord()), {}});
    RedisAddress address;
    if (reply.elements.size() == 2) {
        address.host = reply.elements[0].text;
        const auto& port = reply.elements[1].text;
        std::from_chars(port.data(), port.data() + port.size(), address.port = 0);
    }
    if (address.host.empty() || address.port == 0)
        return askNext(question, {ErrorCode::PeerError, "the sentinel knows no master of that name",
                                  m_settings->masterName});
    m_first = (m_first + question->asked) % m_settings->addresses.size();
    question->stream->close();
    question->stream.reset();
    question->timer.cancel();
    question->done(std::move(address));
}

void MasterFinder::askNext(const std::shared_ptr<Question>& question, Error error)
{
    question->stream->close();
    question->stream.reset();
    question->timer.cancel();
    if (++question->asked < m_settings->addresses.size())
        return ask(question);
    question->done(fail(std::move(error)));
}

} // namespace meshsso::redis
