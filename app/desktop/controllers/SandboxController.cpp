#include "desktop/controllers/SandboxController.h"

#include "core/AtomicFile.h"
#include "core/Json.h"
#include "desktop/controllers/SandboxProcess.h"
#include "desktop/models/BackendText.h"
#include "desktop/models/Text.h"
#include "serverconfig/LocalReferences.h"
#include "serverconfig/ServerConfigFile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace meshsso::desktop {

namespace {

// The first start downloads Keycloak and Envoy.
constexpr std::chrono::minutes startLimit{20};
constexpr std::chrono::seconds deployLimit{90};

QString textOf(const json::object& event, std::string_view key)
{
    const auto* value = event.if_contains(key);
    return value != nullptr && value->is_string() ? toQString(std::string_view(value->get_string()))
                                                  : QString();
}

int numberOf(const json::object& event, std::string_view key)
{
    const auto* value = event.if_contains(key);
    return value != nullptr && value->is_int64() ? static_cast<int>(value->get_int64()) : 0;
}

} // namespace

SandboxController::SandboxController(StepContext context, QObject* parent)
    : QObject(parent), m_context(context)
{
    m_deployLimit.setSingleShot(true);
    m_deployLimit.setInterval(deployLimit);
    connect(&m_deployLimit, &QTimer::timeout, this, [this] {
        answerDeploy(fail(ErrorCode::Timeout, "the gateway did not answer in time", toUtf8(m_gatewayUrl)));
    });
    connect(&m_job, &Job::finished, this, [this] {
        // Cancelled, or out of time: what was started goes again.
        if (m_state == State::Starting && m_job.state() != Job::State::Succeeded)
            stop();
    });
    connect(&m_context.document, &ProjectDocument::opened, this, &SandboxController::changed);
}

SandboxController::~SandboxController() = default;

bool SandboxController::isAvailable() const
{
    const QString& folder = m_context.services.sandboxFolder;
    return !folder.isEmpty() && QFileInfo::exists(folder + QStringLiteral("/desktop.sh"));
}

QString SandboxController::whyNot() const
{
    return isAvailable() ? QString()
                         : tr("The sandbox's scripts are not installed here. Install the package "
                              "meshsso-sandbox, or start MeshSSO from a checkout with ./dev desktop.");
}

bool SandboxController::isProjectOpen() const
{
    return m_state == State::Running && m_context.document.isOpen() &&
           m_context.document.file() == m_projectFile;
}

void SandboxController::setState(State state)
{
    m_state = state;
    emit changed();
}

void SandboxController::start(Extent extent)
{
    if (m_state != State::Stopped)
        return;
    m_told.reset();
    m_isDeployed = false;
    m_process = std::make_unique<SandboxProcess>();
    m_process->setGrace(m_grace);
    connect(m_process.get(), &SandboxProcess::event, this, &SandboxController::onEvent);
    connect(m_process.get(), &SandboxProcess::said, this, [this](const QString& line) {
        m_context.activity.note(LogLine::Level::Info, tr("Sandbox: %1").arg(displayable(toUtf8(line), 500)));
    });
    connect(m_process.get(), &SandboxProcess::ended, this, [this](int code) {
        onEnded(code == 0 ? QString() : tr("the sandbox's script ended with %1").arg(code));
    });
    setState(State::Starting);
    Task<Result<void>> waiting = [](SandboxController* self) -> Task<Result<void>> {
        struct Nothing final : Operation
        {
        };
        auto completion = Completion<Result<void>>(
            [self](Completion<Result<void>>::Done done) -> std::unique_ptr<Operation> {
                self->m_started = std::move(done);
                return std::make_unique<Nothing>();
            });
        co_return co_await completion;
    }(this);
    m_job.start<Result<void>>(
        tr("Starting the sandbox"), tr("this machine"), std::move(waiting),
        [this](const Result<void>& result) {
            if (!result)
                m_job.fail(result.error());
        },
        startLimit);
    if (!isAvailable()) {
        m_started = {};
        m_process.reset();
        m_state = State::Stopped;
        m_job.fail(Error{ErrorCode::NotFound, toUtf8(whyNot()), toUtf8(m_context.services.sandboxFolder)});
        emit changed();
        return;
    }
    QStringList arguments{QStringLiteral("--state"),
                          m_context.services.stateFolder + QStringLiteral("/sandbox"),
                          QStringLiteral("--programs"), QCoreApplication::applicationDirPath()};
    if (extent == Extent::Complete)
        arguments.append(QStringLiteral("--complete"));
    m_process->start(m_context.services.sandboxFolder + QStringLiteral("/desktop.sh"), arguments);
}

void SandboxController::stop()
{
    if (m_state == State::Stopped || m_state == State::Stopping)
        return;
    setState(State::Stopping);
    m_process->stop();
}

