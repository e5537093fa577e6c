#include "access/AccessEvaluator.h"
#include "mesh/ClaimConditions.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::mesh;
using access::Requirement;

namespace {

Requirement leaf(Requirement::Kind kind, std::string name, std::string value = {}, std::string client = {})
{
    Requirement made;
    made.kind = kind;
    made.name = std::move(name);
    made.value = std::move(value);
    made.client = std::move(client);
    return made;
}

Requirement role(std::string name)
{
    return leaf(Requirement::Kind::Role, std::move(name));
}

Requirement many(Requirement::Kind kind, std::vector<Requirement> parts)
{
    Requirement made;
    made.kind = kind;
    made.parts = std::move(parts);
    return made;
}

std::string describe(const UnmetConditions& unmet)
{
    std::string text;
    for (const auto& alternative : unmet.alternatives) {
        text += text.empty() ? "" : " or ";
        std::string all;
        for (const auto& condition : alternative) {
            all += all.empty() ? "" : " and ";
            all += condition.key.substr(std::string("request.auth.claims").size()) + "!";
            for (const auto& value : condition.notValues)
                all += " " + value;
        }
        text += all;
    }
    return text + (unmet.complete ? "" : " (incomplete)");
}

/// As a mesh policy evaluates it, over a flat or nested claim set of texts and lists of texts.
bool denies(const UnmetConditions& unmet, const json::object& claims)
{
    const auto holds = [&](const ClaimCondition& condition) {
        const json::value* value = nullptr;
        const json::object* object = &claims;
        std::string_view rest = condition.key;
        rest.remove_prefix(std::string_view("request.auth.claims").size());
        while (!rest.empty()) {
            const auto close = rest.find(']');
            value = object ? object->if_contains(rest.substr(1, close - 1)) : nullptr;
            object = value ? value->if_object() : nullptr;
            rest.remove_prefix(close + 1);
        }
        const auto has = [&](const std::string& text) {
            if (value && value->is_string())
                return value->as_string() == text;
            if (value && value->is_array()) {
                const auto& array = value->as_array();
                return std::any_of(array.begin(), array.end(), [&](const auto& item) {
                    return item.is_string() && item.as_string() == text;
                });
            }
            return false;
        };
        return std::none_of(condition.notValues.begin(), condition.notValues.end(), has);
    };
    return std::any_of(unmet.alternatives.begin(), unmet.alternatives.end(),
                       [&](const auto& all) { return std::all_of(all.begin(), all.end(), holds); });
}

} // namespace

Q_DECLARE_METATYPE(meshsso::access::Requirement)

class ClaimConditionsTest : public QObject
{
    Q_OBJECT

private slots:
    void negates_data()
    {
        using K = Requirement::Kind;
        QTest::addColumn<Requirement>("requirement");
        QTest::addColumn<std::string>("expected");
        const auto row = [](const char* name, Requirement requirement, const char* expected) {
            QTest::newRow(name) << std::move(requirement) << std::string(expected);
        };
        row("role", role("admin"), "[realm_access][roles]! admin");
        row("group", leaf(K::Group, "/ops"), "[groups]! /ops");
        row("client role", leaf(K::ClientRole, "owner", {}, "my.app"),
            "[resource_access][my.app][roles]! owner");
        row("scope", leaf(K::Scope, "orders.read"), "[scope]! orders.read");
        row("claim", leaf(K::ClaimEquals, "a.b\\.c", "x"), "[a][b.c]! x");
        row("contains", leaf(K::ClaimContains, "tags", "x"), "[tags]! x");
        row("role that looks like a number", role("5"), "[realm_access][roles]! 5");
        row("any of one claim", many(K::AnyOf, {role("a"), role("b"), role("a")}),
            "[realm_access][roles]! a b");
        row("any of two claims", many(K::AnyOf, {role("a"), leaf(K::Group, "g")}),
            "[realm_access][roles]! a and [groups]! g");
        row("all", many(K::AllOf, {role("a"), leaf(K::Group, "g")}),
            "[realm_access][roles]! a or [groups]! g");
        row("all in any", many(K::AnyOf, {many(K::AllOf, {role("a"), role("b")}), leaf(K::Group, "g")}),
            "[realm_access][roles]! a and [groups]! g or [realm_access][roles]! b and [groups]! g");
        row("any in all", many(K::AllOf, {many(K::AnyOf, {role("a"), role("b")}), leaf(K::Group, "g")}),
            "[realm_access][roles]! a b or [groups]! g");
        row("regular expression", leaf(K::ClaimMatches, "mail", ".*"), " (incomplete)");
        row("number", leaf(K::ClaimEquals, "level", "5"), " (incomplete)");
        row("boolean", leaf(K::ClaimEquals, "staff", "true"), " (incomplete)");
        row("null", leaf(K::ClaimContains, "x", "null"), " (incomplete)");
        row("pattern", role("adm*"), " (incomplete)");
        row("suffix pattern", role("*min"), " (incomplete)");
        row("empty value", leaf(K::ClaimEquals, "x", ""), " (incomplete)");
        row("bracket in path", leaf(K::ClaimEquals, "a[0]", "x"), " (incomplete)");
        row("empty segment", leaf(K::ClaimEquals, "a..b", "x"), " (incomplete)");
        row("all with one left out", many(K::AllOf, {role("a"), leaf(K::ClaimMatches, "mail", ".*")}),
            "[realm_access][roles]! a (incomplete)");
        row("any with one left out", many(K::AnyOf, {role("a"), leaf(K::ClaimMatches, "mail", ".*")}),
            " (incomplete)");
    }

