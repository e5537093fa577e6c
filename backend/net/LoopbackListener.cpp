#include "net/LoopbackListener.h"

#include "net/LoopbackConnection.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

namespace meshsso::net {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// Who waits for the callback. Its completion is touched on the executor's thread only.
struct Waiter
{
    Completion<Result<LoopbackCallback>>::Done done;
};

class WaitOperation final : public Operation
{
public:
    WaitOperation(std::shared_ptr<Waiter> waiter, std::function<void()> close)
        : m_waiter(std::move(waiter)), m_close(std::move(close))
    {
    }
    ~WaitOperation() override
    {
        m_waiter->done = nullptr;
        m_close();
    }

private:
    std::shared_ptr<Waiter> m_waiter;
    std::function<void()> m_close;
};

} // namespace

class LoopbackListener::Private
{
public:
    Private(Executor& executor, LoopbackOptions options)
        : m_executor(executor), m_options(std::move(options)), m_acceptor(m_context), m_deadline(m_context),
          m_pause(m_context)
    {
    }
    Private(const Private&) = delete;
    Private& operator=(const Private&) = delete;
    ~Private() { stop(); }

    Result<void> open();
    /// Ends the thread; from the executor's thread, any number of times. Who still waits is told.
    void stop();
    std::shared_ptr<Waiter> wait(Completion<Result<LoopbackCallback>>::Done done);

    std::uint16_t port() const { return m_port; }
    const LoopbackOptions& options() const { return m_options; }
    bool isWaitedFor();
    static Task<Result<LoopbackCallback>> callback(std::shared_ptr<Private> d);

private:
    void accept();
    void adopt(tcp::socket socket);
    void onAccepted(std::string query);
    void closeAll();
    void conclude(Result<LoopbackCallback> outcome);
    /// With the lock held: hands the outcome to the waiter, once both are there.
    void deliver();

    Executor& m_executor;
    const LoopbackOptions m_options;
    asio::io_context m_context{1};
    tcp::acceptor m_acceptor;
    asio::steady_timer m_deadline;
    asio::steady_timer m_pause;
    std::set<std::shared_ptr<LoopbackConnection>> m_connections; ///< the thread's own
    bool m_hasAccepted = false;                                  ///< the thread's own
    std::uint16_t m_port = 0;
    std::thread m_thread;

    std::mutex m_mutex;
    std::shared_ptr<Waiter> m_waiter;
    std::optional<Result<LoopbackCallback>> m_outcome;
    bool m_isConcluded = false;
};

Result<void> LoopbackListener::Private::open()
{
    const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), m_options.port);
    error_code error;
    m_acceptor.open(endpoint.protocol(), error);
    if (!error)
        m_acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error)
        m_acceptor.bind(endpoint, error);
    if (!error)
        m_acceptor.listen(static_cast<int>(m_options.maxConnections), error);
    const auto where = "127.0.0.1:" + std::to_string(m_options.port);
    if (error == asio::error::address_in_use)
        return fail(ErrorCode::Conflict, "another program listens on this port", where);
    if (!error)
        m_port = m_acceptor.local_endpoint(error).port();
    if (error)
        return fail(ErrorCode::IoError, "cannot listen: " + error.message(), where);
    m_deadline.expires_after(m_options.deadline);
    m_deadline.async_wait([this](error_code cancelled) {
        if (cancelled || m_hasAccepted)
            return;
        closeAll();
        conclude(fail(ErrorCode::Timeout, "nobody finished the sign-in in the browser in time"));
    });
    accept();
    m_thread = std::thread([this] { m_context.run(); });
    return {};
}

void LoopbackListener::Private::stop()
{
    m_context.stop();
    if (m_thread.joinable())
        m_thread.join();
    error_code ignored;
    m_acceptor.close(ignored);
    for (const auto& connection : std::set(m_connections))
        connection->close();
    conclude(fail(ErrorCode::Cancelled, "the listener for the browser's answer was closed"));
}

void LoopbackListener::Private::accept()
{
    m_acceptor.async_accept([this](error_code error, tcp::socket socket) {
        if (error == asio::error::operation_aborted || !m_acceptor.is_open())
            return;
        if (error) {
            // Out of descriptors, most likely: accepting again at once would spin.
            m_pause.expires_after(std::chrono::milliseconds(100));
            m_pause.async_wait([this](error_code cancelled) {
                if (!cancelled)
                    accept();
            });
            return;
        }
        if (m_connections.size() < m_options.maxConnections)
            adopt(std::move(socket));
        accept();
    });
}

