#include "desktop/controllers/InspectorController.h"

#include "access/AccessEvaluator.h"
#include "core/Url.h"
#include "desktop/controllers/Background.h"
#include "desktop/models/AccessText.h"
#include "desktop/models/Text.h"
#include "desktop/models/TokenText.h"
#include "keycloak/AdminAccess.h"
#include "mesh/GatewayCertificate.h"

namespace meshsso::desktop {

namespace {

/// The client lives as long as the task that uses it.
Task<Result<crypto::JwkSet>> fetchWith(std::shared_ptr<net::HttpClient> http, std::string issuer,
                                       oidc::DiscoveryPolicy policy)
{
    auto keys = co_await login::fetchIssuerKeys(*http, std::move(issuer), std::move(policy));
    co_return keys;
}

} // namespace

InspectorController::InspectorController(StepContext context, QObject* parent)
    : StepController(StepId::Inspector, parent), m_context(context), m_token(context.services.executor),
      m_other(context.services.executor)
{
    connect(&m_context.document, &ProjectDocument::changed, this, &InspectorController::inspectAgain);
    connect(&m_context.document, &ProjectDocument::opened, this, [this] {
        m_keysJob.cancel();
        m_lastLogin = {};
        m_origins.clear();
        forgetKeys();
    });
    connect(&m_token, &TokenSlot::changed, this, &InspectorController::onTokenChanged);
    connect(&m_other, &TokenSlot::changed, this, &InspectorController::onTokenChanged);
    connect(&m_keysJob, &Job::changed, this, &InspectorController::changed);
    refresh();
}

TokenContext InspectorController::tokenContext() const
{
    TokenContext context;
    if (m_context.document.isOpen())
        context.project = std::make_shared<const project::SsoProject>(m_context.project());
    context.keys = m_keys;
    context.now = now();
    return context;
}

void InspectorController::inspect(SecretString text)
{
    m_inspectedAt = now();
    m_token.setText(std::move(text), tokenContext());
}

void InspectorController::compareWith(SecretString text)
{
    m_other.setText(std::move(text), tokenContext());
}

void InspectorController::clear()
{
    m_token.clear();
    m_other.clear();
    m_comparison.reset();
    m_differences.clear();
    onTokenChanged();
}

void InspectorController::inspectAgain()
{
    m_inspectedAt = now();
    if (!m_token.isEmpty())
        m_token.inspect(tokenContext());
    if (!m_other.isEmpty())
        m_other.inspect(tokenContext());
    onTokenChanged();
}

void InspectorController::onTokenChanged()
{
    compare();
    refresh();
    emit changed();
}

void InspectorController::compare()
{
    m_comparison.reset();
    const auto* left = m_token.current();
    const auto* right = m_other.current();
    if (left == nullptr || right == nullptr || left->form != login::TokenForm::Jws ||
        right->form != login::TokenForm::Jws) {
        m_differences.clear();
        return;
    }
    using Differences = std::vector<login::ClaimDifference>;
    std::function<Differences()> work = [a = left->payload, b = right->payload] {
        return login::compareTokens(a, b);
    };
    m_comparison.emplace(inBackground<Differences>(m_context.services.executor, std::move(work)));
    m_comparison->start([this](Differences differences) {
        m_retired = std::move(m_comparison);
        m_comparison.reset();
        m_differences = std::move(differences);
        emit changed();
    });
}

void InspectorController::setLastLogin(const SecretString& accessToken, const SecretString& idToken)
{
    json::object tokens;
    if (!accessToken.empty())
        tokens["access_token"] = accessToken.reveal();
    if (!idToken.empty())
        tokens["id_token"] = idToken.reveal();
    m_lastLogin = tokens.empty() ? SecretString() : SecretString(json::serialize(tokens));
    emit changed();
}

void InspectorController::useLastLogin()
{
    if (hasLastLogin())
        inspect(m_lastLogin);
}

QString InspectorController::projectIssuer() const
{
    return toQString(m_context.project().identityProvider.issuer());
}

QString InspectorController::tokenIssuer() const
{
    const auto* payload = claims();
    if (payload == nullptr)
        return {};
    const auto issuer = std::string(stringOr(*payload, "iss"));
    if (issuer.empty() || issuer == m_context.project().identityProvider.issuer() || !Url::parse(issuer))
        return {};
    return toQString(issuer);
}

void InspectorController::fetchKeys(const std::string& issuer, KeySource source)
{
    net::HttpClientOptions options;
    oidc::DiscoveryPolicy policy;
    if (source == KeySource::ProjectIssuer) {
        const auto& project = m_context.project();
        options = keycloak::keycloakHttpOptions(project, m_context.folder());
        options.caPem = mesh::gatewayTrust(project, m_context.folder());
        if (const auto host = project.identityProvider.httpAllowedHost(); !host.empty())
            policy.httpAllowedHosts.push_back(host);
    }
    const auto url = Url::parse(issuer);
    const QString name = toQString(issuer);
    m_keysJob.start<Result<crypto::JwkSet>>(
        tr("Fetching the keys of %1").arg(displayable(issuer, 120)),
        url ? toQString(url->origin()) : QString(),
        fetchWith(m_context.httpClient(std::move(options)), issuer, std::move(policy)),
        [this, source, name](Result<crypto::JwkSet> keys) {
            if (keys)
                takeKeys(std::move(*keys), source, name);
            else
                m_keysJob.fail(keys.error());
        });
}

void InspectorController::fetchProjectKeys()
{
    if (const auto issuer = m_context.project().identityProvider.issuer(); !issuer.empty())
        fetchKeys(issuer, KeySource::ProjectIssuer);
}

void InspectorController::fetchTokenIssuerKeys()
{
    if (const auto issuer = tokenIssuer(); !issuer.isEmpty())
        fetchKeys(toUtf8(issuer), KeySource::TokenIssuer);
}

Result<void> InspectorController::usePastedKeys(const QString& text)
{
    auto keys = login::parseVerificationKey(toUtf8(text));
    if (!keys)
        return fail(std::move(keys).error());
    takeKeys(std::move(*keys), KeySource::Pasted, {});
    return {};
}

void InspectorController::takeKeys(crypto::JwkSet keys, KeySource source, const QString& issuer)
{
    m_keys = std::make_shared<const crypto::JwkSet>(std::move(keys));
    m_keySource = source;
    m_keysOf = issuer;
    inspectAgain();
}

void InspectorController::forgetKeys()
{
    m_keys.reset();
    m_keySource = KeySource::None;
    m_keysOf.clear();
    m_keysJob.reset();
    inspectAgain();
}

QString InspectorController::keysText() const
{
    if (!m_keys)
        return {};
    const int count = static_cast<int>(m_keys->keys().size());
    if (m_keySource == KeySource::Pasted)
        return tr("%n pasted key(s)", nullptr, count);
    return tr("%n key(s) of %1", nullptr, count).arg(displayable(toUtf8(m_keysOf), 160));
}

void InspectorController::setOrigins(std::vector<keycloak::ClaimOrigin> origins)
{
    m_origins = std::move(origins);
    emit changed();
}

void InspectorController::setRequest(const Request& request)
{
    m_request = request;
    emit changed();
}

QString InspectorController::defaultHost() const
{
    return toQString(m_context.project().gateway.address);
}

const json::object* InspectorController::claims() const
{
    const auto* token = m_token.current();
    return token != nullptr && token->form == login::TokenForm::Jws ? &token->payload : nullptr;
}

std::optional<Result<AccessAnswer>> InspectorController::answer() const
{
    const auto* payload = claims();
    if (payload == nullptr || !m_context.document.isOpen())
        return std::nullopt;
    const auto reading = AccessReading::create(m_context.project());
    if (!reading)
        return fail(reading.error());
    const auto method = toUtf8(m_request.method);
    const auto path = toUtf8(m_request.path);
    const auto host = toUtf8(m_request.host.isEmpty() ? defaultHost() : m_request.host);
    return reading->ask({host, path, method}, payload);
}

std::vector<RuleVerdict> InspectorController::verdicts() const
{
    std::vector<RuleVerdict> list;
    const auto* payload = claims();
    if (payload == nullptr || !m_context.document.isOpen())
        return list;
    const auto evaluator = access::AccessEvaluator::create(m_context.project().accessPolicy());
    if (!evaluator)
        return list;
    const auto& rules = evaluator->policy().rules;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const auto& rule = rules[i];
        RuleVerdict verdict;
        verdict.rule = ruleTitle(rule, static_cast<int>(i));
        verdict.paths = pathsText(rule);
        verdict.who = whoMayText(rule);
        const auto decision = evaluator->decide(&rule, *payload);
        verdict.isAllowed = decision.outcome == access::AccessOutcome::Allow;
        verdict.reason = reasonText(decision.reason, 300);
        list.push_back(std::move(verdict));
    }
    return list;
}

