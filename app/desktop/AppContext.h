#pragma once

#include "core/Clock.h"
#include "core/SecureRandom.h"
#include "desktop/controllers/Services.h"
#include "net/qt/QtExecutor.h"

namespace meshsso::desktop {

/// The real outside world of the program; the only place of the desktop that knows the keychain.
class AppContext
{
public:
    AppContext();
    Services& services() { return m_services; }

private:
    SystemClock m_clock;
    SystemRandom m_random;
    net::QtExecutor m_executor;
    Services m_services;
};

} // namespace meshsso::desktop
