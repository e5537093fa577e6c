#pragma once

#include "core/Executor.h"
#include "core/Result.h"
#include "core/SecretString.h"
#include "core/Task.h"

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace meshsso::kube {

/// One program to run. Secrets go into input: arguments and environment can be read by others.
struct ProcessRequest
{
    std::string program; ///< a path, or a name to look up on PATH
    std::vector<std::string> arguments;
    SecretString input;                                      ///< standard input, closed after it
    std::map<std::string, std::string> environment;          ///< added to ours
    std::chrono::milliseconds timeLimit{30'000};             ///< of the whole run; more than 0
    std::size_t outputLimit = std::size_t{16} * 1024 * 1024; ///< bytes of each of the two outputs
};

/// What a program that ended has said. A failure of its own is a value: look at exitCode.
struct ProcessOutput
{
    int exitCode = 0;   ///< 128 + signal when a signal ended it, as shells have it
    int signal = 0;     ///< the signal that ended it, or 0
    std::string output; ///< standard output; may hold secrets if the program prints them
    std::string errors; ///< standard error
};

/// Runs programs. The task's answer comes on the executor's thread; dropping it ends the program.
class ProcessRunner
{
public:
    virtual ~ProcessRunner() = default;

    /// Errors: NotFound (no such program), InvalidArgument (a NUL byte, no time limit), Timeout, TooLarge (an
    /// output over its limit), IoError (it could not be started). After an error the program has ended too.
    virtual Task<Result<ProcessOutput>> run(ProcessRequest request) = 0;
};

/// Runs programs on POSIX systems: each in a process group of its own, with pipes, watched by a thread of its
/// own. Dropping a task, a time-out and an output over its limit end the group: SIGTERM, after 2 s SIGKILL;
/// the thread reaps it. No descriptor of ours reaches the program.
class PosixProcessRunner final : public ProcessRunner
{
public:
    /// The executor outlives the runner and all its tasks.
    explicit PosixProcessRunner(Executor& executor);
    /// Ends what still runs and waits for it (at most about 2 s).
    ~PosixProcessRunner() override;
    PosixProcessRunner(const PosixProcessRunner&) = delete;
    PosixProcessRunner& operator=(const PosixProcessRunner&) = delete;

    Task<Result<ProcessOutput>> run(ProcessRequest request) override;

private:
    class Threads;

    Executor& m_executor;
    std::unique_ptr<Threads> m_threads;
};

/// The program's path: itself if it has a slash, else the first executable of that name on PATH. Errors:
/// NotFound.
Result<std::string> findProgram(const std::string& program);

} // namespace meshsso::kube
