#include "ContainerImage.h"
#include "core/Json.h"
#include "mesh/MeshCompiler.h"
#include "project/ProjectFile.h"
#include "support/TestPrinters.h"

#include <QDirIterator>
#include <QTemporaryDir>
#include <QtTest/QtTest>
#include <sys/stat.h>

namespace meshsso::test {

namespace {

/// The last stage of the Containerfile: its instructions in order, continued lines joined, arguments put in.
QList<std::pair<QString, QString>> lastStage(const QMap<QString, QString>& arguments)
{
    QFile file(MESHSSO_SOURCE_DIR "/packaging/container/Containerfile");
    auto text = file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    text = text.mid(text.indexOf("\nFROM scratch\n")).replace("\\\n", " ");
    for (auto it = arguments.begin(); it != arguments.end(); ++it)
        text.replace("$" + it.key(), it.value());
    QList<std::pair<QString, QString>> instructions;
    for (const auto& line : text.split('\n', Qt::SkipEmptyParts))
        instructions.push_back({line.section(' ', 0, 0), line.section(' ', 1).simplified()});
    return instructions;
}

QJsonArray array(const QString& text)
{
    return QJsonDocument::fromJson(text.toUtf8()).array();
}

/// "3s" in Docker's nanoseconds.
double nanoseconds(const QString& options, const QString& name)
{
    return QRegularExpression("--" + name + "=(\\d+)s").match(options).captured(1).toDouble() * 1e9;
}

} // namespace

/// The container image's archive and contents, as standard tools read them.
class RealImage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void packsTheSameBytes();
    void isReadByOtherTools();
    void holdsNoShell_noPackageManager_nothingWritable();
    void runs_readOnly();
    void isWhatTheContainerfileSays();
    void isGivenEveryArgument_ofTheContainerfile();
    void holdsAFolder_forEveryMount();
    void describesEveryFile();
    void describesWhatIsCompiledIn();
    void refuses_data();
    void refuses();

private:
    QByteArray read(const QString& path) const;
    QJsonObject sbom() const;
    QJsonObject configuration() const; ///< the image's, as it is in the archive

    QTemporaryDir m_folder;
    QString m_archive;
    QString m_root;
};

void RealImage::initTestCase()
{
    const auto missing = missingImageTools();
    QVERIFY2(missing.isEmpty(), qPrintable("./dev test installs what is missing here: " + missing));
    m_archive = m_folder.filePath("image.oci.tar");
    m_root = unpackedRoot(m_folder.path());
    const auto packed = packImage(m_archive);
    QVERIFY2(packed.exitCode == 0, packed.output.constData());
    const auto unpacked = unpackImage(m_archive, m_folder.path());
    QVERIFY2(unpacked.exitCode == 0, unpacked.output.constData());
}

