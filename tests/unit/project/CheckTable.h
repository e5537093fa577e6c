#pragma once

#include "ProjectSamples.h"
#include "support/TestPrinters.h"

#include <algorithm>
#include <functional>

/// Changes a project that has no findings.
using ProjectChange = std::function<void(meshsso::project::SsoProject&)>;
Q_DECLARE_METATYPE(ProjectChange)

namespace meshsso::test {

/// Columns and rows of a table of changes, each with the finding that it must cause ("" for none).
inline void addCheckColumns()
{
    QTest::addColumn<ProjectChange>("change");
    QTest::addColumn<QString>("code");
    QTest::addColumn<int>("severity");
    QTest::addColumn<QString>("where");
}

inline void addCheck(const char* name, Severity severity, const char* code, const char* where,
                     ProjectChange change)
{
    QTest::newRow(name) << std::move(change) << QString(code) << static_cast<int>(severity) << QString(where);
}

inline void addError(const char* name, const char* code, const char* where, ProjectChange change)
{
    addCheck(name, Severity::Error, code, where, std::move(change));
}

inline void addWarning(const char* name, const char* code, const char* where, ProjectChange change)
{
    addCheck(name, Severity::Warning, code, where, std::move(change));
}

inline void addInfo(const char* name, const char* code, const char* where, ProjectChange change)
{
    addCheck(name, Severity::Info, code, where, std::move(change));
}

/// The change causes no error and no warning.
inline void addFine(const char* name, ProjectChange change)
{
    addCheck(name, Severity::Error, "", "", std::move(change));
}

/// A project about which there is nothing to say.
inline project::SsoProject quietProject()
{
    auto project = sampleProject("minimal");
    project.authorization.replicas = 1;
    return project;
}

/// What is wrong with the row's outcome, or empty.
inline std::string judgeCheck(const ProjectChange& change, const QString& code, int severity,
                              const QString& where)
{
    auto changed = quietProject();
    change(changed);
    const auto findings = project::checkProject(changed);
    if (code.isEmpty()) {
        const bool quiet = std::all_of(findings.begin(), findings.end(),
                                       [](const auto& f) { return f.severity == Severity::Info; });
        return quiet ? std::string() : describe(findings);
    }
    for (const auto& finding : findings) {
        const bool complete = !finding.why.empty() && !finding.fix.empty();
        if (finding.code == code.toStdString() && finding.where == where.toStdString() &&
            static_cast<int>(finding.severity) == severity && complete)
            return {};
    }
    return "found only:\n" + describe(findings);
}

} // namespace meshsso::test
