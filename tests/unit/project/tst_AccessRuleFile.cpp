#include "project/AccessRuleFile.h"
#include "support/TestPrinters.h"
#include "yaml/YamlValue.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::access;

namespace {

Findings readRules(const std::string& text, std::vector<AccessRule>& rules)
{
    Findings findings;
    const auto node = yaml::YamlNode::parse(text, "f");
    if (!node)
        return {{"parse", Severity::Error, node.error().context, node.error().message, ""}};
    yaml::FieldReader reader(*node, {}, findings);
    project::readAccessRules(reader, "access", rules);
    reader.finish();
    return findings;
}

} // namespace

class AccessRuleFileTest : public QObject
{
    Q_OBJECT

private slots:
    void readsEveryForm()
    {
        std::vector<AccessRule> rules;
        const auto findings = readRules("access:\n"
                                        "  - name: a\n"
                                        "    hosts: [App.Example.com, \"*.example.com\"]\n"
                                        "    paths: [\"/admin/*\", /exact, \"/*\", /]\n"
                                        "    methods: [GET]\n"
                                        "    public: true\n"
                                        "  - authenticated: true\n"
                                        "  - require: {clientRole: {client: shop, role: edit}}\n"
                                        "  - require: {claim: {name: tenant, matches: 'a.*'}}\n"
                                        "  - require: {allOf: [{role: r}, {anyOf: [{group: /g}]}]}\n"
                                        "  - paths: [\"/users/{*}/orders\", \"/f/{*}/{**}\", \"/{**}\"]\n"
                                        "    corsPreflight: true\n"
                                        "    require: {scope: orders.read}\n",
                                        rules);
        QVERIFY2(findings.empty(), test::describe(findings).c_str());
        QCOMPARE(rules.size(), std::size_t{6});
        QCOMPARE(rules[0].hosts, (std::vector<std::string>{"app.example.com", "*.example.com"}));
        QVERIFY((rules[0].paths == std::vector<PathPattern>{{PathPattern::Kind::Prefix, "/admin"},
                                                            {PathPattern::Kind::Exact, "/exact"},
                                                            {PathPattern::Kind::Prefix, "/"},
                                                            {PathPattern::Kind::Exact, "/"}}));
        QVERIFY(rules[0].mode == AccessMode::Public);
        QVERIFY(rules[1].mode == AccessMode::Authenticated);
        QVERIFY((rules[2].requirement == Requirement{Requirement::Kind::ClientRole, "shop", "edit", {}, {}}));
        QVERIFY(
            (rules[3].requirement == Requirement{Requirement::Kind::ClaimMatches, {}, "tenant", "a.*", {}}));
        QCOMPARE(rules[4].requirement.parts[1].parts[0].name, std::string("/g"));
        QVERIFY(
            (rules[5].paths == std::vector<PathPattern>{{PathPattern::Kind::Template, "/users/{*}/orders"},
                                                        {PathPattern::Kind::Template, "/f/{*}/{**}"},
                                                        {PathPattern::Kind::Template, "/{**}"}}));
        QVERIFY(rules[5].corsPreflight && !rules[4].corsPreflight);
        QVERIFY((rules[5].requirement == Requirement{Requirement::Kind::Scope, {}, "orders.read", {}, {}}));
        std::vector<AccessRule> again;
        json::array array;
        for (const auto& rule : rules)
            array.emplace_back(project::accessRuleToJson(rule));
        json::object document;
        document["access"] = array;
        QVERIFY(readRules(yaml::emitYaml(document), again).empty());
        QVERIFY(again == rules);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("rule");
        QTest::addColumn<QString>("code");
        const auto row = [](const char* rule, const char* code) {
            QTest::newRow(rule) << QByteArray(rule) << QString(code);
        };
        row("{name: a}", "access.mode");
        row("{public: true, authenticated: true}", "access.mode");
        row("{public: true, require: {role: a}}", "access.mode");
        row("{public: false}", "access.mode");
        row("{authenticated: false}", "access.mode");
        row("{public: yes}", "yaml.type");
        row("{require: {}}", "access.requirement");
        row("{require: {role: a, group: b}}", "access.requirement");
        row("{require: {role: ''}}", "yaml.required");
        row("{require: [a]}", "yaml.type");
        row("{require: {roles: a}}", "yaml.unknown-key");
        row("{require: {anyOf: []}}", "access.requirement");
        row("{require: {allOf: []}}", "access.requirement");
        row("{require: {anyOf: {role: a}}}", "yaml.type");
        row("{require: {clientRole: {client: a}}}", "yaml.required");
        row("{require: {clientRole: a}}", "yaml.type");
        row("{require: {claim: {name: a}}}", "access.requirement");
        row("{require: {claim: {name: a, equals: b, contains: c}}}", "access.requirement");
        row("{require: {claim: {equals: b}}}", "yaml.required");
        row("{require: {claim: {name: a, equals: 1}}}", "yaml.type");
        row("{public: true, paths: [admin]}", "access.path");
        row("{public: true, paths: ['/a*']}", "access.path");
        row("{public: true, paths: ['/a/*/b']}", "access.path");
        row("{public: true, paths: ['*']}", "access.path");
        row("{public: true, paths: ['/users/{id}/orders']}", "access.path");
        row("{public: true, paths: ['/a/{**}/b']}", "access.path");
        row("{public: true, paths: ['/a/x{*}']}", "access.path");
        row("{public: true, paths: ['/a/{*}/*']}", "access.path");
        row("{public: true, paths: ['{*}']}", "access.path");
        row("{public: true, paths: ['/a}']}", "access.path");
        row("{public: true, corsPreflight: 1}", "yaml.type");
        row("{require: {scope: ''}}", "yaml.required");
        row("{require: {scope: [a]}}", "yaml.type");
        row("{public: true, path: [/a]}", "yaml.unknown-key");
        row("{public: true, methods: GET}", "yaml.type");
    }
    void refuses()
    {
        QFETCH(QByteArray, rule);
        QFETCH(QString, code);
        std::vector<AccessRule> rules;
        const auto findings = readRules("access:\n  - " + rule.toStdString() + "\n", rules);
        QVERIFY2(test::hasFinding(findings, code.toStdString()), test::describe(findings).c_str());
        QVERIFY(hasErrors(findings));
    }

    void refuses_whenNestedTooDeep()
    {
        std::string text = "{role: a}";
        for (int i = 0; i < 17; ++i)
            text = "{anyOf: [" + text + "]}";
        std::vector<AccessRule> rules;
        const auto findings = readRules("access: [{require: " + text + "}]\n", rules);
        QVERIFY2(test::hasFinding(findings, "access.requirement"), test::describe(findings).c_str());
    }
};

QTEST_APPLESS_MAIN(AccessRuleFileTest)
#include "tst_AccessRuleFile.moc"
