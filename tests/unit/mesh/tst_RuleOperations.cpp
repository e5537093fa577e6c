#include "access/AccessEvaluator.h"
#include "mesh/RuleOperations.h"
#include "support/TestPrinters.h"

#include <QRegularExpression>
#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::mesh;
using access::AccessMode;
using access::AccessRule;
using access::PathPattern;

namespace {

AccessRule rule(std::string name, const std::vector<std::string>& paths,
                std::vector<std::string> methods = {}, std::vector<std::string> hosts = {})
{
    AccessRule made;
    made.name = std::move(name);
    for (const auto& path : paths) {
        if (path.find('{') != std::string::npos) {
            made.paths.push_back({PathPattern::Kind::Template, path});
            continue;
        }
        const bool prefix = path.ends_with("/*");
        const auto value = prefix ? path.substr(0, path.size() - 2) : path;
        made.paths.push_back(
            {prefix ? PathPattern::Kind::Prefix : PathPattern::Kind::Exact, value.empty() ? "/" : value});
    }
    made.methods = std::move(methods);
    made.hosts = std::move(hosts);
    return made;
}

/// As a mesh policy compares: exact, "x*" or "*x", or a template.
bool matches(const std::string& pattern, const std::string& text)
{
    if (pattern.find('{') != std::string::npos) {
        auto expression = QRegularExpression::escape(QString::fromStdString(pattern));
        expression.replace("\\{\\*\\*\\}", ".*").replace("\\{\\*\\}", "[^/]+");
        return QRegularExpression("^" + expression + "$").match(QString::fromStdString(text)).hasMatch();
    }
    if (pattern.ends_with('*'))
        return text.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1));
    if (pattern.starts_with('*'))
        return text.ends_with(std::string_view(pattern).substr(1));
    return pattern == text;
}

bool anyOf(const std::vector<std::string>& patterns, const std::string& text)
{
    return std::any_of(patterns.begin(), patterns.end(), [&](const auto& p) { return matches(p, text); });
}

bool takes(const std::vector<Operation>& operations, const std::string& host, const std::string& path,
           const std::string& method)
{
    return std::any_of(operations.begin(), operations.end(), [&](const Operation& o) {
        return (o.hosts.empty() || anyOf(o.hosts, host)) && !anyOf(o.notHosts, host) &&
               (o.paths.empty() || anyOf(o.paths, path)) && !anyOf(o.notPaths, path) &&
               (o.methods.empty() || anyOf(o.methods, method)) && !anyOf(o.notMethods, method);
    });
}

} // namespace

class RuleOperationsTest : public QObject
{
    Q_OBJECT

private slots:
    /// For every request: exactly the rule that the evaluator names takes it, or the rest does.
    void agreesWithTheEvaluator_data()
    {
        QTest::addColumn<int>("set");
        for (int i = 0; i < 12; ++i)
            QTest::addRow("set %d", i) << i;
    }

    void agreesWithTheEvaluator()
    {
        QFETCH(int, set);
        const std::vector<std::vector<AccessRule>> sets{
            {rule("a", {"/a/*"}), rule("ab", {"/a/b"}), rule("all", {"/*"})},
            {rule("get", {"/a/*"}, {"GET"}), rule("a", {"/a/*"}), rule("exact", {"/c"})},
            {rule("sub", {"/a/b/*"}), rule("posts", {}, {"POST"}), rule("a", {"/a/*"})},
            {rule("host", {}, {}, {"x.example.com"}), rule("wild", {"/a/*"}, {}, {"*.example.com"}),
             rule("c", {"/c"})},
            {rule("h", {"/a/*"}, {"GET"}, {"x.example.com"}), rule("a", {"/a/*", "/c"}, {"GET", "POST"})},
            {},
            {rule("t", {"/{*}/b"}), rule("a", {"/a/*"})},
            {rule("a", {"/a/*"}), rule("t", {"/{*}/b/{**}", "/c/{*}"}), rule("all", {"/*"})},
            {rule("t", {"/a/{*}"}, {"GET"}), rule("u", {"/{*}/{*}"}), rule("c", {"/c/{**}"})},
            {rule("b", {"/a/b"}), rule("t", {"/a/{*}"}), rule("u", {"/{*}/b/c"}), rule("d", {"/{*}"})},
            {rule("t", {"/{*}/b/{**}"}), rule("u", {"/a/b/{*}"}), rule("v", {"/{**}"}, {"GET"})},
            {rule("t", {"/a/{*}/{**}"}, {}, {"x.example.com"}), rule("u", {"/a/{*}"}),
             rule("e", {"/{*}/{*}/c"})},
        };
        const auto& rules = sets[static_cast<std::size_t>(set)];
        const auto evaluator = access::AccessEvaluator::create({rules, {}});
        MESHSSO_VERIFY_OK(evaluator);
        const TrafficScope scope;
        std::vector<std::vector<Operation>> taken;
        for (std::size_t i = 0; i < rules.size(); ++i) {
            auto operations = decidedBy(rules, i, scope);
            QVERIFY(operations.has_value());
            taken.push_back(std::move(*operations));
        }
        const auto rest = decidedByNone(rules, scope);
        QVERIFY(rest.has_value());

        for (const char* host : {"x.example.com", "y.example.com", "other.org", "x.example.com:8443"}) {
            for (const char* path : {"/", "/a", "/a/b", "/a/b/c", "/ab", "/c", "/c/d", "/d"}) {
                for (const char* method : {"GET", "POST", "DELETE"}) {
                    const auto decision = evaluator->match({host, path, method});
                    const std::string shown = std::string(method) + " " + host + path;
                    for (std::size_t i = 0; i < rules.size(); ++i) {
                        const bool decides = decision.rule && decision.rule->name == rules[i].name;
                        QVERIFY2(takes(taken[i], host, path, method) == decides,
                                 (shown + " and rule " + rules[i].name).c_str());
                    }
                    QVERIFY2(takes(*rest, host, path, method) == (decision.rule == nullptr), shown.c_str());
                }
            }
        }
    }

