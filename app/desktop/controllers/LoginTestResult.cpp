// The part of LoginTestController that says how a test ended.

#include "desktop/controllers/LoginTestController.h"

#include "desktop/controllers/TestClientLease.h"
#include "desktop/models/ErrorText.h"
#include "desktop/models/FindingText.h"
#include "desktop/models/Text.h"
#include "login/HopExport.h"

namespace meshsso::desktop {

namespace {

template<class Report>
std::chrono::microseconds timeOf(const Report& report)
{
    std::chrono::microseconds sum{0};
    for (const auto& hop : report.hops)
        sum += hop.elapsed;
    return sum;
}

} // namespace

void LoginTestController::concludeGateway(login::LoginTestReport report)
{
    LoginResult result;
    result.way = LoginWay::ThroughGateway;
    result.signedIn = report.signedIn;
    result.isVerified = report.accessToken.has_value();
    result.took = timeOf(report);
    result.findings = report.findings;
    m_accessToken = SecretString(std::move(report.rawAccessToken));
    report.rawAccessToken.clear();
    const auto token = report.accessToken;
    m_report = std::move(report);
    conclude(std::move(result), token);
}

void LoginTestController::concludeDirect(login::BrowserLoginReport report)
{
    LoginResult result;
    result.way = LoginWay::AtKeycloak;
    result.signedIn = report.signedIn;
    result.isVerified = report.accessToken.has_value();
    result.took = timeOf(report);
    result.findings = report.findings;
    m_accessToken = std::move(report.rawAccessToken);
    m_idToken = std::move(report.rawIdToken);
    report.rawRefreshToken = {};
    const auto token = report.accessToken ? report.accessToken : report.idToken;
    m_report = std::move(report);
    conclude(std::move(result), token);
}

void LoginTestController::conclude(LoginResult result, const std::optional<oidc::ValidatedToken>& token)
{
    m_hops.attach(result.findings);
    result.hops = m_hops.rowCount();
    result.who = user();
    if (token) {
        if (const auto name = stringOr(token->claims, "preferred_username"); !name.empty())
            result.who = displayable(name, 100);
    }
    m_context.activity.note(result.works() ? LogLine::Level::Good : LogLine::Level::Error,
                            result.works() ? tr("Login test: signed in as %1").arg(result.who)
                                           : tr("Login test: the login does not work"));
    m_result = std::move(result);
    if (!m_accessToken.empty() || !m_idToken.empty())
        emit tokensReceived();
    notify();
}

QString LoginTestController::ticketText() const
{
    if (const auto* gateway = std::get_if<login::LoginTestReport>(&m_report))
        return toQString(login::exportHops(*gateway));
    if (const auto* direct = std::get_if<login::BrowserLoginReport>(&m_report))
        return toQString(login::exportHops(*direct));
    return {};
}

StepState LoginTestController::compute() const
{
    StepState state;
    if (m_job.isRunning()) {
        state.fact = tr("under way, %n hop(s)", nullptr, m_hops.rowCount());
        return state;
    }
    if (const auto leftover = leftoverClient(); !leftover.isEmpty()) {
        state.status = StepStatus::Attention;
        state.fact = tr("the test client %1 is still at Keycloak").arg(leftover);
        return state;
    }
    if (m_error) {
        state.status = StepStatus::Failed;
        state.fact = errorTitle(*m_error);
        return state;
    }
    if (!m_result) {
        state.fact = m_isWatching ? tr("opened in your browser") : tr("no login tried yet");
        return state;
    }
    state.findings = m_result->findings;
    if (m_result->works()) {
        state.status = statusOf(state.findings, StepStatus::Done);
        state.fact = tr("signed in as %1, %n hop(s), %2", nullptr, m_result->hops)
                         .arg(m_result->who, durationText(m_result->took));
    } else {
        state.status = StepStatus::Failed;
        const auto worst = std::find_if(state.findings.begin(), state.findings.end(),
                                        [](const Finding& f) { return f.severity == Severity::Error; });
        state.fact = worst == state.findings.end() ? tr("nobody was signed in") : findingText(*worst).title;
    }
    if (m_tested != m_context.project()) {
        state.status = StepStatus::Stale;
        state.fact = tr("the project changed since the last test");
    }
    return state;
}

} // namespace meshsso::desktop
