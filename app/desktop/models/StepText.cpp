#include "desktop/models/StepText.h"

#include <QCoreApplication>

namespace meshsso::desktop {

QString stepTitle(StepId step)
{
    switch (step) {
    case StepId::Overview:
        return QCoreApplication::translate("Step", "Overview");
    case StepId::Gateway:
        return QCoreApplication::translate("Step", "Gateway and certificate");
    case StepId::Keycloak:
        return QCoreApplication::translate("Step", "Keycloak connection");
    case StepId::Realm:
        return QCoreApplication::translate("Step", "Realm and client");
    case StepId::Users:
        return QCoreApplication::translate("Step", "Users and claims");
    case StepId::Applications:
        return QCoreApplication::translate("Step", "Applications and access");
    case StepId::Resources:
        return QCoreApplication::translate("Step", "Mesh resources");
    case StepId::LoginTest:
        return QCoreApplication::translate("Step", "Login test");
    case StepId::Inspector:
        return QCoreApplication::translate("Step", "Token inspector");
    }
    return {};
}

QString statusText(StepStatus status)
{
    switch (status) {
    case StepStatus::NotYet:
        return QCoreApplication::translate("Status", "not yet");
    case StepStatus::Done:
        return QCoreApplication::translate("Status", "done");
    case StepStatus::Attention:
        return QCoreApplication::translate("Status", "needs attention");
    case StepStatus::Failed:
        return QCoreApplication::translate("Status", "failed");
    case StepStatus::Stale:
        return QCoreApplication::translate("Status", "out of date");
    }
    return {};
}

QString severityText(Severity severity)
{
    switch (severity) {
    case Severity::Info:
        return QCoreApplication::translate("Severity", "note");
    case Severity::Warning:
        return QCoreApplication::translate("Severity", "warning");
    case Severity::Error:
        return QCoreApplication::translate("Severity", "error");
    }
    return {};
}

} // namespace meshsso::desktop