    void opensPreflights_beforeTheRuleThatSaysSo()
    {
        auto api = rule("api", {"/api/*"}, {"POST"});
        api.mode = AccessMode::Require;
        api.requirement = {access::Requirement::Kind::Role, {}, "writer", {}, {}};
        api.corsPreflight = true;
        const auto rules = withOpenPreflights({api, rule("rest", {"/*"})});
        QCOMPARE(rules.size(), std::size_t{3});
        QVERIFY(rules[0].mode == AccessMode::Public);
        QVERIFY(rules[1] == api);
        const TrafficScope scope;
        QVERIFY(takes(*decidedBy(rules, 0, scope), "h", "/api/x", "OPTIONS"));
        QVERIFY(!takes(*decidedBy(rules, 1, scope), "h", "/api/x", "OPTIONS"));
        QVERIFY(takes(*decidedBy(rules, 1, scope), "h", "/api/x", "POST"));
        QVERIFY(!takes(*decidedBy(rules, 2, scope), "h", "/api/x", "OPTIONS"));
        QVERIFY(takes(*decidedBy(rules, 2, scope), "h", "/other", "OPTIONS"));
    }

    void keepsTemplatesToTheScope()
    {
        TrafficScope scope;
        scope.pathPrefix = "/shop";
        const auto everything = decidedBy({rule("t", {"/{*}/{**}"})}, 0, scope);
        QVERIFY(everything.has_value());
        QCOMPARE(everything->size(), std::size_t{1});
        QVERIFY(everything->front().paths.empty());
        QVERIFY(decidedBy({rule("t", {"/blog/{*}"})}, 0, scope)->empty());
        QVERIFY(decidedBy({rule("t", {"/{*}"})}, 0, scope)->size() == 1);
        const auto plain = decidedBy({rule("t", {"/shop/a/{**}"})}, 0, scope);
        QCOMPARE(plain->front().paths, (std::vector<std::string>{"/shop/a", "/shop/a/*"}));
    }

    void leavesHostsOut_whenTheyAreTheApplicationsOwn()
    {
        TrafficScope scope;
        scope.hosts = {"shop.example.com"};
        const auto operations = decidedBy({rule("r", {"/a/*"}, {}, {"*.example.com"})}, 0, scope);
        QVERIFY(operations.has_value());
        QCOMPARE(operations->size(), std::size_t(1));
        QVERIFY(operations->front().hosts.empty());
    }

    void isEmpty_forAnotherHostOrPrefix()
    {
        TrafficScope scope;
        scope.hosts = {"shop.example.com"};
        scope.pathPrefix = "/shop";
        QVERIFY(decidedBy({rule("r", {"/*"}, {}, {"docs.example.com"})}, 0, scope)->empty());
        QVERIFY(decidedBy({rule("r", {"/docs/*"})}, 0, scope)->empty());
        QVERIFY(!decidedBy({rule("r", {"/shop/a/*"})}, 0, scope)->empty());
        const auto whole = decidedBy({rule("r", {"/shop/*"})}, 0, scope);
        QVERIFY(whole->front().paths.empty());
    }

    void namesThePort_onlyWhereAWildcardCannot()
    {
        TrafficScope scope;
        scope.httpsPort = 8443;
        const auto operations = decidedBy({rule("r", {}, {}, {"a.example.com", "*.b.org"})}, 0, scope);
        QCOMPARE(operations->front().hosts,
                 (std::vector<std::string>{"a.example.com", "a.example.com:*", "*.b.org", "*.b.org:8443"}));
    }

    void givesUp_onPathsThatPoliciesReadAsPatterns_data()
    {
        QTest::addColumn<std::string>("path");
        for (const char* path : {"/a*b", "/a*"})
            QTest::newRow(path) << std::string(path);
    }

    void givesUp_onPathsThatPoliciesReadAsPatterns()
    {
        QFETCH(std::string, path);
        QVERIFY(!decidedBy({rule("r", {path})}, 0, {}).has_value());
        QVERIFY(!decidedByNone({rule("r", {path})}, {}).has_value());
        QVERIFY(!decidedBy({rule("r", {path}), rule("s", {"/s"})}, 1, {}).has_value());
    }

    void givesUp_onTooManyOperations()
    {
        std::vector<AccessRule> rules;
        for (int i = 0; i < 8; ++i) {
            const auto text = std::to_string(i);
            rules.push_back(
                rule("r" + text, {"/p" + text + "/*"}, {"M" + text}, {"h" + text + ".example.com"}));
        }
        QVERIFY(!decidedByNone(rules, {}).has_value());
    }
};

QTEST_APPLESS_MAIN(RuleOperationsTest)
#include "tst_RuleOperations.moc"
