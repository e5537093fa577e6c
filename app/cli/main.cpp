#include "cli/CommandLine.h"

#include "net/qt/QtExecutor.h"
#include "secrets/keychain/KeychainSecretStore.h"

#include <QCoreApplication>
#include <csignal>

int main(int argc, char** argv)
{
    // A reader that closes the pipe ends the output, not the program half way through an apply.
    (void)std::signal(SIGPIPE, SIG_IGN);

    meshsso::cli::CommandLine commandLine;
    auto* command = commandLine.parse(argc, argv);
    if (command == nullptr)
        return commandLine.exitCode();

    const QCoreApplication application(argc, argv);
    const meshsso::SystemClock clock;
    meshsso::SystemRandom random;
    meshsso::net::QtExecutor executor;
    meshsso::cli::Environment environment{executor, clock, random,
                                          std::make_shared<meshsso::net::CurlThread>(),
                                          std::make_shared<meshsso::secrets::KeychainSecretStore>()};
    meshsso::cli::Context context(environment, commandLine.options());

    // Posted, so that a command that finishes at once finds the event loop running when it says so.
    auto task = command->run(context);
    executor.post([&task] { task.start([](int exitCode) { QCoreApplication::exit(exitCode); }); });
    return QCoreApplication::exec();
}
