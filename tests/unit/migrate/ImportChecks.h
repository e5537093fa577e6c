#pragma once

#include "core/Result.h"
#include "migrate/ImportResult.h"

#include <QString>
#include <QStringList>

namespace meshsso::test {

/// A file of tests/data/migrate.
migrate::SourceText sample(const QString& name);

/// True if a finding of that kind stands at a place that holds the text.
bool hasFinding(const Findings& findings, std::string_view code, std::string_view where);

/// One finding a line.
QString shown(const Findings& findings);

/// What must hold for every result: no secret ("planted", "cGxhbnRlZ") in it, every finding whole, and
/// project or configuration are read back as they were written, without errors but those named.
QStringList faultsOf(const migrate::ImportResult& result, migrate::OutputKind kind,
                     const QStringList& expectedErrors = {});

/// What an anonymous request gets, by the configuration's rules: "public", "login" or "refused".
QString outcomeOf(const serverconfig::ServerConfig& config, const std::string& path,
                  const std::string& method = "GET", const std::string& host = "shop.example.com");

} // namespace meshsso::test
