#include "ImportChecks.h"

#include "access/AccessEvaluator.h"
#include "project/ProjectFile.h"
#include "serverconfig/ServerConfigFile.h"

#include <QFile>

namespace meshsso::test {

migrate::SourceText sample(const QString& name)
{
    QFile file(QString(MESHSSO_SOURCE_DIR "/tests/data/migrate/") + name);
    return {name.toStdString(),
            file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string()};
}

bool hasFinding(const Findings& findings, std::string_view code, std::string_view where)
{
    return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
        return finding.code == code && finding.where.find(where) != std::string::npos;
    });
}

QString shown(const Findings& findings)
{
    QString text;
    for (const auto& finding : findings)
        text += QString::fromStdString(finding.toString()) + "\n";
    return text;
}

QStringList faultsOf(const migrate::ImportResult& result, migrate::OutputKind kind,
                     const QStringList& expectedErrors)
{
    QStringList faults;
    const bool isProject = kind == migrate::OutputKind::Project;
    const auto text =
        isProject ? project::emitProject(result.project) : serverconfig::emitServerConfig(result.config);
    auto everything = QString::fromStdString(text) + shown(result.findings);
    for (const auto& secret : result.secrets)
        everything += QString::fromStdString(secret.howTo + secret.ref.toString());
    for (const char* secret : {"planted", "cGxhbnRlZ"}) {
        if (everything.contains(secret))
            faults << QString("a secret was copied: ") + secret;
    }
    for (const auto& finding : result.findings) {
        if (finding.where.empty() || finding.why.empty() || finding.fix.empty())
            faults << "not whole: " + QString::fromStdString(finding.toString());
    }
    Findings read;
    if (isProject) {
        const auto loaded = project::parseProject(text, "meshsso.yaml");
        read = loaded.findings;
        if (!(loaded.project == result.project))
            faults << "the project is not read back as it was written";
    } else {
        const auto loaded = serverconfig::parseServerConfig(text, "server.yaml");
        read = loaded.findings;
        if (serverconfig::emitServerConfig(loaded.config) != text)
            faults << "the configuration is not read back as it was written";
    }
    for (const auto& finding : read) {
        if (finding.severity == Severity::Error &&
            !expectedErrors.contains(QString::fromStdString(finding.code)))
            faults << QString::fromStdString(finding.toString());
    }
    if (!faults.isEmpty())
        faults << QString::fromStdString(text);
    return faults;
}

QString outcomeOf(const serverconfig::ServerConfig& config, const std::string& path,
                  const std::string& method, const std::string& host)
{
    const auto evaluator = access::AccessEvaluator::create(config.access);
    if (!evaluator)
        return QString::fromStdString(evaluator.error().message);
    switch (evaluator->match({host, path, method, false}).outcome) {
    case access::AccessOutcome::Allow:
        return "public";
    case access::AccessOutcome::NeedLogin:
        return "login";
    default:
        return "refused";
    }
}

} // namespace meshsso::test
