#include "desktop/controllers/LoginTestController.h"

#include "core/Url.h"
#include "desktop/controllers/LoginRuns.h"
#include "desktop/controllers/TestClientLease.h"
#include "desktop/models/ExchangeText.h"
#include "desktop/models/Text.h"
#include "mesh/GatewayCertificate.h"

#include <QPointer>

namespace meshsso::desktop {

namespace {

constexpr std::size_t maxExchanges = 64;
constexpr std::chrono::minutes browserLimit{7}; // the listener's own five come first, with a better reason
constexpr std::chrono::minutes gatewayLimit{2};

QString hostOf(const std::string& url)
{
    const auto parsed = Url::parse(url);
    return parsed ? toQString(parsed->origin()) : displayable(url);
}

} // namespace

LoginTestController::LoginTestController(StepContext context, QObject* parent)
    : StepController(StepId::LoginTest, parent), m_context(context)
{
    connect(&m_context.document, &ProjectDocument::changed, this, &LoginTestController::notify);
    connect(&m_context.document, &ProjectDocument::opened, this, [this] {
        m_job.cancel();
        m_user.clear();
        m_password = {};
        begin();
        m_job.reset();
        notify();
    });
    connect(&m_job, &Job::finished, this, &LoginTestController::afterJob);
    connect(&m_job, &Job::changed, this, &LoginTestController::notify);
    connect(&m_cleanup, &Job::changed, this, &LoginTestController::notify);
    refresh();
}

LoginTestController::~LoginTestController() = default;

void LoginTestController::notify()
{
    refresh();
    emit changed();
}

void LoginTestController::setWay(LoginWay way)
{
    m_way = way;
    notify();
}

QStringList LoginTestController::users() const
{
    QStringList names;
    for (const auto& user : m_context.project().users)
        names.append(toQString(user.username));
    return names;
}

QString LoginTestController::user() const
{
    const auto names = users();
    if (!m_user.isEmpty() && names.contains(m_user))
        return m_user;
    return names.isEmpty() ? QString() : names.front();
}

void LoginTestController::setUser(const QString& user)
{
    if (user == m_user)
        return;
    m_user = user;
    m_password = {};
    notify();
}

const project::User* LoginTestController::chosenUser() const
{
    const auto name = toUtf8(user());
    const auto& all = m_context.project().users;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const project::User& u) { return u.username == name; });
    return found == all.end() ? nullptr : &*found;
}

bool LoginTestController::needsPassword() const
{
    const auto* who = chosenUser();
    return who != nullptr && !who->password.isSet();
}

void LoginTestController::setPassword(SecretString password)
{
    const bool wasEmpty = m_password.empty();
    m_password = std::move(password);
    if (wasEmpty != m_password.empty())
        notify();
}

void LoginTestController::setConnectTo(const QString& text)
{
    m_connectTo = text.trimmed();
    notify();
}

QString LoginTestController::gatewayUrl() const
{
    return toQString(m_context.project().gateway.origin()) + QStringLiteral("/headers");
}

std::vector<LoginLack> LoginTestController::lacks() const
{
    std::vector<LoginLack> list;
    const auto& project = m_context.project();
    const auto add = [&list](const QString& text, const char* field) {
        list.push_back({text, QString::fromLatin1(field)});
    };
    if (project.identityProvider.issuer().empty())
        add(tr("The project does not say where Keycloak and its realm are."), "identityProvider.url");
    if (m_way != LoginWay::AtKeycloak && project.gateway.address.empty())
        add(tr("The project does not say which address the gateway has."), "gateway.address");
    if (m_way == LoginWay::AtKeycloak && project.client.id.empty())
        add(tr("The project does not name its client, whose scopes the test client copies."), "client.id");
    if (m_way == LoginWay::ThroughGateway) {
        if (project.users.empty())
            add(tr("The project declares no user who could sign in."), "users");
        else if (needsPassword() && m_password.empty())
            add(tr("The password of %1 is not known. Enter it here, or keep it with the user.").arg(user()),
                "users");
        if (!m_connectTo.isEmpty() && connectToEntries().empty())
            add(tr("“Connect to” takes an address, or an address and port: 203.0.113.10:8443."), "");
    }
    return list;
}

std::vector<net::ConnectTo> LoginTestController::connectToEntries() const
{
    if (m_connectTo.isEmpty())
        return {};
    const auto target = Url::parse("http://" + toUtf8(m_connectTo));
    if (!target || target->path != "/" || target->hasQuery)
        return {};
    const auto& gateway = m_context.project().gateway;
    const bool hasPort = !target->isDefaultPort();
    const auto https = static_cast<std::uint16_t>(gateway.https.port);
    const auto http = static_cast<std::uint16_t>(gateway.http.port);
    std::vector<net::ConnectTo> entries{
        {gateway.address, https, target->host, hasPort ? target->port : https}};
    if (!hasPort)
        entries.push_back({gateway.address, http, target->host, http});
    return entries;
}

bool LoginTestController::start(bool consent)
{
    if (isBusy() || !lacks().empty())
        return false;
    switch (m_way) {
    case LoginWay::AtKeycloak:
        return consent && leftoverClient().isEmpty() && startAtKeycloak();
    case LoginWay::ThroughGateway:
        return startThroughGateway();
    case LoginWay::Watched:
        return watch();
    }
    return false;
}

