#include "kube/ChildProcess.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>

namespace meshsso::kube {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds graceAfterSigterm = 2s;
/// How often the exit is looked for where the kernel has no pidfd.
constexpr std::chrono::milliseconds exitPollInterval = 50ms;

struct Pipe
{
    FileHandle readEnd;
    FileHandle writeEnd;
};

Result<Pipe> makePipe()
{
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0)
        return fail(ErrorCode::IoError, std::string("no pipe could be made: ") + std::strerror(errno));
    return Pipe{FileHandle(ends[0]), FileHandle(ends[1])};
}

void setNonBlocking(const FileHandle& handle)
{
    (void)fcntl(handle.get(), F_SETFL, fcntl(handle.get(), F_GETFL) | O_NONBLOCK);
}

/// posix_spawn's two option objects, freed together.
class SpawnOptions
{
public:
    SpawnOptions()
    {
        posix_spawn_file_actions_init(&m_actions);
        posix_spawnattr_init(&m_attributes);
        // A group of its own, so that helpers it starts end with it; and none of our thread's signal
        // settings.
        sigset_t none;
        sigset_t all;
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_setflags(&m_attributes,
                                 POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
        posix_spawnattr_setpgroup(&m_attributes, 0);
        posix_spawnattr_setsigmask(&m_attributes, &none);
        posix_spawnattr_setsigdefault(&m_attributes, &all);
    }
    ~SpawnOptions()
    {
        posix_spawn_file_actions_destroy(&m_actions);
        posix_spawnattr_destroy(&m_attributes);
    }
    SpawnOptions(const SpawnOptions&) = delete;
    SpawnOptions& operator=(const SpawnOptions&) = delete;

    void place(const FileHandle& handle, int as)
    {
        posix_spawn_file_actions_adddup2(&m_actions, handle.get(), as);
    }
    /// Libraries open descriptors without close-on-exec too.
    void closeAbove(int last) { posix_spawn_file_actions_addclosefrom_np(&m_actions, last + 1); }

    const posix_spawn_file_actions_t* actions() const { return &m_actions; }
    const posix_spawnattr_t* attributes() const { return &m_attributes; }

private:
    posix_spawn_file_actions_t m_actions{};
    posix_spawnattr_t m_attributes{};
};

std::vector<char*> pointersTo(std::vector<std::string>& texts)
{
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (auto& text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

} // namespace

ChildProcess::ChildProcess(ProcessRequest request, std::vector<std::string> environment, int stopDescriptor)
    : m_request(std::move(request)), m_environment(std::move(environment)), m_stopDescriptor(stopDescriptor)
{
}

Result<ProcessOutput> ChildProcess::run()
{
    if (auto spawned = spawn(); !spawned)
        return fail(std::move(spawned).error());
    watch();
    return reap();
}

Result<void> ChildProcess::spawn()
{
    auto input = makePipe();
    auto output = makePipe();
    auto errors = makePipe();
    for (const auto* pipe : {&input, &output, &errors}) {
        if (!*pipe)
            return fail(pipe->error());
    }
    std::vector<std::string> arguments{m_request.program};
    arguments.insert(arguments.end(), m_request.arguments.begin(), m_request.arguments.end());
    const auto argv = pointersTo(arguments);
    const auto environment = pointersTo(m_environment);

    SpawnOptions options;
    options.place(input->readEnd, STDIN_FILENO);
    options.place(output->writeEnd, STDOUT_FILENO);
    options.place(errors->writeEnd, STDERR_FILENO);
    options.closeAbove(STDERR_FILENO);
    const int error = posix_spawn(&m_pid, m_request.program.c_str(), options.actions(), options.attributes(),
                                  argv.data(), environment.data());
    if (error != 0) {
        m_pid = -1;
        return fail(error == ENOENT ? ErrorCode::NotFound : ErrorCode::IoError,
                    std::string("the program could not be started: ") + std::strerror(error),
                    m_request.program);
    }
    // Not through <sys/pidfd.h>: glibc 2.36 declares it without C linkage.
    m_exit = FileHandle(static_cast<int>(syscall(SYS_pidfd_open, m_pid, 0)));
    m_deadline = std::chrono::steady_clock::now() + m_request.timeLimit;
    m_input = std::move(input->writeEnd);
    m_streams[0].pipe = std::move(output->readEnd);
    m_streams[1].pipe = std::move(errors->readEnd);
    for (const auto* handle : {&m_input, &m_streams[0].pipe, &m_streams[1].pipe})
        setNonBlocking(*handle);
    return {};
}

void ChildProcess::watch()
{
    while (!hasExited()) {
        if (m_input.isOpen() && m_fed == m_request.input.size())
            m_input.close();
        // poll() passes over negative descriptors.
        std::array<pollfd, 5> waiting{{
            {m_exit.get(), POLLIN, 0},
            {m_ending ? -1 : m_stopDescriptor, POLLIN, 0},
            {m_input.get(), POLLOUT, 0},
            {m_streams[0].pipe.get(), POLLIN, 0},
            {m_streams[1].pipe.get(), POLLIN, 0},
        }};
        if (poll(waiting.data(), waiting.size(), pollTimeout()) < 0 && errno != EINTR)
            end(ErrorCode::IoError, std::string("its pipes cannot be watched: ") + std::strerror(errno));
        if (waiting[1].revents != 0)
            end(ErrorCode::Cancelled, "it was stopped");
        if (waiting[2].revents != 0)
            feed();
        for (std::size_t i = 0; i < m_streams.size(); ++i) {
            if (waiting[3 + i].revents != 0)
                read(m_streams[i]);
        }
        if (m_deadline && std::chrono::steady_clock::now() >= *m_deadline) {
            if (m_ending)
                killNow();
            else
                end(ErrorCode::Timeout,
                    "it did not end within " + std::to_string(m_request.timeLimit.count()) + " ms");
        }
    }
}

void ChildProcess::feed()
{
    const auto text = m_request.input.reveal();
    const auto written = write(m_input.get(), text.data() + m_fed, text.size() - m_fed);
    if (written >= 0)
        m_fed += static_cast<std::size_t>(written);
    else if (errno != EAGAIN && errno != EINTR)
        m_input.close(); // it reads no more (EPIPE): not our failure, its exit code says what became of it
}

void ChildProcess::read(Stream& stream)
{
    std::array<char, 65536> block;
    while (stream.pipe.isOpen()) {
        const auto count = ::read(stream.pipe.get(), block.data(), block.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno == EAGAIN)
            return;
        if (count <= 0) {
            stream.pipe.close();
            return;
        }
        stream.text.append(block.data(), static_cast<std::size_t>(count));
        if (stream.text.size() > m_request.outputLimit)
            end(ErrorCode::TooLarge,
                "it wrote more than " + std::to_string(m_request.outputLimit) + " bytes");
    }
}

void ChildProcess::end(ErrorCode code, std::string why)
{
    if (m_ending)
        return;
    m_ending = Error{code, std::move(why), m_request.program};
    m_input.close();
    for (auto& stream : m_streams)
        stream.pipe.close();
    (void)kill(-m_pid, SIGTERM);
    m_deadline = std::chrono::steady_clock::now() + graceAfterSigterm;
}

void ChildProcess::killNow()
{
    (void)kill(-m_pid, SIGKILL);
    m_deadline.reset();
}

bool ChildProcess::hasExited() const
{
    // Left as a zombie: until it is reaped nobody else gets its process group's number.
    siginfo_t info{};
    const int answer = waitid(P_PID, static_cast<id_t>(m_pid), &info, WEXITED | WNOHANG | WNOWAIT);
    return (answer == 0 && info.si_pid == m_pid) || (answer != 0 && errno == ECHILD);
}

Result<ProcessOutput> ChildProcess::reap()
{
    (void)kill(-m_pid, SIGKILL); // what it left behind
    for (auto& stream : m_streams)
        read(stream);
    int status = 0;
    pid_t reaped = -1;
    do {
        reaped = waitpid(m_pid, &status, 0);
    } while (reaped < 0 && errno == EINTR);
    if (m_ending)
        return fail(std::move(*m_ending));
    if (reaped != m_pid)
        return fail(ErrorCode::IoError, "its exit code was taken by somebody else", m_request.program);

    ProcessOutput result;
    if (WIFSIGNALED(status)) {
        result.signal = WTERMSIG(status);
        result.exitCode = 128 + result.signal;
    } else {
        result.exitCode = WEXITSTATUS(status);
    }
    result.output = std::move(m_streams[0].text);
    result.errors = std::move(m_streams[1].text);
    return result;
}

int ChildProcess::pollTimeout() const
{
    const auto longest = m_exit.isOpen() ? std::chrono::milliseconds(1h) : exitPollInterval;
    if (!m_deadline)
        return static_cast<int>(longest.count());
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(*m_deadline - std::chrono::steady_clock::now());
    return static_cast<int>(std::clamp(left, std::chrono::milliseconds(0), longest).count());
}

} // namespace meshsso::kube
