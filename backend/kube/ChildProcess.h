#pragma once

#include "core/FileHandle.h"
#include "kube/Subprocess.h"

#include <array>
#include <chrono>
#include <optional>
#include <poll.h>
#include <string>
#include <sys/types.h>
#include <vector>

namespace meshsso::kube {

/// One run of a program, from spawn to reaping, on the thread that watches it. Private to this folder.
class ChildProcess
{
public:
    /// program is a path. stopDescriptor becomes readable when the run is to end; it outlives run().
    ChildProcess(ProcessRequest request, std::vector<std::string> environment, int stopDescriptor);

    /// Blocks until the program has ended and is reaped. As ProcessRunner::run; Cancelled when it was
    /// stopped.
    Result<ProcessOutput> run();

private:
    using Time = std::chrono::steady_clock::time_point;

    /// The reading end of one of the program's outputs.
    struct Stream
    {
        FileHandle pipe;
        std::string text;
    };

    Result<void> spawn();
    void watch();
    void feed();
    void read(Stream& stream);
    void end(ErrorCode code, std::string why);
    void killNow();
    bool hasExited() const;
    Result<ProcessOutput> reap();
    int pollTimeout() const;

    ProcessRequest m_request;
    std::vector<std::string> m_environment;
    int m_stopDescriptor;
    pid_t m_pid = -1;
    FileHandle m_exit; ///< pidfd; not open on kernels without
    FileHandle m_input;
    std::size_t m_fed = 0;
    std::array<Stream, 2> m_streams; ///< standard output and standard error
    std::optional<Time> m_deadline;
    std::optional<Error> m_ending; ///< why we end it
};

} // namespace meshsso::kube
