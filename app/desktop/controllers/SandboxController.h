#pragma once

#include "desktop/controllers/StepContext.h"

#include <QObject>

namespace meshsso::desktop {

/// "Try it in a local sandbox": real Keycloak, Envoy, our server and an echo application on this machine.
class SandboxController final : public QObject
{
    Q_OBJECT
public:
    explicit SandboxController(StepContext context, QObject* parent = nullptr);

private:
    StepContext m_context;
};

} // namespace meshsso::desktop