void InspectorController::tick()
{
    const auto* token = m_token.current();
    if (token == nullptr || m_token.isInspecting())
        return;
    const auto present = now();
    // The leeway's end counts too: that is when the checks change their mind.
    const std::chrono::seconds leeway = login::InspectionContext{}.leeway;
    const auto passed = [&](TimePoint time) { return m_inspectedAt < time && time <= present; };
    const bool due = std::any_of(token->claims.begin(), token->claims.end(), [&](const auto& claim) {
        return claim.time &&
               (passed(*claim.time) || passed(*claim.time + leeway) || passed(*claim.time - leeway));
    });
    if (due)
        inspectAgain();
}

StepState InspectorController::compute() const
{
    StepState state;
    const auto* token = m_token.current();
    if (token == nullptr) {
        state.fact = tr("no token yet");
        return state;
    }
    state.fact = tokenTitle(*token);
    if (token->form != login::TokenForm::Jws) {
        state.status = token->form == login::TokenForm::Malformed ? StepStatus::Failed : StepStatus::NotYet;
        return state;
    }
    if (token->hasFailed()) {
        const auto failed = std::find_if(token->checks.begin(), token->checks.end(), [](const auto& check) {
            return check.state == login::CheckState::Fail;
        });
        state.status = StepStatus::Failed;
        state.fact = tr("%1: %2").arg(checkTitle(failed->name), checkStateText(failed->state));
    } else if (token->isVerified()) {
        state.status = StepStatus::Done;
    } else {
        state.status = StepStatus::Attention;
        state.fact = tr("%1, signature not checked").arg(state.fact);
    }
    return state;
}

} // namespace meshsso::desktop
