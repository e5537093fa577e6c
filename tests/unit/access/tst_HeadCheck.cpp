#include "access/HeadCheck.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using access::AccessMode;
using access::AccessRule;
using access::PathPattern;

namespace {

AccessRule rule(AccessMode mode, std::vector<std::string> methods,
                PathPattern path = {PathPattern::Kind::Prefix, "/admin"})
{
    AccessRule rule;
    rule.name = "rule";
    rule.paths = {std::move(path)};
    rule.methods = std::move(methods);
    rule.mode = mode;
    if (mode == AccessMode::Require) {
        rule.requirement.kind = access::Requirement::Kind::Role;
        rule.requirement.name = "admin";
    }
    return rule;
}

AccessRule onHost(AccessRule rule, const std::string& host)
{
    rule.hosts = {host};
    return rule;
}

using Rules = std::vector<AccessRule>;

} // namespace

Q_DECLARE_METATYPE(Rules)

class HeadCheckTest : public QObject
{
    Q_OBJECT

private slots:
    void findsWhereHeadNeedsLess_data()
    {
        QTest::addColumn<Rules>("rules");
        QTest::addColumn<bool>("found");
        using enum AccessMode;
        const auto row = [](const char* name, bool found, Rules rules) {
            QTest::newRow(name) << std::move(rules) << found;
        };
        row("the default needs less", true, {rule(Require, {"GET"})});
        row("with other methods", true, {rule(Require, {"POST", "GET", "PUT"})});
        row("a later rule needs less", true, {rule(Authenticated, {"GET"}), rule(Public, {})});
        row("one path of several", true, [] {
            auto both = rule(Require, {"GET"}, {PathPattern::Kind::Prefix, "/a"});
            both.paths.push_back({PathPattern::Kind::Exact, "/b"});
            return Rules{both, rule(Require, {}, {PathPattern::Kind::Prefix, "/a"})};
        }());
        row("a template", true,
            {rule(Require, {"GET"}, {PathPattern::Kind::Template, "/users/{*}/files/{**}"})});
        row("below a wildcard host", true, {onHost(rule(Require, {"GET"}), "*.example.com")});
        row("on one host, though stricter on another", true,
            {rule(Require, {"GET"}), onHost(rule(Require, {}), "a.example.com")});
        row("HEAD is named", false, {rule(Require, {"GET", "HEAD"})});
        row("GET is not", false, {rule(Require, {"POST"})});
        row("every method", false, {rule(Require, {})});
        row("the default needs as much", false, {rule(Authenticated, {"GET"})});
        row("public anyway", false, {rule(Public, {"GET"})});
        row("a later rule is as strict", false, {rule(Require, {"GET"}), rule(Require, {})});
        row("an earlier rule takes HEAD", false, {rule(Require, {"HEAD"}), rule(Require, {"GET"})});
        row("it never decides", false, {rule(Public, {}), rule(Require, {"GET"})});
    }
    void findsWhereHeadNeedsLess()
    {
        QFETCH(Rules, rules);
        QFETCH(bool, found);
        const auto evaluator = access::AccessEvaluator::create({rules, {}});
        MESHSSO_VERIFY_OK(evaluator);
        int count = 0;
        for (const auto& each : evaluator->policy().rules)
            count += access::leavesHeadToWeakerRule(*evaluator, each) ? 1 : 0;
        QCOMPARE(count, found ? 1 : 0);
    }
};

QTEST_APPLESS_MAIN(HeadCheckTest)
#include "tst_HeadCheck.moc"
