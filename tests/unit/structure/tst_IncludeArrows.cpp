#include <QDirIterator>
#include <QRegularExpression>
#include <QtTest/QtTest>

// Which folder may include which, as backend/README.md draws it: an include that is not listed here fails.
// Every folder may include core and itself.

namespace {

using Arrows = QMap<QString, QStringList>;

const Arrows backendArrows = {
    {"core", {}},
    {"crypto", {}},
    {"yaml", {}},
    {"net", {}},
    {"net/qt", {"net"}},
    {"secrets", {}},
    {"secrets/keychain", {"secrets"}},
    {"oidc", {"crypto"}},
    {"access", {"oidc"}},
    {"project", {"yaml", "access", "secrets"}},
    {"serverconfig", {"yaml", "access", "oidc", "secrets", "project"}},
    {"keycloak", {"project", "oidc", "net", "secrets", "access"}},
    {"migrate", {"yaml", "project", "serverconfig", "access", "secrets"}},
    {"mesh", {"project", "serverconfig", "access", "yaml", "crypto", "secrets"}},
    {"kube", {"mesh", "project", "yaml"}},
    {"login", {"oidc", "net", "project", "crypto", "access"}},
    {"diagnose",
     {"login", "kube", "mesh", "keycloak", "serverconfig", "project", "secrets", "access", "net", "oidc",
      "crypto", "yaml"}},
};

const Arrows authserverArrows = {
    {"engine", {"access", "oidc", "crypto", "session", "serverconfig", "secrets"}},
    {"session", {"crypto", "oidc", "net"}},
    {"redis", {"session", "crypto", "serverconfig"}},
    {"transport", {"engine"}},
    {"telemetry", {"engine"}},
    {"grpc", {"engine", "transport"}},
};

// The desktop's folders; each may include the backend, but models, controllers and views not its keychain,
// and nobody the command line.
const QMap<QString, QStringList> desktopArrows = {
    {"models", {}},
    {"controllers", {"models"}},
    {"views", {"controllers", "models"}},
};

// Libraries that only one folder may see: a change of library then touches one folder.
const QMap<QString, QStringList> libraryOwners = {
    {"openssl/", {"backend/crypto"}},
    {"yaml-cpp/", {"backend/yaml"}},
    {"curl/", {"backend/net"}},
    {"spdlog/", {"backend/core"}},
    {"zstd.h", {"authserver/session"}},
    {"CLI/", {"app/cli", "authserver"}},
    {"qt6keychain/", {"backend/secrets/keychain"}},
    {"boost/beast", {"authserver/transport", "backend/net"}},
    {"dtl/", {"backend/kube"}},
    {"hiredis/", {"authserver/redis"}},
    {"grpcpp/", {}},
    {"nghttp2/", {"authserver/grpc"}},
    {"google/protobuf", {"authserver/grpc"}},
    {"ext_authz.", {"authserver/grpc"}},
    {"boost/asio/ssl", {"authserver/redis"}},
};

struct Include
{
    QString file;
    int line = 0;
    QString target;
    bool quoted = false;
};

QList<Include> includesUnder(const QString& root, const QString& folder)
{
    static const QRegularExpression pattern(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
    QList<Include> includes;
    QDirIterator files(root + "/" + folder, {"*.h", "*.cpp"}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const auto relative = QDir(root).relativeFilePath(file.fileName());
        int number = 0;
        while (!file.atEnd()) {
            ++number;
            const auto match = pattern.match(QString::fromUtf8(file.readLine()));
            if (match.hasMatch())
                includes.append({relative, number, match.captured(2), match.captured(1) == "\""});
        }
    }
    return includes;
}

/// "backend/net/qt/QtHttpClient.h" -> "net/qt" if that is a folder of its own, else "net".
QString folderOf(const QString& path, const Arrows& arrows)
{
    QString folder = path.section('/', 0, -2);
    while (!folder.isEmpty() && !arrows.contains(folder))
        folder = folder.contains('/') ? folder.section('/', 0, -2) : QString();
    return folder;
}

} // namespace

class IncludeArrowsTest : public QObject
{
    Q_OBJECT

private slots:
    void backendFolders_includeOnlyWhatTheyMay()
    {
        QStringList faults;
        for (const auto& include : includesUnder(MESHSSO_SOURCE_DIR, "backend")) {
            if (!include.quoted)
                continue;
            const auto from = folderOf(include.file.mid(QString("backend/").size()), backendArrows);
            const auto to = folderOf(include.target, backendArrows);
            if (from.isEmpty() || to.isEmpty())
                faults << where(include) + " is in, or includes, a folder that is not in the picture";
            else if (from != to && to != "core" && !backendArrows[from].contains(to))
                faults << where(include) + ": " + from + " may not include " + to;
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }

    void authserverFolders_includeOnlyWhatTheyMay()
    {
        QStringList faults;
        for (const auto& include : includesUnder(MESHSSO_SOURCE_DIR, "authserver")) {
            if (!include.quoted)
                continue;
            const auto inside = include.file.mid(QString("authserver/").size());
            const auto from = folderOf(inside, authserverArrows);
            if (from.isEmpty())
                continue; // main sees all
            auto to = folderOf(include.target, authserverArrows);
            if (to.isEmpty())
                to = folderOf(include.target, backendArrows);
            if (to.isEmpty())
                faults << where(include) + " includes a folder that is not in the picture";
            else if (from != to && to != "core" && !authserverArrows[from].contains(to))
                faults << where(include) + ": authserver/" + from + " may not include " + to;
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }

    void desktopFolders_includeOnlyWhatTheyMay()
    {
        QStringList faults;
        for (const auto& include : includesUnder(MESHSSO_SOURCE_DIR, "app/desktop")) {
            const auto from = include.file.section('/', 2, 2);
            if (!include.quoted || !desktopArrows.contains(from))
                continue; // main and AppContext see all
            const auto top = include.target.section('/', 0, 0);
            const auto to = include.target.section('/', 1, 1);
            if (top == "cli" || include.target.startsWith("secrets/keychain/"))
                faults << where(include);
            else if (top == "desktop" && to != from && !desktopArrows[from].contains(to))
                faults << where(include) + ": " + from + " may not include " + to;
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }

    void desktopControllersAndModels_knowNoWidget()
    {
        static const QRegularExpression widget(
            "^(Q\\w*(Widget|Dialog|MessageBox|Button|Label|LineEdit|Menu|Layout|"
            "MainWindow)|QApplication|QtWidgets)");
        QStringList faults;
        for (const auto& folder : {"app/desktop/controllers", "app/desktop/models"}) {
            for (const auto& include : includesUnder(MESHSSO_SOURCE_DIR, folder)) {
                if (!include.quoted && widget.match(include.target).hasMatch())
                    faults << where(include);
            }
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }

    void desktopFiles_staySmall()
    {
        constexpr int limit = 400;
        QStringList faults;
        QDirIterator files(MESHSSO_SOURCE_DIR "/app/desktop", {"*.h", "*.cpp"}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const auto lines = file.readAll().count('\n');
            if (lines > limit)
                faults << QString("%1 has %2 lines").arg(file.fileName()).arg(lines);
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }

    void libraries_areSeenOnlyByTheirOwners()
    {
        QStringList faults;
        for (const auto& folder : {"backend", "authserver", "app"}) {
            for (const auto& include : includesUnder(MESHSSO_SOURCE_DIR, folder)) {
                for (auto owner = libraryOwners.begin(); owner != libraryOwners.end(); ++owner) {
                    const bool owned = std::any_of(owner->begin(), owner->end(), [&](const QString& o) {
                        return include.file.startsWith(o);
                    });
                    if (include.target.startsWith(owner.key()) && !owned)
                        faults << where(include) + ": only " + owner->join(", ") + " may include it";
                }
            }
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }

    void qt_isOnlyInTheAdaptersAndTheApp()
    {
        static const QRegularExpression qtHeader("^(Q[A-Z]|Qt)");
        QStringList faults;
        for (const auto& folder : {"backend", "authserver"}) {
            for (const auto& include : includesUnder(MESHSSO_SOURCE_DIR, folder)) {
                const bool adapter = include.file.startsWith("backend/net/qt/") ||
                                     include.file.startsWith("backend/secrets/keychain/");
                if (!include.quoted && qtHeader.match(include.target).hasMatch() && !adapter)
                    faults << where(include);
            }
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }

private:
    static QString where(const Include& include)
    {
        return QString("%1:%2 <%3>").arg(include.file).arg(include.line).arg(include.target);
    }
};

QTEST_APPLESS_MAIN(IncludeArrowsTest)
#include "tst_IncludeArrows.moc"
