#include "core/Json.h"
#include "mesh/MeshCompiler.h"
#include "project/ProjectFile.h"
#include "support/TestPrinters.h"
#include "yaml/YamlNode.h"

#include <QFile>
#include <QtTest/QtTest>
#include <string>
#include <vector>

using namespace meshsso;
using namespace meshsso::mesh;
using project::SsoProject;
using project::Target;

namespace {

constexpr const char* repliesFile = "mesh/45-envoyfilter-ingressgateway-local-replies.yaml";
constexpr const char* underscoresFile = "mesh/44-envoyfilter-ingressgateway-refuse-underscores.yaml";

SsoProject golden(const std::string& name)
{
    QFile file(QStringLiteral(MESHSSO_TEST_DATA "/golden/") + QString::fromStdString(name) + "/project.yaml");
    const bool open = file.open(QIODevice::ReadOnly);
    return open ? project::parseProject(file.readAll().toStdString(), "project.yaml").project : SsoProject{};
}

/// With every scalar as text, which is enough to compare.
json::value toJson(const yaml::YamlNode& node)
{
    if (node.isSequence()) {
        json::array array;
        for (const auto& item : node.items())
            array.push_back(toJson(item));
        return array;
    }
    if (node.isMap()) {
        json::object object;
        for (const auto& [key, value] : node.members())
            object[key] = toJson(value);
        return object;
    }
    return json::string(node.isNull() ? std::string() : node.scalar());
}

/// A file of the export, or an empty object if there is none.
json::object fileOf(const SsoProject& project, Target target, const std::string& path)
{
    ExportOptions options;
    options.target = target;
    options.outputDirectory = "/srv/meshsso";
    const auto set = compileResources(project, options);
    if (!set)
        return {};
    for (const auto& file : set->files) {
        if (file.path != path)
            continue;
        const auto root = yaml::YamlNode::parse(file.content, file.path);
        return root && root->isMap() ? toJson(*root).as_object() : json::object();
    }
    return {};
}

/// As protobuf merges messages, and Istio does: member by member, lists by appending. Other values are
/// replaced.
void merge(json::object& into, const json::object& from)
{
    for (const auto& member : from) {
        auto& value = into[member.key()];
        if (value.is_object() && member.value().is_object()) {
            merge(value.as_object(), member.value().as_object());
        } else if (value.is_array() && member.value().is_array()) {
            for (const auto& item : member.value().as_array())
                value.as_array().push_back(item);
        } else {
            value = member.value();
        }
    }
}

/// The HTTPS listener's HttpConnectionManager in envoy.yaml.
json::object connectionManager(const json::object& envoy)
{
    const auto& listener = envoy.at("static_resources").at("listeners").at(0);
    return listener.at("filter_chains").at(0).at("filters").at(0).at("typed_config").as_object();
}

/// What an EnvoyFilter lays over the HttpConnectionManager.
json::object laidOver(const json::object& filter)
{
    const auto& patch = filter.at("spec").at("configPatches").at(0).at("patch");
    return patch.at("value").at("typed_config").as_object();
}

/// True if the condition, or one that it needs, is that the check failed.
bool isForFailedChecks(const json::object& filter)
{
    if (const auto* extension = filter.if_contains("extension_filter"))
        return extension->at("typed_config").at("expression") ==
               "response.code_details == \"ext_authz_error\"";
    const auto* all = filter.if_contains("and_filter");
    if (all == nullptr)
        return false;
    for (const auto& part : all->at("filters").as_array()) {
        if (isForFailedChecks(part.as_object()))
            return true;
    }
    return false;
}

} // namespace

class GatewayFiltersTest : public QObject
{
    Q_OBJECT

private slots:
    void wordsFailedChecks_asTheEnvoyTargetDoes_data()
    {
        QTest::addColumn<std::string>("envoy");
        QTest::addColumn<std::string>("mesh");
        QTest::addColumn<int>("target");
        QTest::newRow("istio, http") << std::string("envoy-sandbox") << std::string("istio-reference")
                                     << int(Target::Istio);
        QTest::newRow("istio, grpc") << std::string("envoy-grpc") << std::string("istio-redis-grpc")
                                     << int(Target::Istio);
        QTest::newRow("asm") << std::string("envoy-sandbox") << std::string("asm-reference")
                             << int(Target::Asm);
    }