    void negates()
    {
        QFETCH(Requirement, requirement);
        QFETCH(std::string, expected);
        QCOMPARE(describe(unmetConditions(requirement, {})), expected);
    }

    void givesUp_whenTooManyCombinations()
    {
        std::vector<Requirement> pairs;
        for (int i = 0; i < 6; ++i) {
            const auto text = std::to_string(i);
            pairs.push_back(many(Requirement::Kind::AllOf,
                                 {role("a" + text), leaf(Requirement::Kind::Group, "b" + text)}));
        }
        const auto unmet = unmetConditions(many(Requirement::Kind::AnyOf, pairs), {});
        QVERIFY(!unmet.complete);
        QVERIFY(unmet.alternatives.empty());
        QCOMPARE(unmet.omitted.size(), std::size_t(1));
    }

    /// Whatever can be expressed agrees with the evaluator on every token; whatever cannot never denies more.
    void neverDeniesWhatTheEvaluatorAllows()
    {
        using K = Requirement::Kind;
        const std::vector<Requirement> requirements{
            role("a"),
            many(K::AnyOf, {role("a"), leaf(K::Group, "g")}),
            many(K::AllOf, {role("a"), role("b")}),
            many(K::AnyOf, {many(K::AllOf, {role("a"), role("b")}), leaf(K::Group, "g")}),
            many(K::AllOf,
                 {many(K::AnyOf, {role("a"), leaf(K::ClaimMatches, "m", "x")}), leaf(K::Group, "g")}),
            many(K::AllOf, {role("b"), leaf(K::ClaimEquals, "m", "5")}),
            leaf(K::ClaimEquals, "m", "x"),
        };
        for (const auto& requirement : requirements) {
            access::AccessRule rule;
            rule.name = "r";
            rule.mode = access::AccessMode::Require;
            rule.requirement = requirement;
            const auto evaluator = access::AccessEvaluator::create({{rule}, {}});
            MESHSSO_VERIFY_OK(evaluator);
            const auto unmet = unmetConditions(requirement, {});
            for (int bits = 0; bits < 32; ++bits) {
                json::array roles;
                if (bits & 1)
                    roles.emplace_back("a");
                if (bits & 2)
                    roles.emplace_back("b");
                json::object claims;
                claims["realm_access"] = json::object{{"roles", std::move(roles)}};
                if (bits & 4)
                    claims["groups"] = json::array{"g"};
                if (bits & 8)
                    claims["m"] = bits & 16 ? json::value("x") : json::value(5);
                const auto decision = evaluator->decide(&evaluator->policy().rules.front(), claims);
                const bool allowed = decision.outcome == access::AccessOutcome::Allow;
                const bool denied = denies(unmet, claims);
                QVERIFY2(!(allowed && denied), json::serialize(claims).c_str());
                if (unmet.complete)
                    QCOMPARE(denied, !allowed);
            }
        }
    }
};

QTEST_APPLESS_MAIN(ClaimConditionsTest)
#include "tst_ClaimConditions.moc"
