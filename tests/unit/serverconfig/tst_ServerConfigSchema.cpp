#include "core/Json.h"
#include "serverconfig/ServerConfigFile.h"
#include "serverconfig/ServerConfigJson.h"
#include "support/TestPrinters.h"
#include "yaml/YamlNode.h"
#include "yaml/YamlValue.h"

#include <QFile>
#include <QtTest/QtTest>
#include <set>

using namespace meshsso;
using namespace meshsso::serverconfig;

namespace {

using Paths = std::set<std::string>;

std::string readFile(const char* name)
{
    QFile file(QString::fromUtf8(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

/// Both ways between the schema file and the loader.
class Schema
{
public:
    Schema()
        : m_root(parseJsonObject(readFile(MESHSSO_SOURCE_DIR "/resources/schema/authserver.schema.json"))
                     .value())
    {
    }

    const json::object& root() const { return m_root; }

    /// Every property, as "session.keep" or "access.rules[].name"; definitions that hold themselves are
    /// entered once.
    Paths paths() const
    {
        Paths out;
        collect(m_root, {}, out, {});
        return out;
    }

    /// The schema at a property, references resolved.
    const json::object& at(const json::object& schema) const
    {
        if (const auto* ref = schema.if_contains("$ref")) {
            const auto name = std::string(ref->as_string()).substr(std::string("#/$defs/").size());
            return m_root.at("$defs").as_object().at(name).as_object();
        }
        return schema;
    }

private:
    void collect(const json::object& schema, const std::string& path, Paths& out,
                 std::set<const void*> open) const
    {
        const auto& resolved = at(schema);
        if (!open.insert(&resolved).second)
            return;
        if (const auto* properties = resolved.if_contains("properties")) {
            for (const auto& property : properties->as_object()) {
                const auto name =
                    path.empty() ? std::string(property.key()) : path + "." + std::string(property.key());
                out.insert(name);
                collect(property.value().as_object(), name, out, open);
            }
        }
        if (const auto* items = resolved.if_contains("items"))
            collect(items->as_object(), path + "[]", out, open);
    }

    json::object m_root;
};

/// The same paths of a document. claimHeaders has free names, and requirements below requirements are the
/// first level's again.
void documentPaths(const yaml::YamlNode& node, const std::string& path, Paths& out)
{
    if (path == "headers.claimHeaders")
        return;
    if (node.isMap()) {
        for (const auto& [key, value] : node.members()) {
            const auto name = path.empty() ? key : path + "." + key;
            out.insert(name);
            documentPaths(value, name, out);
        }
    } else if (node.isSequence()) {
        for (const auto& item : node.items()) {
            const bool nested = path.ends_with("anyOf") || path.ends_with("allOf");
            documentPaths(item, nested ? path.substr(0, path.rfind('.')) : path + "[]", out);
        }
    }
}

Paths pathsOf(const std::string& text)
{
    Paths out;
    documentPaths(yaml::YamlNode::parse(text, "x").value(), {}, out);
    return out;
}

std::string difference(const Paths& a, const Paths& b)
{
    std::string text;
    for (const auto& path : a) {
        if (!b.contains(path))
            text += path + "\n";
    }
    return text;
}

std::string fullText()
{
    return readFile(MESHSSO_TEST_DATA "/serverconfig/full.yaml");
}

} // namespace

class ServerConfigSchemaTest : public QObject
{
    Q_OBJECT

private slots:
    void fullFileUsesEveryProperty_andNoOther()
    {
        const auto schema = Schema().paths();
        const auto document = pathsOf(fullText());
        QCOMPARE(difference(schema, document), std::string());
        QCOMPARE(difference(document, schema), std::string());
    }

    void loaderTakesEveryProperty()
    {
        const auto loaded = parseServerConfig(fullText(), "full.yaml");
        for (const auto& finding : loaded.findings)
            QVERIFY2(!finding.code.starts_with("yaml.") && !finding.code.starts_with("access."),
                     finding.toString().c_str());
    }

    void emitterWritesEveryProperty()
    {
        const auto emitted = pathsOf(emitServerConfig(parseServerConfig(fullText(), "full.yaml").config));
        QCOMPARE(difference(Schema().paths(), emitted), std::string());
        QCOMPARE(difference(emitted, Schema().paths()), std::string());
    }

    void loaderRefusesWhatTheSchemaDoesNotName()
    {
        // additionalProperties: false holds wherever the loader reads a map.
        auto document = yaml::YamlNode::parse(fullText(), "x");
        QVERIFY(document.has_value());
        const std::vector<std::pair<std::string, std::string>> places{{"listen:", "  "},
                                                                      {"provider:", "  "},
                                                                      {"session:", "  "},
                                                                      {"headers:", "  "},
                                                                      {"limits:", "  "},
                                                                      {"access:", "  "},
                                                                      {"redis:", "  "},
                                                                      {"bearer:", "  "},
                                                                      {"pages:", "  "},
                                                                      {"  claimPaths:", "    "},
                                                                      {"kind: AuthServerConfig", ""}};
        for (const auto& [line, indent] : places) {
            auto text = fullText();
            const auto at = text.find("\n" + line + "\n");
            QVERIFY2(at != std::string::npos, line.c_str());
            text.insert(at + line.size() + 2, indent + "surprise: 1\n");
            const auto loaded = parseServerConfig(text, "x");
            QVERIFY2(test::hasFinding(loaded.findings, "yaml.unknown-key"),
                     (line + "\n" + test::describe(loaded.findings)).c_str());
        }
    }

    void defaultsAreTheLoaders()
    {
        const Schema schema;
        // What the loader makes of a file with nothing optional, read back as the text it emits.
        ServerConfig config;
        config.allowedHosts = {"x"};
        const auto values = serverConfigToJson(config);
        int compared = 0;
        compareDefaults(schema, schema.root(), values, {}, compared);
        QVERIFY(compared >= 30);
    }

    void rangesAreTheChecks_data()
    {
        QTest::addColumn<std::string>("path");
        for (const char* path : {"listen.port", "listen.grpcPort", "listen.metricsPort", "session.replicas",
                                 "session.cacheMegabytes", "session.maxLoginAttempts", "redis.database",
                                 "limits.headerBytes", "limits.bodyBytes", "limits.connections", "workers"})
            QTest::newRow(path) << std::string(path);
    }

    void rangesAreTheChecks()
    {
        QFETCH(std::string, path);
        const Schema schema;
        const auto dot = path.find('.');
        const auto* properties = &schema.root().at("properties").as_object();
        if (dot != std::string::npos)
            properties = &properties->at(path.substr(0, dot)).as_object().at("properties").as_object();
        const auto& property = properties->at(path.substr(dot + 1)).as_object();
        const auto minimum = property.at("minimum").as_int64();
        const auto maximum = property.at("maximum").as_int64();
        QVERIFY(!outOfRange(path, minimum));
        QVERIFY(!outOfRange(path, maximum));
        QVERIFY(outOfRange(path, minimum - 1));
        QVERIFY(outOfRange(path, maximum + 1));
    }

    void rulesAreTheProjects()
    {
        const auto text = readFile(MESHSSO_SOURCE_DIR "/resources/schema/ssoproject.schema.json");
        const auto project = parseJsonObject(text);
        MESHSSO_VERIFY_OK(project);
        // Both files take the same rules; see AccessRuleFile.h.
        const Schema schema;
        const auto& own = schema.root().at("$defs").as_object();
        const auto& theirs = project->at("$defs").as_object();
        for (const char* name : {"accessRule", "requirement"}) {
            QVERIFY2(theirs.if_contains(name), name);
            Paths a;
            Paths b;
            for (const auto& property : own.at(name).as_object().at("properties").as_object())
                a.insert(std::string(property.key()));
            for (const auto& property : theirs.at(name).as_object().at("properties").as_object())
                b.insert(std::string(property.key()));
            QCOMPARE(difference(a, b) + difference(b, a), std::string());
        }
    }

private:
    static bool outOfRange(const std::string& path, std::int64_t value)
    {
        auto values = serverConfigToJson(parseServerConfig(fullText(), "x").config);
        const auto dot = path.find('.');
        auto* section = dot == std::string::npos ? &values : &values.at(path.substr(0, dot)).as_object();
        (*section)[path.substr(dot + 1)] = value;
        const auto loaded = parseServerConfig(yaml::emitYaml(values), "x");
        return std::any_of(loaded.findings.begin(), loaded.findings.end(), [&](const Finding& f) {
            return f.code == "server.limit-range" && f.where.ends_with("(" + path + ")");
        });
    }

    static void compareDefaults(const Schema& schema, const json::object& object, const json::object& values,
                                const std::string& path, int& compared)
    {
        for (const auto& property : schema.at(object).at("properties").as_object()) {
            const auto& declared = property.value().as_object();
            const auto name = path + std::string(property.key());
            const auto* value = values.if_contains(property.key());
            if (const auto* fallback = declared.if_contains("default")) {
                QVERIFY2(value, name.c_str());
                QVERIFY2(*value == *fallback, (name + ": " + json::serialize(*value)).c_str());
                ++compared;
            }
            if (value && value->is_object() && schema.at(declared).contains("properties"))
                compareDefaults(schema, declared, value->as_object(), name + ".", compared);
        }
    }
};

QTEST_APPLESS_MAIN(ServerConfigSchemaTest)
#include "tst_ServerConfigSchema.moc"