    void wordsFailedChecks_asTheEnvoyTargetDoes()
    {
        QFETCH(std::string, envoy);
        QFETCH(std::string, mesh);
        QFETCH(int, target);
        const auto file = fileOf(golden(envoy), Target::Envoy, "envoy.yaml");
        QVERIFY(!file.empty());
        const auto whole = connectionManager(file);
        QCOMPARE(whole.at("local_reply_config").at("mappers").as_array().size(), std::size_t(3));
        const auto filter = fileOf(golden(mesh), static_cast<Target>(target), repliesFile);
        QVERIFY(!filter.empty());

        auto manager = whole;
        manager.erase("local_reply_config");
        QVERIFY(manager != whole);
        merge(manager, laidOver(filter));
        QVERIFY2(manager == whole, prettyJson(manager).c_str());
    }

    void leavesOtherAnswersAlone_andTheOperatorsFormat()
    {
        const auto filter = fileOf(golden("istio-reference"), Target::Istio, repliesFile);
        QVERIFY(!filter.empty());
        const auto laid = laidOver(filter);
        QCOMPARE(laid.size(), std::size_t(2)); // and "@type"
        const auto& replies = laid.at("local_reply_config").as_object();
        QCOMPARE(replies.size(), std::size_t(1));
        for (const auto& mapper : replies.at("mappers").as_array()) {
            QVERIFY2(isForFailedChecks(mapper.at("filter").as_object()), prettyJson(mapper).c_str());
            QVERIFY(mapper.at("status_code") == "503"); // also where the provider names no status
        }

        // A gateway's operator has said something already.
        const auto theirs = parseJsonObject(R"({"local_reply_config": {
            "mappers": [{"filter": {"response_flag_filter": {"flags": ["NR"]}}, "status_code": "404"}],
            "body_format": {"json_format": {"code": "%RESPONSE_CODE%"}}}})");
        MESHSSO_VERIFY_OK(theirs);
        auto manager = *theirs;
        merge(manager, laid);
        const auto& merged = manager.at("local_reply_config");
        const auto& before = theirs->at("local_reply_config");
        QVERIFY(merged.at("body_format") == before.at("body_format"));
        const auto& mappers = merged.at("mappers").as_array();
        QCOMPARE(mappers.size(), std::size_t(4));
        QVERIFY(mappers.at(0) == before.at("mappers").at(0));
        QVERIFY(mappers.at(1) == replies.at("mappers").at(0));
    }

    void reachesTheGatewaysPodsOnly()
    {
        auto project = golden("istio-redis-grpc");
        project.gateway.refuseUnderscores = true;
        project.gateway.policySelector = {{"istio", "edge"}, {"zone", "public"}};
        const json::object selector{{"labels", {{"istio", "edge"}, {"zone", "public"}}}};
        for (const auto* path : {repliesFile, underscoresFile}) {
            const auto filter = fileOf(project, Target::Istio, path);
            QVERIFY2(!filter.empty(), path);
            QVERIFY(filter.at("kind") == "EnvoyFilter");
            QVERIFY(filter.at("apiVersion") == "networking.istio.io/v1alpha3");
            QVERIFY(filter.at("metadata").at("namespace") == "istio-system");
            QVERIFY(filter.at("spec").at("workloadSelector") == selector);
            const auto& patches = filter.at("spec").at("configPatches").as_array();
            QCOMPARE(patches.size(), std::size_t(1));
            const auto& patch = patches.at(0);
            QVERIFY(patch.at("applyTo") == "NETWORK_FILTER");
            QVERIFY(patch.at("match").at("context") == "GATEWAY");
            QVERIFY(patch.at("match").at("listener").at("filterChain").at("filter").at("name") ==
                    "envoy.filters.network.http_connection_manager");
            QVERIFY(patch.at("patch").at("operation") == "MERGE");
        }
    }
};

QTEST_APPLESS_MAIN(GatewayFiltersTest)
#include "tst_GatewayFilters.moc"
