#include "kube/Subprocess.h"

#include "core/Text.h"
#include "kube/ChildProcess.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <list>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace meshsso::kube {
namespace {

using Answer = Result<ProcessOutput>;
using Done = std::function<void(Answer)>;

/// What the waiting task and the watching thread share.
struct Run
{
    FileHandle stop{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    std::atomic<bool> isFinished = false;
    bool isDropped = false; ///< the executor's thread only

    void requestStop() const
    {
        const std::uint64_t one = 1;
        (void)!write(stop.get(), &one, sizeof one);
    }
};

/// Held by the waiting task's frame.
class RunOperation final : public Operation
{
public:
    explicit RunOperation(std::shared_ptr<Run> run) : m_run(std::move(run)) {}
    ~RunOperation() override
    {
        m_run->isDropped = true;
        m_run->requestStop();
    }

private:
    std::shared_ptr<Run> m_run;
};

bool hasNul(const std::string& text)
{
    return text.find('\0') != std::string::npos;
}

Result<void> checkRequest(const ProcessRequest& request)
{
    const auto& extra = request.environment;
    const bool isEnvironmentGood = std::none_of(extra.begin(), extra.end(), [](const auto& entry) {
        return entry.first.empty() || entry.first.find('=') != std::string::npos || hasNul(entry.first) ||
               hasNul(entry.second);
    });
    if (hasNul(request.program) || !isEnvironmentGood ||
        std::any_of(request.arguments.begin(), request.arguments.end(), hasNul))
        return fail(ErrorCode::InvalidArgument, "an argument or variable cannot be passed to a program",
                    request.program);
    if (request.timeLimit <= std::chrono::milliseconds(0))
        return fail(ErrorCode::InvalidArgument, "a program needs a time limit", request.program);
    return {};
}

std::vector<std::string> environmentWith(const std::map<std::string, std::string>& extra)
{
    std::vector<std::string> result;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        if (!extra.contains(std::string(text.substr(0, text.find('=')))))
            result.emplace_back(text);
    }
    for (const auto& [name, value] : extra)
        result.push_back(name + "=" + value);
    return result;
}

bool isExecutable(const std::string& path)
{
    struct stat facts
    {
    };
    return stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode) && access(path.c_str(), X_OK) == 0;
}

} // namespace

Result<std::string> findProgram(const std::string& program)
{
    if (program.find('/') != std::string::npos) {
        if (isExecutable(program))
            return program;
        return fail(ErrorCode::NotFound, "there is no such program", program);
    }
    const char* path = std::getenv("PATH");
    for (const auto folder : split(path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin", ':')) {
        // An empty entry means the working directory: a program must not come from wherever one stands.
        if (folder.empty() || program.empty())
            continue;
        std::string candidate(folder);
        candidate.append("/").append(program);
        if (isExecutable(candidate))
            return candidate;
    }
    return fail(ErrorCode::NotFound, "there is no such program on PATH", program);
}

/// The watching threads. Used from the executor's thread only.
class PosixProcessRunner::Threads
{
public:
    ~Threads()
    {
        for (const auto& entry : m_entries)
            entry.run->requestStop();
        for (auto& entry : m_entries)
            entry.thread.join();
    }

    void start(const std::shared_ptr<Run>& run, std::function<void()> body)
    {
        joinFinished();
        // The thread inherits this mask: signals stay the main thread's business, and a SIGPIPE from a
        // program that reads no more stays pending there.
        sigset_t all;
        sigset_t before;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        m_entries.push_back({run, std::thread(std::move(body))});
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }

private:
    struct Entry
    {
        std::shared_ptr<Run> run;
        std::thread thread;
    };

    void joinFinished()
    {
        for (auto entry = m_entries.begin(); entry != m_entries.end();) {
            if (entry->run->isFinished) {
                entry->thread.join();
                entry = m_entries.erase(entry);
            } else {
                ++entry;
            }
        }
    }

    std::list<Entry> m_entries;
};

PosixProcessRunner::PosixProcessRunner(Executor& executor)
    : m_executor(executor), m_threads(std::make_unique<Threads>())
{
}

PosixProcessRunner::~PosixProcessRunner() = default;

Task<Result<ProcessOutput>> PosixProcessRunner::run(ProcessRequest request)
{
    if (auto checked = checkRequest(request); !checked)
        co_return fail(std::move(checked).error());
    auto path = findProgram(request.program);
    if (!path)
        co_return fail(std::move(path).error());
    request.program = std::move(*path);
    auto run = std::make_shared<Run>();
    if (!run->stop.isOpen())
        co_return fail(ErrorCode::IoError, "no event descriptor could be made", request.program);

    Completion<Answer>::Starter starter = [this, &request, run](Done done) {
        auto environment = environmentWith(request.environment);
        auto body = [executor = &m_executor, run, done = std::move(done), request = std::move(request),
                     environment = std::move(environment)]() mutable {
            auto answer = std::make_shared<Answer>(
                ChildProcess(std::move(request), std::move(environment), run->stop.get()).run());
            executor->post([run, done = std::move(done), answer] {
                if (!run->isDropped)
                    done(std::move(*answer));
            });
            run->isFinished = true;
        };
        m_threads->start(run, std::move(body));
        return std::make_unique<RunOperation>(run);
    };
    Completion<Answer> completion(std::move(starter));
    co_return co_await completion;
}

} // namespace meshsso::kube