void LoginTestController::begin()
{
    m_hops.clear();
    m_exchanges.clear();
    m_result.reset();
    m_report = std::monostate();
    m_error.reset();
    m_accessToken = {};
    m_idToken = {};
    m_isWatching = false;
    m_tested = m_context.project();
}

std::shared_ptr<net::HttpClient> LoginTestController::makeHttp()
{
    auto options = keycloak::keycloakHttpOptions(m_tested, m_context.folder());
    options.caPem = mesh::gatewayTrust(m_tested, m_context.folder());
    options.connectTo = connectToEntries();
    const QPointer<LoginTestController> self(this);
    auto recorder = std::make_unique<net::RecordingHttpClient>(
        m_context.services.makeHttpClient(std::move(options)), m_context.services.clock,
        [self](const net::RecordedExchange& exchange) {
            if (self)
                self->record(exchange);
        });
    return m_context.activity.record(std::move(recorder));
}

void LoginTestController::record(const net::RecordedExchange& exchange)
{
    if (!exchange.isFinished)
        return;
    m_exchanges.push_back(exchange);
    if (m_exchanges.size() > maxExchanges)
        m_exchanges.pop_front();
}

LoginTestController::Progress LoginTestController::progress()
{
    const QPointer<LoginTestController> self(this);
    return [self](const login::Hop& seen) {
        if (!self)
            return;
        auto hop = seen;
        if (hop.answeredBy == login::HopParty::Unknown &&
            hop.url.starts_with(self->m_tested.identityProvider.issuer() + "/"))
            hop.answeredBy = login::HopParty::Keycloak;
        auto& exchanges = self->m_exchanges;
        const auto found = std::find_if(exchanges.begin(), exchanges.end(), [&](const auto& exchange) {
            return exchange.method == hop.method && exchange.url == hop.url;
        });
        if (found == exchanges.end()) {
            self->m_hops.append(hop);
        } else {
            self->m_hops.append(hop, requestTextOf(*found), responseTextOf(*found));
            exchanges.erase(found);
        }
        self->m_job.setProgress(
            tr("%n hop(s), last: %1", nullptr, self->m_hops.rowCount()).arg(hopMeaning(hop.meaning)));
    };
}

bool LoginTestController::startThroughGateway()
{
    begin();
    GatewayRun run{makeHttp(),     m_context.secrets.store(), m_tested,  chosenUser()->password, m_password,
                   toUtf8(user()), &m_context.services.clock, progress()};
    m_job.start<Result<login::LoginTestReport>>(
        tr("Signing in as %1 through the gateway").arg(user()), hostOf(m_tested.gateway.origin()),
        runThroughGateway(std::move(run)),
        [this](Result<login::LoginTestReport> report) {
            if (report) {
                concludeGateway(std::move(*report));
            } else {
                m_error = report.error();
                m_job.fail(report.error());
            }
        },
        gatewayLimit);
    return true;
}

bool LoginTestController::startAtKeycloak()
{
    begin();
    m_lease.reset();
    DirectRun run{m_context.httpClient(keycloak::keycloakHttpOptions(m_tested, m_context.folder())),
                  makeHttp(),
                  m_context.secrets.store(),
                  m_tested,
                  &m_context.services.random,
                  &m_context.services.clock,
                  &m_context.services.executor,
                  {},
                  m_context.services.openUrl,
                  progress(),
                  {}};
    run.options.loginHint = toUtf8(user());
    run.options.prompt = "login";
    run.options.doneTitle = toUtf8(tr("Sign-in finished"));
    run.options.doneText = toUtf8(tr("You can close this window and go back to MeshSSO."));
    run.options.language = QLocale().bcp47Name().toStdString();
    const QPointer<LoginTestController> self(this);
    run.leased = [self](std::shared_ptr<TestClientLease> lease) {
        if (self)
            self->m_lease = std::move(lease);
    };
    m_job.start<Result<login::BrowserLoginReport>>(
        tr("Signing in at Keycloak, in your browser"), hostOf(m_tested.identityProvider.url),
        runAtKeycloak(std::move(run)),
        [this](Result<login::BrowserLoginReport> report) {
            if (report) {
                concludeDirect(std::move(*report));
            } else {
                m_error = report.error();
                m_job.fail(report.error());
            }
        },
        browserLimit);
    return true;
}

bool LoginTestController::watch()
{
    begin();
    m_job.reset();
    m_isWatching = m_context.services.openUrl(QUrl(gatewayUrl()));
    if (!m_isWatching)
        m_error = Error{ErrorCode::Unsupported, "no browser could be started. Fix: open the address yourself",
                        toUtf8(gatewayUrl())};
    notify();
    return m_isWatching;
}

void LoginTestController::afterJob()
{
    if (m_lease)
        removeLeftover();
    notify();
}

QString LoginTestController::leftoverClient() const
{
    if (!m_lease || !m_lease->client() || isBusy())
        return {};
    return toQString(m_lease->client()->clientId);
}

void LoginTestController::removeLeftover()
{
    if (!m_lease || m_cleanup.isRunning())
        return;
    if (m_lease->isSettled() && !m_lease->client())
        return;
    m_cleanup.start<Result<void>>(tr("Removing the test client"), hostOf(m_tested.identityProvider.url),
                                  m_lease->release(), [this](Result<void> removed) {
                                      if (!removed)
                                          m_cleanup.fail(removed.error());
                                  });
}

void LoginTestController::forgetLeftover()
{
    if (isBusy())
        return;
    m_cleanup.reset();
    m_lease.reset();
    notify();
}

} // namespace meshsso::desktop