QByteArray RealImage::read(const QString& path) const
{
    QFile file(m_root + path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QJsonObject RealImage::sbom() const
{
    return QJsonDocument::fromJson(read("/usr/share/doc/meshsso-authserver/sbom.spdx.json")).object();
}

QJsonObject RealImage::configuration() const
{
    const auto blob = [&](const QString& name) {
        QFile file(m_folder.filePath("layout/" + name));
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                              : QJsonObject();
    };
    const auto path = [](const QJsonValue& descriptor) {
        return "blobs/" + descriptor["digest"].toString().replace(':', '/');
    };
    return blob(path(blob(path(blob("index.json")["manifests"][0]))["config"]));
}

void RealImage::isWhatTheContainerfileSays()
{
    const QString tag = imageTag;
    const auto config = configuration()["config"].toObject();
    QVERIFY(!config.isEmpty());
    const auto stage = lastStage({{"VERSION", tag},
                                  {"REVISION", "0123abc"},
                                  {"CREATED", configuration()["created"].toString()},
                                  {"GRPC_PORT", tag.endsWith("-grpc") ? "4181" : ""}});
    QMap<QString, QString> said;
    for (const auto& [name, value] : stage)
        said[name] = value;
    QCOMPARE(said["USER"], config["User"].toString());
    QCOMPARE(said["WORKDIR"], config["WorkingDir"].toString());
    QCOMPARE(said["ENV"], config["Env"][0].toString());
    QCOMPARE(said["STOPSIGNAL"], config["StopSignal"].toString());
    QCOMPARE(array(said["ENTRYPOINT"]), config["Entrypoint"].toArray());
    QCOMPARE(array(said["CMD"]), config["Cmd"].toArray());
    QJsonObject ports;
    for (const auto& port : said["EXPOSE"].split(' ', Qt::SkipEmptyParts))
        ports[port + "/tcp"] = QJsonObject();
    QCOMPARE(ports, config["ExposedPorts"].toObject());
    QJsonObject labels;
    static const QRegularExpression label("([a-z.]+)=\"([^\"]*)\"");
    for (auto it = label.globalMatch(said["LABEL"]); it.hasNext();) {
        const auto match = it.next();
        labels[match.captured(1)] = match.captured(2);
    }
    QCOMPARE(labels, config["Labels"].toObject());
    const auto health = config["Healthcheck"].toObject();
    auto test = array(said["HEALTHCHECK"].section(" CMD ", 1));
    test.prepend("CMD");
    QCOMPARE(test, health["Test"].toArray());
    const auto options = said["HEALTHCHECK"].section(" CMD ", 0, 0);
    QCOMPARE(nanoseconds(options, "interval"), health["Interval"].toDouble());
    QCOMPARE(nanoseconds(options, "timeout"), health["Timeout"].toDouble());
    QCOMPARE(nanoseconds(options, "start-period"), health["StartPeriod"].toDouble());
    QVERIFY(options.contains(QString("--retries=%1").arg(health["Retries"].toInt())));
}

void RealImage::isGivenEveryArgument_ofTheContainerfile()
{
    QFile file(MESHSSO_SOURCE_DIR "/packaging/container/Containerfile");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto printed = runTool(MESHSSO_SOURCE_DIR "/dev", {"image", "--grpc", "--build-arguments"});
    QCOMPARE(printed.exitCode, 0);
    int arguments = 0;
    for (const auto& line : file.readAll().split('\n')) {
        if (!line.startsWith("ARG ") || line.startsWith("ARG BASE"))
            continue;
        const auto name = line.mid(4).split('=').first();
        QVERIFY2(printed.output.contains("--build-arg " + name + "="), line.constData());
        ++arguments;
    }
    QVERIFY(arguments >= 6);
    QVERIFY2(printed.output.contains("-grpc\n"), printed.output.constData());
}

void RealImage::packsTheSameBytes()
{
    const auto again = m_folder.filePath("elsewhere/again.oci.tar");
    const auto packed = packImage(again);
    QVERIFY2(packed.exitCode == 0, packed.output.constData());
    const auto compared = runTool("cmp", {m_archive, again});
    QVERIFY2(compared.exitCode == 0, compared.output.constData());
}

void RealImage::isReadByOtherTools()
{
    const auto run = runTool("skopeo", {"inspect", "--config", "oci-archive:" + m_archive});
    QVERIFY2(run.exitCode == 0, run.output.constData());
    const auto config = parseJsonObject(run.output.toStdString());
    MESHSSO_VERIFY_OK(config);
    QCOMPARE(stringOr(*config, "created"), std::string_view("2023-11-14T22:13:20Z"));
    const auto& settings = config->at("config").as_object();
    QCOMPARE(stringOr(settings, "User"), std::string_view("65532:65532"));
    const auto& labels = settings.at("Labels").as_object();
    QCOMPARE(stringOr(labels, "org.opencontainers.image.version"), std::string_view(imageTag));
    QCOMPARE(stringOr(labels, "org.opencontainers.image.revision"), std::string_view("0123abc"));
    QCOMPARE(stringOr(labels, "org.opencontainers.image.licenses"), std::string_view("Apache-2.0"));
}

void RealImage::holdsNoShell_noPackageManager_nothingWritable()
{
    QCOMPARE(QDir(m_root + "/usr/bin").entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
             QStringList{"meshsso-authserver"});
    for (const auto* folder : {"/bin", "/sbin", "/usr/sbin", "/usr/local", "/tmp", "/var/tmp", "/home"})
        QVERIFY2(!QFileInfo::exists(m_root + folder), folder);
    QVERIFY(read("/etc/passwd").contains("nonroot:x:65532:65532:"));
    QVERIFY(QFileInfo(m_root + "/etc/ssl/certs/ca-certificates.crt").size() > 100'000);
    QVERIFY(QFileInfo::exists(m_root + "/usr/share/zoneinfo/Etc/UTC"));

    qint64 size = 0;
    QDirIterator it(m_root, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                    QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const auto path = it.next();
        struct stat status
        {
        };
        QVERIFY(::lstat(path.toUtf8().constData(), &status) == 0);
        if (S_ISLNK(status.st_mode))
            continue;
        QVERIFY2((status.st_mode & (S_IWGRP | S_IWOTH | S_ISUID | S_ISGID)) == 0, qPrintable(path));
        QVERIFY2(status.st_uid == ::geteuid(), qPrintable(path));
        size += S_ISREG(status.st_mode) ? status.st_size : 0;
    }
    QVERIFY2(size < 65'000'000, qPrintable(QString::number(size)));
}

void RealImage::runs_readOnly()
{
    const auto run = runTool("bwrap", confinement(m_root) << "/usr/bin/meshsso-authserver"
                                                          << "--version");
    QVERIFY2(run.exitCode == 0 && run.output.startsWith("meshsso-authserver "), run.output.constData());
    // No library comes from elsewhere: the loader itself lists what it maps.
    const auto mapped = runTool("bwrap", confinement(m_root) << "--setenv"
                                                             << "LD_TRACE_LOADED_OBJECTS"
                                                             << "1"
                                                             << "/usr/bin/meshsso-authserver");
    QCOMPARE(mapped.exitCode, 0);
    QVERIFY2(!mapped.output.contains("not found"), mapped.output.constData());
    const auto libraries = QDir(m_root + "/usr/lib").entryInfoList({"*-linux-gnu"}, QDir::Dirs);
    QCOMPARE(libraries.size(), 1);
    for (const auto& name : QDir(libraries[0].filePath()).entryList(QDir::Files))
        QVERIFY2(mapped.output.contains(name.toUtf8()), qPrintable(name + " is not needed"));
    // A foreign program writes nowhere, and raises nothing in /proc.
    for (const auto* path :
         {"/x", "/etc/x", "/var/lib/x", "/run/x", "/dev/x", "/dev/shm/x", "/proc/self/comm"}) {
        const auto written =
            runTool("bwrap", confinement(m_root, {{"/usr/bin", "/run"}}) << "/run/touch" << path);
        QVERIFY2(written.exitCode == 1 && written.output.contains("Read-only file system"),
                 written.output.constData());
    }
    const auto shell = runTool("bwrap", confinement(m_root) << "/bin/sh"
                                                            << "-c"
                                                            << "true");
    QVERIFY2(shell.exitCode == 1 && shell.output.contains("No such file"), shell.output.constData());
}

void RealImage::holdsAFolder_forEveryMount()
{
    // A project whose export mounts all that any does. A runtime cannot make a folder in a read-only root.
    QFile file(QStringLiteral(MESHSSO_TEST_DATA "/golden/istio-redis-grpc/project.yaml"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    auto project = project::parseProject(file.readAll().toStdString(), "project.yaml").project;
    project.identityProvider.caFile = "tls/ca.pem";
    project.authorization.session.redis.caFile = "tls/redis-ca.pem";
    project.authorization.pages.configMap = "our-pages";
    const auto set = mesh::compileResources(project, mesh::ExportOptions());
    MESHSSO_VERIFY_OK(set);
    static const QRegularExpression mount("mountPath: (\\S+)");
    int mounts = 0;
    for (const auto& resource : set->files) {
        if (!resource.path.starts_with("workload/34-deployment-meshsso-authserver"))
            continue;
        for (auto it = mount.globalMatch(QString::fromStdString(resource.content)); it.hasNext(); ++mounts) {
            const auto path = it.next().captured(1);
            QVERIFY2(QFileInfo(m_root + path).isDir(), qPrintable(path));
        }
    }
    QCOMPARE(mounts, 5);
}

void RealImage::describesEveryFile()
{
    QFile beside(m_folder.filePath("image.spdx.json"));
    QVERIFY(beside.open(QIODevice::ReadOnly));
    QVERIFY(beside.readAll() == read("/usr/share/doc/meshsso-authserver/sbom.spdx.json"));
    const auto sbom = this->sbom();
    QCOMPARE(sbom["spdxVersion"].toString(), QString("SPDX-2.3"));

    QMap<QString, QString> sums;
    for (const auto file : sbom["files"].toArray())
        for (const auto sum : file.toObject()["checksums"].toArray())
            if (sum.toObject()["algorithm"].toString() == "SHA256")
                sums[file.toObject()["fileName"].toString().mid(1)] =
                    sum.toObject()["checksumValue"].toString();
    QDirIterator it(m_root, QDir::Files | QDir::Hidden | QDir::NoSymLinks, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const auto path = it.next().mid(m_root.size());
        if (path.endsWith("/sbom.spdx.json"))
            continue;
        const auto sum = QCryptographicHash::hash(read(path), QCryptographicHash::Sha256).toHex();
        QVERIFY2(sums.value(path) == QString::fromUtf8(sum), qPrintable(path));
    }
    QStringList packages;
    for (const auto package : sbom["packages"].toArray()) {
        packages << package.toObject()["name"].toString();
        QVERIFY2(!package.toObject()["versionInfo"].toString().isEmpty(), qPrintable(packages.last()));
    }
    for (const auto* name :
         {"meshsso-authserver", "libc6", "libssl3", "libcurl4", "ca-certificates", "tzdata"})
        QVERIFY2(packages.contains(name), name);
}

void RealImage::describesWhatIsCompiledIn()
{
    // Whose headers the compiler has read for the server.
    const QString build = MESHSSO_BUILD_DIR;
    const auto inputs = runTool("ninja", {"-C", build, "-t", "inputs", "meshsso-authserver"});
    QVERIFY2(inputs.exitCode == 0, inputs.output.constData());
    QStringList arguments{"-C", build, "-t", "deps"};
    for (const auto& input : inputs.output.split('\n'))
        if (input.endsWith(".o") || input.endsWith(".gch"))
            arguments << QString::fromUtf8(input);
    QVERIFY(arguments.size() > 100);
    const auto dependencies = runTool("ninja", arguments);
    QVERIFY2(dependencies.exitCode == 0, dependencies.output.right(500).constData());
    QSet<QString> headers;
    for (const auto& line : dependencies.output.split('\n'))
        if (line.startsWith("    /usr/"))
            headers << QString::fromUtf8(line.trimmed());
    QSet<QString> owners;
    for (const auto& line : runTool("dpkg-query", QStringList{"-S"} + headers.values()).output.split('\n'))
        if (line.contains(": /"))
            owners << QString::fromUtf8(line.left(line.indexOf(':')));
    // C headers, with declarations alone: the libraries are in the image.
    owners -= {"libssl-dev",  "libcurl4-openssl-dev", "libhiredis-dev",
               "libzstd-dev", "libnghttp2-dev",       "linux-libc-dev"};

    QSet<QString> described;
    for (const auto package : sbom()["packages"].toArray()) {
        const auto name = package.toObject()["name"].toString();
        if (package.toObject()["filesAnalyzed"].toBool())
            continue;
        described << name;
        QVERIFY2(!package.toObject()["externalRefs"].toArray().isEmpty(), qPrintable(name));
        QVERIFY2(!read("/usr/share/doc/" + name + "/copyright").isEmpty(), qPrintable(name));
        QVERIFY2(read("/var/lib/dpkg/status.d/" + name).contains("\nVersion: "), qPrintable(name));
    }
    QVERIFY(described.contains("libboost1.81-dev"));
    QCOMPARE(QStringList((owners - described).values()), QStringList());
    QCOMPARE(QStringList((described - owners).values()), QStringList());
    int linked = 0;
    for (const auto relationship : sbom()["relationships"].toArray())
        linked += relationship.toObject()["relationshipType"].toString() == "STATIC_LINK" ? 1 : 0;
    QCOMPARE(linked, int(described.size()));
}

void RealImage::refuses_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("reason");
    QTest::newRow("a program with Qt")
        << QStringList{"--binary", QCoreApplication::applicationFilePath()} << "links";
    QTest::newRow("no program") << QStringList{"--binary", m_folder.filePath("none")} << "strip failed";
    QTest::newRow("two results") << QStringList{"--rootfs", m_folder.filePath("rootfs")}
                                 << "give one of them";
}

void RealImage::refuses()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, reason);
    const auto archive = m_folder.filePath("refused.oci.tar");
    const auto run = packImage(archive, arguments);
    QCOMPARE(run.exitCode, 2);
    QVERIFY2(run.output.contains(reason.toUtf8()), run.output.constData());
    QVERIFY(!QFileInfo::exists(archive));
}

} // namespace meshsso::test

QTEST_GUILESS_MAIN(meshsso::test::RealImage)
#include "tst_RealImage.moc"
