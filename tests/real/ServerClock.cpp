#include "ServerClock.h"

#include <QFile>
#include <stdexcept>

namespace meshsso::test {

ServerClock::ServerClock(Sandbox& sandbox)
    : m_sandbox(sandbox), m_file(sandbox.folder() + "/clock"), m_before(sandbox.serverEnvironment())
{
    move(std::chrono::seconds(0));
    auto& environment = m_sandbox.serverEnvironment();
    environment.insert("LD_PRELOAD", MESHSSO_SHIFTED_CLOCK);
    environment.insert("MESHSSO_TEST_CLOCK", m_file);
    // Where the server is built with a sanitizer, that would be the first library otherwise.
    environment.insert("ASAN_OPTIONS", environment.value("ASAN_OPTIONS") + ":verify_asan_link_order=0");
}

ServerClock::~ServerClock()
{
    m_sandbox.serverEnvironment() = m_before;
}

void ServerClock::move(std::chrono::seconds ahead)
{
    // In place: servers have the file mapped.
    const auto seconds = static_cast<std::int64_t>(ahead.count());
    QFile file(m_file);
    if (!file.open(QIODevice::ReadWrite | QIODevice::Unbuffered) ||
        file.write(reinterpret_cast<const char*>(&seconds), sizeof seconds) != sizeof seconds)
        throw std::runtime_error("cannot move the servers' clock");
}

} // namespace meshsso::test
