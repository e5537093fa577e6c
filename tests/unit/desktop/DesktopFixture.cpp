#include "DesktopFixture.h"

#include "core/Task.h"
#include "project/ProjectFile.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>

namespace meshsso::test {

namespace {

struct Nothing final : Operation
{
};

/// Comes back on a later turn of the event loop; never, when silent.
Completion<bool> laterTurn(Executor& executor, bool isSilent)
{
    return Completion<bool>([&executor, isSilent](Completion<bool>::Done done) -> std::unique_ptr<Operation> {
        struct Turn final : Operation
        {
            std::shared_ptr<bool> alive = std::make_shared<bool>(true);
            ~Turn() override { *alive = false; }
        };
        auto turn = std::make_unique<Turn>();
        if (!isSilent) {
            executor.post([alive = turn->alive, done = std::move(done)] {
                if (*alive)
                    done(true);
            });
        }
        return turn;
    });
}

class LaterHttpClient final : public net::HttpClient
{
public:
    explicit LaterHttpClient(DesktopFixture& fixture) : m_fixture(fixture) {}

    Task<Result<net::HttpResponse>> send(net::HttpRequest request) override
    {
        struct Open
        {
            explicit Open(int& count) : m_count(count) { ++m_count; }
            ~Open() { --m_count; }
            int& m_count;
        };
        m_fixture.requests.push_back(request);
        const Open open(m_fixture.openRequests);
        auto turn = laterTurn(m_fixture.executor, m_fixture.isHttpSilent);
        co_await turn;
        if (!m_fixture.answer)
            co_return fail(ErrorCode::Unreachable, "the connection was refused", request.url);
        co_return m_fixture.answer(request);
    }

private:
    DesktopFixture& m_fixture;
};

} // namespace

Task<bool> FakeKeychain::pause()
{
    auto turn = laterTurn(m_executor, isSilent);
    co_return co_await turn;
}

Task<Result<SecretString>> FakeKeychain::read(secrets::SecretRef ref)
{
    co_await pause();
    if (failure)
        co_return fail(*failure);
    const auto value = values.find(ref.name);
    if (value == values.end())
        co_return fail(ErrorCode::NotFound, "there is no such secret", ref.toString());
    co_return SecretString(value->second);
}

Task<Result<void>> FakeKeychain::write(secrets::SecretRef ref, SecretString value)
{
    co_await pause();
    if (failure)
        co_return fail(*failure);
    values[ref.name] = std::string(value.reveal());
    co_return Result<void>();
}

Task<Result<void>> FakeKeychain::remove(secrets::SecretRef ref)
{
    co_await pause();
    if (failure)
        co_return fail(*failure);
    values.erase(ref.name);
    co_return Result<void>();
}

DesktopFixture::DesktopFixture()
    : keychain(std::make_shared<FakeKeychain>(executor)),
      services{executor,
               clock,
               random,
               keychain,
               [this](const net::HttpClientOptions&) -> std::unique_ptr<net::HttpClient> {
                   return std::make_unique<LaterHttpClient>(*this);
               },
               [this](const QUrl& url) {
                   openedUrls.push_back(url);
                   return true;
               },
               folder.filePath(QStringLiteral("state")),
               {},
               QStringLiteral("kubectl-that-does-not-exist")}
{
}

DesktopFixture::~DesktopFixture() = default;

desktop::Workspace& DesktopFixture::workspace()
{
    if (!m_workspace)
        m_workspace = std::make_unique<desktop::Workspace>(services);
    return *m_workspace;
}

desktop::ViewContext DesktopFixture::viewContext()
{
    if (!m_theme) {
        m_theme = std::make_unique<desktop::Theme>(*qApp);
        m_clipboard = std::make_unique<desktop::SecretClipboard>(*QApplication::clipboard());
    }
    return {workspace(), *m_theme, dialogs, *m_clipboard};
}

project::SsoProject DesktopFixture::sampleProject(const QString& name)
{
    const auto file = QStringLiteral(MESHSSO_TEST_DATA "/project/%1.yaml").arg(name);
    auto loaded = project::loadProject(file.toStdString());
    if (!loaded)
        qFatal("no sample project %s", qPrintable(file));
    return std::move(loaded->project);
}

void DesktopFixture::openSample(const QString& name)
{
    const auto copy = folder.filePath(name + QStringLiteral(".yaml"));
    const auto saved = project::saveProject(sampleProject(name), copy.toStdString(), true);
    if (!saved || !workspace().document().open(copy))
        qFatal("the sample project cannot be opened");
}

} // namespace meshsso::test