void LoopbackListener::Private::adopt(tcp::socket socket)
{
    LoopbackConnection::Handlers handlers;
    handlers.judge = [this](const LoopbackRequest& request) {
        if (m_hasAccepted)
            return LoopbackVerdict{410, "The sign-in was answered already.", {}};
        auto verdict = judge(request, m_options, m_port);
        m_hasAccepted = verdict.status == 200;
        return verdict;
    };
    handlers.page = [this](const LoopbackVerdict& verdict) {
        return verdict.status == 200 ? donePage(m_options, verdict.isError)
                                     : refusalPage(verdict.status, verdict.reason);
    };
    handlers.accepted = [this](std::string query) { onAccepted(std::move(query)); };
    // A weak pointer, since the connection owns this function.
    const auto self = std::make_shared<std::weak_ptr<LoopbackConnection>>();
    handlers.closed = [this, self] { m_connections.erase(self->lock()); };
    const auto connection = std::make_shared<LoopbackConnection>(std::move(socket), std::move(handlers),
                                                                 m_options.connectionTimeout);
    *self = connection;
    m_connections.insert(connection);
    connection->start();
}

void LoopbackListener::Private::onAccepted(std::string query)
{
    error_code ignored;
    m_acceptor.close(ignored);
    m_deadline.cancel();
    conclude(LoopbackCallback{std::move(query)});
}

void LoopbackListener::Private::closeAll()
{
    error_code ignored;
    m_acceptor.close(ignored);
    m_pause.cancel();
    for (const auto& connection : std::set(m_connections))
        connection->close();
}

void LoopbackListener::Private::conclude(Result<LoopbackCallback> outcome)
{
    const std::lock_guard lock(m_mutex);
    if (std::exchange(m_isConcluded, true))
        return;
    m_outcome = std::move(outcome);
    deliver();
}

std::shared_ptr<Waiter> LoopbackListener::Private::wait(Completion<Result<LoopbackCallback>>::Done done)
{
    const std::lock_guard lock(m_mutex);
    m_waiter = std::make_shared<Waiter>();
    m_waiter->done = std::move(done);
    auto waiter = m_waiter;
    deliver();
    return waiter;
}

bool LoopbackListener::Private::isWaitedFor()
{
    const std::lock_guard lock(m_mutex);
    return m_waiter != nullptr;
}

void LoopbackListener::Private::deliver()
{
    if (!m_waiter || !m_outcome)
        return;
    m_executor.post([waiter = m_waiter, outcome = std::move(*m_outcome)]() mutable {
        if (auto done = std::exchange(waiter->done, nullptr))
            done(std::move(outcome));
    });
    m_outcome.reset();
}

Result<LoopbackListener> LoopbackListener::listen(Executor& executor, LoopbackOptions options)
{
    if (!options.path.starts_with('/') || options.path.find_first_of("?# \t\r\n") != std::string::npos)
        return fail(ErrorCode::InvalidArgument, "the callback's path must start with '/' and have no query");
    if (!options.isExpectedState)
        return fail(ErrorCode::InvalidArgument, "nobody says which state is the expected one");
    auto d = std::make_shared<Private>(executor, std::move(options));
    if (auto opened = d->open(); !opened)
        return fail(std::move(opened).error());
    return LoopbackListener(std::move(d));
}

LoopbackListener::LoopbackListener(std::shared_ptr<Private> d) : m_d(std::move(d)) {}

LoopbackListener::LoopbackListener(LoopbackListener&&) noexcept = default;

LoopbackListener& LoopbackListener::operator=(LoopbackListener&& other) noexcept
{
    if (this != &other) {
        if (m_d)
            m_d->stop();
        m_d = std::move(other.m_d);
    }
    return *this;
}

LoopbackListener::~LoopbackListener()
{
    if (m_d)
        m_d->stop();
}

std::uint16_t LoopbackListener::port() const
{
    return m_d->port();
}

std::string LoopbackListener::redirectUri() const
{
    return "http://127.0.0.1:" + std::to_string(m_d->port()) + m_d->options().path;
}

Task<Result<LoopbackCallback>> LoopbackListener::Private::callback(std::shared_ptr<Private> d)
{
    if (d->isWaitedFor())
        co_return fail(ErrorCode::Conflict, "somebody waits for the browser's answer already");
    Completion<Result<LoopbackCallback>> completion([d](auto done) {
        return std::make_unique<WaitOperation>(d->wait(std::move(done)), [d] { d->stop(); });
    });
    auto outcome = co_await completion;
    co_return outcome;
}

Task<Result<LoopbackCallback>> LoopbackListener::callback()
{
    return Private::callback(m_d);
}

} // namespace meshsso::net
