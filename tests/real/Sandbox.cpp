#include "Sandbox.h"

#include "EnvoyAccessLog.h"
#include "EnvoyReplicas.h"
#include "SandboxTools.h"
#include "core/AtomicFile.h"
#include "crypto/Certificate.h"
#include "crypto/Sealer.h"
#include "project/ProjectFile.h"
#include "serverconfig/ServerConfigFile.h"
#include "support/TestPrinters.h"

#include <QElapsedTimer>
#include <QFile>
#include <QRegularExpression>
#include <QThread>
#include <csignal>
#include <stdexcept>
#include <sys/prctl.h>
#include <unistd.h>

namespace meshsso::test {
namespace {

template<class T>
T orThrow(Result<T> result, const char* what)
{
    if (!result)
        throw std::runtime_error(std::string(what) + ": " + result.error().toString());
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

/// After a while a server says that it is ready also where it has not reached its identity provider, and at
/// no time does it wait for those of further logins.
bool reachesEverybody(const net::HttpResponse& ready)
{
    return ready.body.find("not reached") == std::string::npos;
}

} // namespace

Sandbox::Sandbox() : m_curl(std::make_shared<net::CurlThread>())
{
    if (!m_folder.isValid())
        throw std::runtime_error("no temporary folder");
    m_secrets = std::make_shared<secrets::FileSecretStore>(m_folder.path().toStdString());
    m_http = std::make_unique<net::CurlHttpClient>(m_curl, m_loop);
}

Sandbox::~Sandbox()
{
    for (auto it = m_processes.rbegin(); it != m_processes.rend(); ++it)
        stop(it->get());
    m_http.reset();
    m_http1.reset();
}

void Sandbox::startKeycloak(KeycloakData data)
{
    m_keycloakData = data;
    const auto ports = freePorts(6);
    m_keycloakPort = ports[0];
    m_echoPort = ports[5];

    QFile source(MESHSSO_TEST_DATA "/real/project.yaml");
    if (!source.open(QIODevice::ReadOnly))
        throw std::runtime_error("the project template is missing");
    auto text = source.readAll();
    const std::pair<const char*, int> fields[] = {{"@KEYCLOAK_PORT@", ports[0]}, {"@HTTPS_PORT@", ports[1]},
                                                  {"@HTTP_PORT@", ports[2]},     {"@AUTH_PORT@", ports[3]},
                                                  {"@METRICS_PORT@", ports[4]},  {"@ECHO_PORT@", ports[5]}};
    for (const auto& [placeholder, port] : fields)
        text.replace(placeholder, QByteArray::number(port));
    writeFile("meshsso.yaml", text.toStdString());

    for (const auto* name : {"keycloak-admin-password", "alice-password", "bob-password", "eve-password"})
        writeSecret(name, SecretString(m_random.token(12)));
    writeSecret("cookie-secret", crypto::generateCookieSecret(m_random));

    auto loaded = orThrow(project::loadProject(projectFile().toStdString()), "project");
    if (hasErrors(loaded.findings))
        throw std::runtime_error("project: " + describe(loaded.findings));
    m_project = std::move(loaded.project);

    launchKeycloak();
    waitForKeycloak();
}

void Sandbox::launchKeycloak()
{
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
    environment.insert("KC_BOOTSTRAP_ADMIN_PASSWORD",
                       QString::fromUtf8(adminPassword().reveal().data(), qsizetype(adminPassword().size())));
    environment.insert("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx768m");
    // The same build options in either case: Keycloak rebuilds itself, in a shared folder, for others.
    QStringList arguments{"start-dev",
                          "--db=dev-mem",
                          "--http-host=127.0.0.1",
                          "--http-port=" + QString::number(m_keycloakPort),
                          "--proxy-headers=xforwarded",
                          "--log-level=warn"};
    if (m_keycloakData == KeycloakData::InFile)
        arguments << "--db-url=jdbc:h2:file:" + m_folder.filePath("keycloak-data") +
                         ";NON_KEYWORDS=VALUE;WRITE_DELAY=0";
    m_keycloak = start("keycloak", fetchTool("keycloak"), arguments, environment);
}

void Sandbox::waitForKeycloak()
{
    waitFor(adminUrl() + "/realms/master", 200, 480, m_keycloak);
}

void Sandbox::killKeycloak()
{
    m_keycloak->kill();
    m_keycloak->waitForFinished(5'000);
}

void Sandbox::signalKeycloak(int number)
{
    ::kill(static_cast<pid_t>(m_keycloak->processId()), number);
}

void Sandbox::startGateway(std::vector<std::string> furtherNames)
{
    SystemClock clock;
    m_export.target = project::Target::Envoy;
    m_export.outputDirectory = m_folder.filePath("export").toStdString();
    m_export.secrets.emplace();
    crypto::CertificateRequest request;
    request.names = std::move(furtherNames);
    request.names.insert(request.names.begin(), m_project.gateway.address);
    m_export.secrets->certificate = orThrow(crypto::makeSelfSigned(request, clock), "certificate");
    // Kept where meshssoctl keeps it, so that it serves the same gateway.
    writeFile("tls/gateway.crt", m_export.secrets->certificate->certificatePem);
    writeFile("tls/gateway.key", m_export.secrets->certificate->keyPem.reveal());
    auto options = clientOptions();
    m_http = std::make_unique<net::CurlHttpClient>(m_curl, m_loop, options);
    // Connection-specific headers, which some attacks need, exist only in HTTP/1.1.
    options.allowHttp2 = false;
    m_http1 = std::make_unique<net::CurlHttpClient>(m_curl, m_loop, options);

    start("echo", "python3",
          {MESHSSO_SOURCE_DIR "/packaging/sandbox/echo_app.py", QString::number(m_echoPort)},
          QProcessEnvironment::systemEnvironment());
    startEnvoy();
    // After the gateway, by which it reaches Keycloak: where it does not, it looks again later and later.
    startAuthServer();
    waitFor("http://127.0.0.1:" + std::to_string(m_echoPort) + "/headers", 200, 30, nullptr);
}

void Sandbox::startEnvoy()
{
    const auto set = orThrow(mesh::compileResources(m_project, m_export), "export");
    if (hasErrors(set.findings))
        throw std::runtime_error("export: " + describe(set.findings));
    orThrow(mesh::writeResources(set, m_export.outputDirectory), "export");
    if (m_sharing)
        addReplica(*m_sharing);
    if (m_logsRequests)
        addAccessLog();
    m_envoy = start("envoy", fetchTool("envoy"),
                    {"--config-path", m_folder.filePath("export/envoy.yaml"), "--log-level", "warning",
                     "--concurrency", "1", "--disable-hot-restart", "--file-flush-interval-msec", "100"},
                    QProcessEnvironment::systemEnvironment());
    waitFor(m_project.identityProvider.issuer() + "/.well-known/openid-configuration", 200, 60, m_envoy);
}

void Sandbox::addAccessLog()
{
    writeFile("export/envoy.yaml", withAccessLog(read("export/envoy.yaml").toStdString(),
                                                 m_folder.filePath("requests.log").toStdString()));
}

QByteArray Sandbox::requestLog()
{
    return read("requests.log");
}

void Sandbox::addReplica(const Replica& replica)
{
    const auto& ours = m_project.authorization;
    auto text = withSecondEndpoint(read("export/envoy.yaml").toStdString(), "meshsso-authserver",
                                   {ours.httpPort, ours.httpPort}, {replica.port, replica.port});
    if (ours.protocol == project::CheckProtocol::Grpc)
        text = withSecondEndpoint(std::move(text), "meshsso-authserver-grpc", {ours.grpcPort, ours.httpPort},
                                  {replica.grpcPort, replica.port});
    writeFile("export/envoy.yaml", text);
}

void Sandbox::shareChecks(const Replica* replica)
{
    stop(m_envoy);
    m_sharing = replica;
    startEnvoy();
}

void Sandbox::switchProtocol(project::CheckProtocol protocol)
{
    stop(m_envoy);
    stop(m_authServer);
    m_project.authorization.protocol = protocol;
    m_project.authorization.grpcPort = freePorts(1)[0];
    startEnvoy();
    startAuthServer();
}

serverconfig::ServerConfig Sandbox::serverConfig() const
{
    serverconfig::CompileOptions options;
    options.inCluster = false;
    options.listenAddress = "127.0.0.1";
    options.metricsPort = m_project.authorization.metricsPort;
    auto config = serverconfig::compileServerConfig(m_project, options);
    // Idle connections are closed after a fifth of it, and that is what the end of a test waits for.
    config.drainTimeout = std::chrono::seconds(5);
    // As for checks: half a second is soon over on a busy machine.
    if (config.redis.isSet())
        config.redis.timeout = std::chrono::seconds(2);
    return config;
}

void Sandbox::startAuthServer(const Adjust& adjust)
{
    launchAuthServer(adjust);
    waitUntilReady();
}

void Sandbox::launchAuthServer(const Adjust& adjust)
{
    auto config = serverConfig();
    if (adjust)
        adjust(config);
    writeFile("authserver.yaml", serverconfig::emitServerConfig(config));
    launchAuthServer(MESHSSO_AUTHSERVER, {"--config", m_folder.filePath("authserver.yaml")});
}

Sandbox::Replica Sandbox::startReplica(const Adjust& adjust)
{
    Replica replica;
    const auto ports = freePorts(3);
    replica.port = ports[0];
    replica.metricsPort = ports[1];
    if (m_project.authorization.protocol == project::CheckProtocol::Grpc)
        replica.grpcPort = ports[2];
    restartReplica(replica, adjust);
    return replica;
}

void Sandbox::restartReplica(Replica& replica, const Adjust& adjust)
{
    auto config = serverConfig();
    config.listen.port = replica.port;
    config.listen.grpcPort = replica.grpcPort;
    config.listen.metricsPort = replica.metricsPort;
    if (adjust)
        adjust(config);
    writeFile("replica.yaml", serverconfig::emitServerConfig(config));
    replica.process = start("replica", MESHSSO_AUTHSERVER, {"--config", m_folder.filePath("replica.yaml")},
                            m_serverEnvironment);
    waitFor(replica.origin() + "/ready", 200, 90, replica.process, reachesEverybody);
}

int Sandbox::stop(const Replica& replica)
{
    stop(replica.process);
    return replica.process->exitCode();
}

void Sandbox::killAuthServer()
{
    m_authServer->kill();
    m_authServer->waitForFinished(5'000);
}

void Sandbox::signalAuthServer(int number)
{
    ::kill(static_cast<pid_t>(m_authServer->processId()), number);
}

void Sandbox::startAuthServer(const QString& program, const QStringList& arguments)
{
    launchAuthServer(program, arguments);
    waitUntilReady();
}

void Sandbox::launchAuthServer(const QString& program, const QStringList& arguments)
{
    m_authServer = start("authserver", program, arguments, m_serverEnvironment);
    waitFor(authServerOrigin() + "/ping", 200, 60, m_authServer);
}

void Sandbox::waitUntilReady()
{
    waitFor(authServerOrigin() + "/ready", 200, 90, m_authServer, reachesEverybody);
}

int Sandbox::stopAuthServer()
{
    stop(m_authServer);
    return std::exchange(m_authServer, nullptr)->exitCode();
}

int Sandbox::stopWrappedAuthServer()
{
    const auto wrapper = QString::number(m_authServer->processId());
    QFile children("/proc/" + wrapper + "/task/" + wrapper + "/children");
    const auto child = children.open(QIODevice::ReadOnly) ? children.readAll().trimmed().toInt() : 0;
    if (child > 0 && ::kill(child, SIGTERM) == 0)
        m_authServer->waitForFinished(30'000);
    return stopAuthServer();
}

net::HttpClientOptions Sandbox::clientOptions() const
{
    net::HttpClientOptions options;
    options.caPem = m_export.secrets->certificate->certificatePem;
    options.connectTimeout = std::chrono::seconds(30); // TLS included, on a busy machine
    return options;
}

std::string Sandbox::adminUrl() const
{
    return "http://127.0.0.1:" + std::to_string(m_keycloakPort);
}

std::string Sandbox::authServerOrigin() const
{
    return "http://127.0.0.1:" + std::to_string(m_project.authorization.httpPort);
}

std::string Sandbox::metricsOrigin() const
{
    return "http://127.0.0.1:" + std::to_string(m_project.authorization.metricsPort);
}

SecretString Sandbox::adminPassword()
{
    return orThrow(
        await(m_secrets->read({secrets::SecretRef::Kind::File, "secrets/keycloak-admin-password"})),
        "admin password");
}

SecretString Sandbox::password(const std::string& username)
{
    return orThrow(
        await(m_secrets->read({secrets::SecretRef::Kind::File, "secrets/" + username + "-password"})),
        "password");
}

QByteArray Sandbox::authServerLog()
{
    return read("authserver.log");
}

bool Sandbox::hasLoggedToken()
{
    // The ids of login attempts are random: one in thirty thousand holds what tokens begin with.
    static const QRegularExpression attempt("\"attempt\":\"[A-Za-z0-9_-]{19}\"");
    return QString::fromUtf8(authServerLog()).remove(attempt).contains("eyJ");
}

void Sandbox::showLogs() const
{
    for (const QString name : {"keycloak.log", "envoy.log", "replica.log", "authserver.log"}) {
        qInfo("the end of %s:\n%s", qPrintable(name), read(name).right(4'000).constData());
    }
}

QByteArray Sandbox::read(const QString& name) const
{
    QFile file(m_folder.filePath(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QProcess* Sandbox::start(const QString& name, const QString& program, const QStringList& arguments,
                         const QProcessEnvironment& environment)
{
    auto process = std::make_unique<QProcess>();
    process->setObjectName(name);
    process->setProcessEnvironment(environment);
    process->setWorkingDirectory(m_folder.path());
    process->setStandardOutputFile(m_folder.filePath(name + ".log"), QIODevice::Append);
    process->setStandardErrorFile(m_folder.filePath(name + ".log"), QIODevice::Append);
    // A killed test must not leave a Keycloak behind.
    process->setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
    process->start(program, arguments);
    if (!process->waitForStarted(10'000))
        throw std::runtime_error((name + " does not start: " + process->errorString()).toStdString());
    m_processes.push_back(std::move(process));
    return m_processes.back().get();
}

void Sandbox::waitFor(const std::string& url, int expectedStatus, int seconds, QProcess* process,
                      bool (*isGood)(const net::HttpResponse&))
{
    QElapsedTimer timer;
    timer.start();
    std::string last = "no answer";
    while (timer.elapsed() < seconds * 1000) {
        net::HttpRequest request;
        request.url = url;
        request.timeout = std::chrono::seconds(10);
        const auto response = await(m_http->send(request));
        if (response && response->status == expectedStatus && (!isGood || isGood(*response)))
            return;
        last = response ? "status " + std::to_string(response->status) + " " + response->body.substr(0, 300)
                        : response.error().toString();
        if (process && process->waitForFinished(0))
            break;
        QThread::msleep(100);
    }
    QString log;
    if (process) {
        QFile file(m_folder.filePath(process->objectName() + ".log"));
        if (file.open(QIODevice::ReadOnly))
            log = QString::fromUtf8(file.readAll().right(2000));
    }
    throw std::runtime_error(url + " was not ready in " + std::to_string(seconds) + " s: " + last + "\n" +
                             log.toStdString());
}

void Sandbox::writeFile(const std::string& name, std::string_view content)
{
    AtomicFileOptions options;
    options.mode = 0600;
    options.createParents = true;
    orThrow(writeFileAtomically(m_folder.path().toStdString() + "/" + name, content, options), "file");
}

void Sandbox::writeSecret(const QString& name, const SecretString& value)
{
    orThrow(await(m_secrets->write({secrets::SecretRef::Kind::File, "secrets/" + name.toStdString()}, value)),
            "secret");
}

void Sandbox::stop(QProcess* process)
{
    if (!process || process->state() == QProcess::NotRunning)
        return;
    ::kill(static_cast<pid_t>(process->processId()), SIGCONT);
    process->terminate();
    if (!process->waitForFinished(30'000)) {
        process->kill();
        process->waitForFinished(5'000);
    }
}

Browser Sandbox::signedIn(const std::string& username)
{
    Browser browser(m_loop, http());
    const auto form = browser.follow(gatewayOrigin() + "/headers");
    const auto secret = password(username);
    const auto done = browser.follow(browser.submitLogin(form, username, secret.reveal()));
    if (done.status != 200)
        qWarning("%s could not sign in: %d %s", username.c_str(), done.status,
                 done.body.substr(0, 500).c_str());
    return browser;
}

} // namespace meshsso::test
