#pragma once

#include <coroutine>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace meshsso {

/// Something under way. Destroying it cancels: its completion will not be called any more.
class Operation
{
public:
    virtual ~Operation() = default;
};

/// An asynchronous computation of a T, lazily started, owned by its holder: destroying a Task destroys its
/// frame and with it whatever operation it is waiting for, so cancelling is dropping. Use as
///
///     Task<Result<Token>> obtain() { auto answer = co_await m_http.send(request); ... co_return token; }
///
/// and, at the outermost caller, task.start(completion). The whole chain lives on one executor's thread.
/// Exceptions do not leave a task: one that would is a bug and aborts.
template<class T>
class [[nodiscard]] Task
{
public:
    struct promise_type
    {
        std::optional<T> value;
        std::coroutine_handle<> continuation;
        std::function<void(T)> completion;
        bool isStarting = false; ///< its awaiter is still inside await_suspend
        bool isFinished = false;

        Task get_return_object() { return Task(std::coroutine_handle<promise_type>::from_promise(*this)); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        auto final_suspend() noexcept { return FinalAwaiter{}; }
        template<class U>
        void return_value(U&& result)
        {
            value.emplace(std::forward<U>(result));
        }
        [[noreturn]] void unhandled_exception() { std::abort(); }
    };

    Task(Task&& other) noexcept : m_handle(std::exchange(other.m_handle, nullptr)) {}
    Task& operator=(Task&& other) noexcept
    {
        if (this != &other) {
            destroy();
            m_handle = std::exchange(other.m_handle, nullptr);
        }
        return *this;
    }
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;
    ~Task() { destroy(); }

    /// Runs the task to its first suspension. The completion is called once, on the executor's thread, or
    /// from within start() if nothing had to be waited for; it may destroy this Task. Call at most once.
    void start(std::function<void(T)> completion)
    {
        m_handle.promise().completion = std::move(completion);
        m_handle.resume();
    }

    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> waiting)
    {
        // Not symmetric transfer: unoptimised gcc makes that a nested call, and a loop over tasks that need
        // not wait would eat the stack. A child that finishes at once lets its parent simply go on instead.
        auto& promise = m_handle.promise();
        promise.continuation = waiting;
        promise.isStarting = true;
        m_handle.resume();
        promise.isStarting = false;
        return !promise.isFinished;
    }
    T await_resume() { return std::move(*m_handle.promise().value); }

private:
    struct FinalAwaiter
    {
        bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<promise_type> finished) noexcept
        {
            auto& promise = finished.promise();
            promise.isFinished = true;
            if (promise.isStarting)
                return;
            // From here on the frame may be destroyed by whoever is resumed or told.
            if (promise.continuation) {
                promise.continuation.resume();
            } else if (promise.completion) {
                auto completion = std::move(promise.completion);
                T value = std::move(*promise.value);
                completion(std::move(value));
            }
        }
        void await_resume() const noexcept {}
    };

    explicit Task(std::coroutine_handle<promise_type> handle) : m_handle(handle) {}
    void destroy()
    {
        if (m_handle)
            m_handle.destroy();
    }

    std::coroutine_handle<promise_type> m_handle;
};

/// Awaits an operation that reports through a completion function: co_await Completion<T>([&](auto done) {
/// return startSomething(..., done); }). The starter returns the operation's handle; it lives in the awaiting
/// frame, so destroying the frame cancels it. The completion must come later, not from within the starter.
template<class T>
class Completion
{
public:
    using Done = std::function<void(T)>;
    using Starter = std::function<std::unique_ptr<Operation>(Done)>;

    explicit Completion(Starter starter) : m_starter(std::move(starter)) {}

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiting)
    {
        m_operation = m_starter([this, waiting](T value) {
            m_value.emplace(std::move(value));
            waiting.resume();
        });
    }
    T await_resume()
    {
        m_operation.reset();
        return std::move(*m_value);
    }

private:
    Starter m_starter;
    std::unique_ptr<Operation> m_operation;
    std::optional<T> m_value;
};

} // namespace meshsso