void SandboxController::onEvent(const QByteArray& line)
{
    const auto event =
        parseJsonObject(std::string_view(line.constData(), static_cast<std::size_t>(line.size())));
    if (!event)
        return; // not one of ours: some program wrote to the wrong stream
    const QString kind = textOf(*event, "event");
    if (kind == QLatin1String("progress")) {
        if (m_job.isRunning())
            m_job.setProgress(displayable(toUtf8(textOf(*event, "text")), 200), numberOf(*event, "done"),
                              numberOf(*event, "total"));
    } else if (kind == QLatin1String("ready") && m_state == State::Starting) {
        m_projectFile = QFileInfo(textOf(*event, "project")).absoluteFilePath();
        m_runFolder = QFileInfo(m_projectFile).absolutePath();
        m_gatewayUrl = textOf(*event, "gateway");
        m_keycloakUrl = textOf(*event, "keycloak");
        m_isDeployed = textOf(*event, "deployed") == QLatin1String("yes");
        setState(State::Running);
        if (auto started = std::exchange(m_started, {}))
            started({});
        m_context.activity.note(
            LogLine::Level::Info,
            tr("The sandbox runs: Keycloak at %1, gateway at %2").arg(m_keycloakUrl, m_gatewayUrl));
        emit ready(m_projectFile);
    } else if (kind == QLatin1String("deployed")) {
        m_isDeployed = true;
        answerDeploy({});
        emit changed();
    } else if (kind == QLatin1String("deploy-failed")) {
        m_isDeployed = false;
        answerDeploy(
            fail(ErrorCode::PeerError, toUtf8(textOf(*event, "what")), toUtf8(textOf(*event, "fix"))));
        emit changed();
    } else if (kind == QLatin1String("error")) {
        std::string message = toUtf8(textOf(*event, "what"));
        if (const auto fix = textOf(*event, "fix"); !fix.isEmpty())
            message += ". Fix: " + toUtf8(fix);
        m_told = Error{ErrorCode::PeerError, std::move(message), "sandbox"};
    }
}

void SandboxController::onEnded(const QString& reason)
{
    const State before = m_state;
    const auto told = std::exchange(m_told, std::nullopt);
    const auto started = std::exchange(m_started, {});
    // It is calling us.
    m_process.release()->deleteLater();
    m_isDeployed = false;
    m_projectFile.clear();
    m_gatewayUrl.clear();
    m_keycloakUrl.clear();
    m_state = State::Stopped;
    Error error = told.value_or(
        Error{ErrorCode::PeerError, reason.isEmpty() ? "it ended by itself" : toUtf8(reason), "sandbox"});
    if (before == State::Starting && started && m_job.isRunning())
        started(fail(error));
    else if (before == State::Running)
        m_context.activity.note(LogLine::Level::Error,
                                tr("The sandbox ended: %1").arg(backendText(error.message)));
    else
        m_context.activity.note(LogLine::Level::Info, tr("The sandbox is stopped"));
    answerDeploy(fail(std::move(error)));
    emit changed();
}

Result<QString> SandboxController::writeServerConfig() const
{
    using Kind = secrets::SecretRef::Kind;
    const auto folder = m_context.folder();
    serverconfig::CompileOptions options;
    options.inCluster = false;
    auto config = serverconfig::compileServerConfig(m_context.project(), options);
    const auto anchor = [&folder](secrets::SecretRef& ref) -> Result<void> {
        if (ref.kind == Kind::Keychain)
            return fail(ErrorCode::Unsupported,
                        "the server does not read the keychain. Fix: keep this secret as file:PATH",
                        ref.toString());
        if (ref.kind == Kind::File)
            ref.name = (folder / ref.name).lexically_normal().string();
        return {};
    };
    for (auto* ref : serverconfig::secretRefs(config)) {
        if (auto done = anchor(*ref); !done)
            return fail(std::move(done).error());
    }
    for (auto* file : serverconfig::localFiles(config))
        *file = (folder / *file).lexically_normal().string();
    for (const auto& finding : serverconfig::checkServerConfig(config)) {
        if (finding.severity == Severity::Error)
            return fail(ErrorCode::InvalidArgument, finding.why, finding.where);
    }
    const QString file = m_runFolder + QStringLiteral("/server.yaml");
    AtomicFileOptions write;
    write.mode = 0600;
    if (auto written = writeFileAtomically(toUtf8(file), serverconfig::emitServerConfig(config), write);
        !written)
        return fail(std::move(written).error());
    return file;
}

void SandboxController::deploy(const QString& exportFolder, std::function<void(Result<void>)> done)
{
    const auto later = [this, done](Result<void> result) {
        m_context.services.executor.post([done, result = std::move(result)] { done(result); });
    };
    if (m_state != State::Running) {
        later(
            fail(ErrorCode::InvalidArgument, "the sandbox does not run. Fix: start it on the overview page"));
        return;
    }
    const QString folder = QDir::cleanPath(QDir(m_runFolder).absoluteFilePath(exportFolder));
    const QByteArray path = folder.toUtf8();
    if (path.contains('\n') || path.contains('\t')) {
        later(fail(ErrorCode::InvalidArgument, "the folder's name has a line break or a tab",
                   toUtf8(exportFolder)));
        return;
    }
    if (!QFileInfo::exists(folder + QStringLiteral("/envoy.yaml"))) {
        later(fail(ErrorCode::NotFound, "there is no envoy.yaml: export for the target envoy first",
                   toUtf8(folder)));
        return;
    }
    if (!isProjectOpen()) {
        later(fail(ErrorCode::InvalidArgument, "another project is open. Fix: open the sandbox's own",
                   toUtf8(m_projectFile)));
        return;
    }
    const auto config = writeServerConfig();
    if (!config) {
        later(fail(config.error()));
        return;
    }
    answerDeploy(fail(ErrorCode::Cancelled, "another export was deployed instead"));
    m_deployed = std::move(done);
    m_deployLimit.start();
    const auto& project = m_context.project();
    m_process->send("deploy\t" + path + '\t' + config->toUtf8() +
                    "\thttps://127.0.0.1:" + QByteArray::number(project.gateway.https.port) + "\thttp://" +
                    QByteArray::fromStdString(project.local.authorizationService));
}

void SandboxController::answerDeploy(const Result<void>& result)
{
    m_deployLimit.stop();
    if (auto done = std::exchange(m_deployed, {}))
        done(result);
}

} // namespace meshsso::desktop
