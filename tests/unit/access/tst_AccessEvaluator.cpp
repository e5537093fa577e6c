#include "access/AccessEvaluator.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::access;
using Kind = Requirement::Kind;

namespace {

PathPattern exact(std::string value)
{
    return {PathPattern::Kind::Exact, std::move(value)};
}

PathPattern prefix(std::string value)
{
    return {PathPattern::Kind::Prefix, std::move(value)};
}

PathPattern templated(std::string value)
{
    return {PathPattern::Kind::Template, std::move(value)};
}

Requirement leaf(Kind kind, std::string name, std::string value = {}, std::string client = {})
{
    return {kind, std::move(client), std::move(name), std::move(value), {}};
}

Requirement group(Kind kind, std::vector<Requirement> parts)
{
    return {kind, {}, {}, {}, std::move(parts)};
}

AccessRule requireRule(Requirement requirement)
{
    AccessRule rule;
    rule.name = "r";
    rule.mode = AccessMode::Require;
    rule.requirement = std::move(requirement);
    return rule;
}

AccessPolicy samplePolicy()
{
    AccessPolicy policy;
    policy.claimPaths.roles = "roles";
    policy.rules = {
        {"health", {}, {exact("/health")}, {"GET", "HEAD"}, AccessMode::Public, {}},
        {"assets", {"app.example.com"}, {prefix("/assets")}, {}, AccessMode::Public, {}},
        {"tenants", {"*.tenants.example.com"}, {prefix("/open")}, {}, AccessMode::Public, {}},
        {"admin",
         {"app.example.com"},
         {prefix("/admin")},
         {},
         AccessMode::Require,
         leaf(Kind::Role, "admin")},
        {"write", {}, {prefix("/api")}, {"POST", "DELETE"}, AccessMode::Require, leaf(Kind::Role, "writer")},
        {"read", {}, {prefix("/api")}, {}, AccessMode::Authenticated, {}},
        {"avatar", {}, {templated("/users/{*}/avatar")}, {"GET"}, AccessMode::Public, {}},
        {"me", {}, {exact("/users/me/avatar")}, {}, AccessMode::Authenticated, {}},
        {"shared", {}, {templated("/files/{*}/shared/{**}")}, {}, AccessMode::Public, {}},
    };
    return policy;
}

json::object claimsOf(const char* text)
{
    return parseJsonObject(text).value();
}

} // namespace

Q_DECLARE_METATYPE(Requirement)
Q_DECLARE_METATYPE(AccessRule)

class AccessEvaluatorTest : public QObject
{
    Q_OBJECT

private slots:
    void matchesFirstRule_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("rule");
        QTest::addColumn<int>("outcome");
        const auto row = [](const char* host, const char* path, const char* method, const char* rule,
                            AccessOutcome outcome) {
            QTest::addRow("%s %s%s", method, host, path)
                << QByteArray(host) << QByteArray(path) << QByteArray(method) << QByteArray(rule)
                << static_cast<int>(outcome);
        };
        constexpr auto allow = AccessOutcome::Allow;
        constexpr auto login = AccessOutcome::NeedLogin;
        row("x", "/health", "GET", "health", allow);
        row("x", "/health/", "HEAD", "health", allow);
        row("x", "/health?x=1", "GET", "health", allow);
        row("x", "/%68ealth", "GET", "health", allow);
        row("x", "/health", "POST", "", login);
        row("x", "/health/deep", "GET", "", login);
        row("x", "/healthy", "GET", "", login);
        row("app.example.com", "/assets", "GET", "assets", allow);
        row("APP.example.COM:443", "/assets/a.css", "GET", "assets", allow);
        row("app.example.com", "/assetsx", "GET", "", login);
        row("app.example.com", "/Assets", "GET", "", login);
        row("b.example.com", "/assets", "GET", "", login);
        row("app.example.com.evil.org", "/assets", "GET", "", login);
        row("xapp.example.com", "/assets", "GET", "", login);
        row("a.tenants.example.com", "/open", "GET", "tenants", allow);
        row("a.b.tenants.example.com", "/open", "GET", "tenants", allow);
        row("A.Tenants.Example.Com", "/open", "GET", "tenants", allow);
        row("tenants.example.com", "/open", "GET", "", login);
        row("xtenants.example.com", "/open", "GET", "", login);
        row("app.example.com", "/admin/x", "GET", "admin", login);
        row("x", "/api/a", "POST", "write", login);
        row("x", "/api/a", "GET", "read", login);
        row("x", "/", "GET", "", login);
        row("x", "/users/7/avatar", "GET", "avatar", allow);
        row("x", "/users/%37/avatar/", "GET", "avatar", allow);
        row("x", "/users/me/avatar", "GET", "avatar", allow);
        row("x", "/users/me/avatar", "PUT", "me", login);
        row("x", "/users/{*}/avatar", "GET", "avatar", allow);
        row("x", "/users//avatar", "GET", "", login);
        row("x", "/users/avatar", "GET", "", login);
        row("x", "/users/7/8/avatar", "GET", "", login);
        row("x", "/users/7/avatar/x", "GET", "", login);
        row("x", "/users/7/avatars", "GET", "", login);
        row("x", "/files/a/shared", "GET", "shared", allow);
        row("x", "/files/a/shared/b/c", "GET", "shared", allow);
        row("x", "/files/shared/b", "GET", "", login);
        row("x", "/files/a/private/shared", "GET", "", login);
    }
    void matchesFirstRule()
    {
        QFETCH(QByteArray, host);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, rule);
        QFETCH(int, outcome);
        const auto evaluator = AccessEvaluator::create(samplePolicy());
        MESHSSO_VERIFY_OK(evaluator);
        const auto h = host.toStdString();
        const auto p = path.toStdString();
        const auto m = method.toStdString();
        const auto decision = evaluator->match({h, p, m});
        QCOMPARE(static_cast<int>(decision.outcome), outcome);
        QCOMPARE(decision.rule ? decision.rule->name : "", rule.toStdString());
        QVERIFY(decision.reason.empty());
    }

    void wantsSignIn_whenThereAreNoRules()
    {
        const auto evaluator = AccessEvaluator::create({});
        MESHSSO_VERIFY_OK(evaluator);
        const json::object claims;
        QCOMPARE(evaluator->evaluate({"a", "/", "GET"}, nullptr).outcome, AccessOutcome::NeedLogin);
        QCOMPARE(evaluator->evaluate({"a", "/", "GET"}, &claims).outcome, AccessOutcome::Allow);
    }

    void matchesEveryHostAndPath_whenTheRuleSaysSo()
    {
        AccessPolicy policy;
        policy.rules = {{"all", {"*"}, {prefix("/")}, {}, AccessMode::Public, {}}};
        const auto evaluator = AccessEvaluator::create(policy);
        MESHSSO_VERIFY_OK(evaluator);
        QCOMPARE(evaluator->match({"any.host", "/x/y", "PATCH"}).outcome, AccessOutcome::Allow);
        QCOMPARE(evaluator->match({"[::1]:80", "/", "GET"}).outcome, AccessOutcome::Allow);
    }

    void decides_data()
    {
        QTest::addColumn<Requirement>("requirement");
        QTest::addColumn<bool>("met");
        QTest::addColumn<QByteArray>("reason");
        const auto met = [](const char* name, Requirement r) {
            QTest::newRow(name) << r << true << QByteArray();
        };
        const auto unmet = [](const char* name, Requirement r, const char* reason) {
            QTest::newRow(name) << r << false << QByteArray(reason);
        };
        met("role", leaf(Kind::Role, "reader"));
        unmet("other role", leaf(Kind::Role, "admin"), "role admin is missing");
        unmet("role by prefix", leaf(Kind::Role, "read"), "role read is missing");
        unmet("role in other case", leaf(Kind::Role, "Reader"), "role Reader is missing");
        met("client role", leaf(Kind::ClientRole, "edit", {}, "shop"));
        met("client role, dotted client", leaf(Kind::ClientRole, "edit", {}, "my.app"));
        unmet("client role of another", leaf(Kind::ClientRole, "edit", {}, "my"),
              "role edit of client my is missing");
        met("group", leaf(Kind::Group, "/ops"));
        unmet("group without slash", leaf(Kind::Group, "ops"), "group ops is missing");
        met("equals", leaf(Kind::ClaimEquals, "tenant", "acme"));
        unmet("equals something else", leaf(Kind::ClaimEquals, "tenant", "acm"), "claim tenant is not acm");
        met("equals a number", leaf(Kind::ClaimEquals, "level", "3"));
        met("equals a boolean", leaf(Kind::ClaimEquals, "email_verified", "true"));
        met("equals, nested", leaf(Kind::ClaimEquals, "address.country", "DE"));
        unmet("equals on a list", leaf(Kind::ClaimEquals, "single", "one"), "claim single is not one");
        unmet("equals on nothing", leaf(Kind::ClaimEquals, "nowhere", ""), "claim nowhere is not ");
        met("contains", leaf(Kind::ClaimContains, "teams", "red"));
        unmet("contains part", leaf(Kind::ClaimContains, "teams", "re"), "claim teams does not contain re");
        unmet("contains on nothing", leaf(Kind::ClaimContains, "nowhere", "x"),
              "claim nowhere does not contain x");
        met("matches", leaf(Kind::ClaimMatches, "email", "[a-z]+@acme\\.org"));
        met("matches an element", leaf(Kind::ClaimMatches, "teams", "bl.*"));
        unmet("matches part", leaf(Kind::ClaimMatches, "email", "acme"), "claim email does not match acme");
        unmet("matches on nothing", leaf(Kind::ClaimMatches, "nowhere", ".*"),
              "claim nowhere does not match .*");
        met("scope", leaf(Kind::Scope, "orders.read"));
        met("scope, last", leaf(Kind::Scope, "email"));
        unmet("scope by prefix", leaf(Kind::Scope, "orders"), "scope orders is missing");
        unmet("scope in other case", leaf(Kind::Scope, "Email"), "scope Email is missing");
        met("anyOf, second", group(Kind::AnyOf, {leaf(Kind::Role, "admin"), leaf(Kind::Group, "/ops")}));
        unmet("anyOf, none", group(Kind::AnyOf, {leaf(Kind::Role, "admin"), leaf(Kind::Group, "/x")}),
              "role admin is missing, and group /x is missing");
        met("allOf", group(Kind::AllOf, {leaf(Kind::Role, "reader"), leaf(Kind::Group, "/ops")}));
        unmet("allOf, one lacks", group(Kind::AllOf, {leaf(Kind::Role, "reader"), leaf(Kind::Role, "b")}),
              "role b is missing");
        unmet("allOf, two lack",
              group(Kind::AllOf, {leaf(Kind::Role, "a"), leaf(Kind::Role, "reader"), leaf(Kind::Role, "b")}),
              "role a is missing, and role b is missing");
        met("nested",
            group(Kind::AllOf,
                  {leaf(Kind::Role, "reader"),
                   group(Kind::AnyOf, {leaf(Kind::Role, "x"), leaf(Kind::ClaimMatches, "tenant", "a.*")})}));
    }
    void decides()
    {
        QFETCH(Requirement, requirement);
        QFETCH(bool, met);
        QFETCH(QByteArray, reason);
        AccessPolicy policy;
        policy.rules = {requireRule(requirement)};
        const auto evaluator = AccessEvaluator::create(std::move(policy));
        MESHSSO_VERIFY_OK(evaluator);
        const auto claims = claimsOf(R"({"realm_access": {"roles": ["reader", "user"]}, "groups": ["/ops"],
            "resource_access": {"shop": {"roles": ["edit"]}, "my.app": {"roles": ["edit"]}},
            "scope": "openid orders.read  email", "tenant": "acme", "level": 3, "email_verified": true, "email": "bob@acme.org",
            "teams": ["red", "blue"], "single": ["one"], "address": {"country": "DE"}})");
        const auto decision = evaluator->evaluate({"h", "/", "GET"}, &claims);
        QCOMPARE(decision.outcome, met ? AccessOutcome::Allow : AccessOutcome::Deny);
        QCOMPARE(decision.reason, reason.toStdString());
        QCOMPARE(decision.rule, &evaluator->policy().rules[0]);
        QCOMPARE(evaluator->evaluate({"h", "/", "GET"}, nullptr).outcome, AccessOutcome::NeedLogin);
        const json::object nobody;
        QCOMPARE(evaluator->evaluate({"h", "/", "GET"}, &nobody).outcome, AccessOutcome::Deny);
    }

    void denies_whenRolesAreInTheWrongShape_data()
    {
        QTest::addColumn<QByteArray>("claims");
        QTest::newRow("not an object") << QByteArray(R"({"realm_access": ["admin"]})");
        QTest::newRow("map of roles") << QByteArray(R"({"realm_access": {"roles": {"admin": true}}})");
        QTest::newRow("nested list") << QByteArray(R"({"realm_access": {"roles": [["admin"]]}})");
        QTest::newRow("comma text") << QByteArray(R"({"realm_access": {"roles": "user,admin"}})");
        QTest::newRow("null") << QByteArray(R"({"realm_access": null})");
    }
    void denies_whenRolesAreInTheWrongShape()
    {
        QFETCH(QByteArray, claims);
        AccessPolicy policy;
        policy.rules = {requireRule(leaf(Kind::Role, "admin"))};
        const auto evaluator = AccessEvaluator::create(std::move(policy));
        MESHSSO_VERIFY_OK(evaluator);
        const auto parsed = claimsOf(claims.constData());
        QCOMPARE(evaluator->evaluate({"h", "/", "GET"}, &parsed).outcome, AccessOutcome::Deny);
    }

    void keepsItsPatterns_whenMoved()
    {
        AccessPolicy policy;
        policy.rules = {requireRule(leaf(Kind::ClaimMatches, "a", "x+"))};
        auto first = AccessEvaluator::create(std::move(policy));
        MESHSSO_VERIFY_OK(first);
        const auto moved = std::move(*first);
        const auto claims = claimsOf(R"({"a": "xx"})");
        QCOMPARE(moved.evaluate({"h", "/", "GET"}, &claims).outcome, AccessOutcome::Allow);
    }

    void refusesRule_data()
    {
        QTest::addColumn<AccessRule>("rule");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, AccessRule rule, const char* says) {
            rule.name = "bad";
            QTest::newRow(name) << rule << QString(says);
        };
        const auto withHost = [](std::string host) {
            return AccessRule{{}, {std::move(host)}, {}, {}, {}, {}};
        };
        const auto withPath = [](PathPattern path) {
            return AccessRule{{}, {}, {std::move(path)}, {}, {}, {}};
        };
        const auto withMethod = [](std::string method) {
            return AccessRule{{}, {}, {}, {std::move(method)}, {}, {}};
        };
        row("host with port", withHost("a.com:443"), "without a port");
        row("host with scheme", withHost("https://a.com"), "not a host");
        row("host in upper case", withHost("A.com"), "lower case");
        row("empty host", withHost(""), "not a host");
        row("inner wildcard", withHost("a.*.com"), "not a host");
        row("bare wildcard suffix", withHost("*a.com"), "not a host");
        row("trailing dot", withHost("a.com."), "not a host");
        row("relative path", withPath(exact("a")), "does not start with '/'");
        row("empty path", withPath(prefix("")), "does not start with '/'");
        row("trailing slash", withPath(prefix("/a/")), "write '/a'");
        row("dots", withPath(exact("/a/../b")), "write '/b'");
        row("empty segment", withPath(exact("/a//b")), "write '/a/b'");
        row("star", withPath(exact("/a/*/b")), "last segment");
        row("encoded", withPath(exact("/%61")), "do not compare");
        row("query", withPath(exact("/a?b")), "do not compare");
        row("back-slash", withPath(exact("/a\\b")), "match no request");
        row("braces in an exact path", withPath(exact("/a/{x}")), "braces");
        row("word in a prefix", withPath(prefix("/a/{*}")), "braces");
        row("star in a template", withPath(templated("/a/{*}/*")), "last segment");
        row("named word", withPath(templated("/a/{id}")), "whole segments can be {*}");
        row("word beside text", withPath(templated("/a/x{*}")), "whole segments can be {*}");
        row("rest in the middle", withPath(templated("/a/{**}/b")), "whole segments can be {*}");
        row("template without words", withPath(templated("/a/b")), "whole segments can be {*}");
        row("template, relative", withPath(templated("{*}")), "does not start with '/'");
        row("template, dots", withPath(templated("/a/../{*}")), "not in normal form");
        row("template, trailing slash", withPath(templated("/a/{*}/")), "not in normal form");
        std::string deepPath;
        for (int i = 0; i < 65; ++i)
            deepPath += "/a";
        row("path too deep", withPath(prefix(deepPath)), "64 segments");
        row("fullwidth path", withPath(exact("/\xef\xbd\x81")), "fullwidth");
        row("ellipsis of dots", withPath(exact("/a/\xe2\x80\xa5")), "fullwidth");
        row("scope with space", requireRule(leaf(Kind::Scope, "a b")), "one name");
        row("scope with quote", requireRule(leaf(Kind::Scope, "a\"")), "one name");
        row("nameless scope", requireRule(leaf(Kind::Scope, "")), "names no role");
        row("lower-case method", withMethod("get"), "upper case");
        row("empty method", withMethod(""), "upper case");
        row("star method", withMethod("*"), "upper case");
        row("no requirement", requireRule({}), "allOf is empty");
        row("empty anyOf", requireRule(group(Kind::AnyOf, {})), "anyOf is empty");
        row("empty part", requireRule(group(Kind::AnyOf, {group(Kind::AllOf, {})})), "allOf is empty");
        row("nameless role", requireRule(leaf(Kind::Role, "")), "names no role");
        row("clientless role", requireRule(leaf(Kind::ClientRole, "a")), "names no client");
        row("back-reference", requireRule(leaf(Kind::ClaimMatches, "a", "(x)\\1")), "back-references");
        row("nested repetition", requireRule(leaf(Kind::ClaimMatches, "a", "(x+)+")), "repeated group");
        row("bad pattern below anyOf", requireRule(group(Kind::AnyOf, {leaf(Kind::ClaimMatches, "a", "(")})),
            "");
        auto deep = leaf(Kind::Role, "a");
        for (int i = 0; i < 20; ++i)
            deep = group(Kind::AllOf, {deep});
        row("too deep", requireRule(deep), "16 levels");
    }
    void refusesRule()
    {
        QFETCH(AccessRule, rule);
        QFETCH(QString, says);
        AccessPolicy policy;
        policy.rules = {rule};
        const auto evaluator = AccessEvaluator::create(std::move(policy));
        MESHSSO_VERIFY_FAILS(evaluator, ErrorCode::InvalidArgument);
        const auto shown = evaluator.error().toString();
        QCOMPARE(evaluator.error().context, std::string("rule 'bad'"));
        QVERIFY2(QString::fromStdString(shown).contains(says), shown.c_str());
    }

    void letsPreflightsPass_whereARuleSaysSo_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<bool>("isPreflight");
        QTest::addColumn<bool>("passes");
        const auto row = [](const char* name, const char* path, const char* method, bool isPreflight,
                            bool passes) {
            QTest::newRow(name) << QByteArray(path) << QByteArray(method) << isPreflight << passes;
        };
        row("preflight", "/api/x", "OPTIONS", true, true);
        row("preflight, encoded", "/api/%78", "OPTIONS", true, true);
        row("ordinary OPTIONS", "/api/x", "OPTIONS", false, false);
        row("same headers on POST", "/api/x", "POST", true, false);
        row("same headers on GET", "/api/x", "GET", true, false);
        row("in lower case", "/api/x", "options", true, false);
        row("other path", "/other", "OPTIONS", true, false);
        row("earlier rule without it", "/api/closed", "OPTIONS", true, false);
        row("earlier rule for OPTIONS", "/api/asks", "OPTIONS", true, false);
        row("earlier rule for POST only", "/api/posts", "OPTIONS", true, true);
        row("two readings", "/api/closed;x", "OPTIONS", true, false);
    }
    void letsPreflightsPass_whereARuleSaysSo()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, method);
        QFETCH(bool, isPreflight);
        QFETCH(bool, passes);
        auto api = requireRule(leaf(Kind::Role, "writer"));
        api.paths = {prefix("/api")};
        api.methods = {"POST"};
        api.corsPreflight = true;
        AccessPolicy policy;
        policy.rules = {{"closed", {}, {exact("/api/closed")}, {}, AccessMode::Authenticated, {}},
                        {"asks", {}, {exact("/api/asks")}, {"OPTIONS"}, AccessMode::Authenticated, {}},
                        {"posts", {}, {exact("/api/posts")}, {"POST"}, AccessMode::Authenticated, {}},
                        api};
        const auto evaluator = AccessEvaluator::create(std::move(policy));
        MESHSSO_VERIFY_OK(evaluator);
        const auto p = path.toStdString();
        const auto m = method.toStdString();
        const auto decision = evaluator->evaluate({"h", p, m, isPreflight}, nullptr);
        QCOMPARE(decision.outcome == AccessOutcome::Allow, passes);
        QCOMPARE(decision.isPreflight, passes);
        if (passes)
            QCOMPARE(decision.rule->name, std::string("r"));
    }

    void readsScopes_inEveryForm_data()
    {
        QTest::addColumn<QByteArray>("claims");
        QTest::addColumn<bool>("met");
        QTest::newRow("alone") << QByteArray(R"({"scope": "a"})") << true;
        QTest::newRow("first") << QByteArray(R"({"scope": "a b"})") << true;
        QTest::newRow("last") << QByteArray(R"({"scope": "b a"})") << true;
        QTest::newRow("spaces") << QByteArray(R"({"scope": "  b   a "})") << true;
        QTest::newRow("array") << QByteArray(R"({"scope": ["b", "a"]})") << true;
        QTest::newRow("array of texts with spaces") << QByteArray(R"({"scope": ["b a"]})") << false;
        QTest::newRow("comma") << QByteArray(R"({"scope": "b,a"})") << false;
        QTest::newRow("tab") << QByteArray(R"({"scope": "b\ta"})") << false;
        QTest::newRow("longer") << QByteArray(R"({"scope": "ab ba"})") << false;
        QTest::newRow("empty") << QByteArray(R"({"scope": ""})") << false;
        QTest::newRow("none") << QByteArray(R"({})") << false;
        QTest::newRow("object") << QByteArray(R"({"scope": {"a": true}})") << false;
        QTest::newRow("other claim") << QByteArray(R"({"scp": "a"})") << false;
    }
    void readsScopes_inEveryForm()
    {
        QFETCH(QByteArray, claims);
        QFETCH(bool, met);
        AccessPolicy policy;
        policy.rules = {requireRule(leaf(Kind::Scope, "a"))};
        const auto evaluator = AccessEvaluator::create(std::move(policy));
        MESHSSO_VERIFY_OK(evaluator);
        const auto parsed = claimsOf(claims.constData());
        QCOMPARE(evaluator->evaluate({"h", "/", "GET"}, &parsed).outcome,
                 met ? AccessOutcome::Allow : AccessOutcome::Deny);
    }

    void listsWhatIsMissing()
    {
        AccessPolicy policy;
        policy.rules = {requireRule(
            group(Kind::AllOf, {leaf(Kind::Role, "reader"), leaf(Kind::ClientRole, "edit", {}, "shop"),
                                group(Kind::AnyOf, {leaf(Kind::Scope, "s"), leaf(Kind::ClaimEquals, "t", "v"),
                                                    leaf(Kind::ClientRole, "edit", {}, "shop")})}))};
        const auto evaluator = AccessEvaluator::create(std::move(policy));
        MESHSSO_VERIFY_OK(evaluator);
        const auto& rule = evaluator->policy().rules[0];
        const auto reader = claimsOf(R"({"realm_access": {"roles": ["reader"]}})");
        const auto denied = evaluator->decide(&rule, reader);
        const std::vector<MissingCondition> expected{{Kind::ClientRole, "shop", "edit", {}},
                                                     {Kind::Scope, {}, "s", {}},
                                                     {Kind::ClaimEquals, {}, "t", "v"}};
        QVERIFY(denied.missing == expected);
        QCOMPARE(
            denied.reason,
            std::string("role edit of client shop is missing, and scope s is missing, and claim t is not v"));
        QVERIFY(evaluator->decide(nullptr, reader).missing.empty());
    }

    void listsNoMoreThanItSays()
    {
        std::vector<Requirement> roles;
        for (int i = 0; i < 40; ++i)
            roles.push_back(leaf(Kind::Role, std::to_string(i)));
        AccessPolicy policy;
        policy.rules = {requireRule(group(Kind::AnyOf, std::move(roles)))};
        const auto evaluator = AccessEvaluator::create(std::move(policy));
        MESHSSO_VERIFY_OK(evaluator);
        const json::object nobody;
        QCOMPARE(evaluator->decide(&evaluator->policy().rules[0], nobody).missing.size(), std::size_t{32});
    }

    void numbersDemands_soThatAnswersCanBeKept()
    {
        AccessPolicy policy;
        policy.rules = {requireRule(leaf(Kind::Role, "a")), requireRule(leaf(Kind::Role, "b")),
                        requireRule(leaf(Kind::Role, "a"))};
        policy.rules.push_back({"in", {}, {}, {}, AccessMode::Authenticated, {}});
        const auto evaluator = AccessEvaluator::create(std::move(policy));
        MESHSSO_VERIFY_OK(evaluator);
        const auto& rules = evaluator->policy().rules;
        QCOMPARE(evaluator->demandCount(), std::size_t{3});
        QCOMPARE(evaluator->demandOf(&rules[0]), evaluator->demandOf(&rules[2]));
        QVERIFY(evaluator->demandOf(&rules[0]) != evaluator->demandOf(&rules[1]));
        QCOMPARE(evaluator->demandOf(&rules[3]), std::uint32_t{AccessEvaluator::anyUser});
        QCOMPARE(evaluator->demandOf(nullptr), std::uint32_t{AccessEvaluator::anyUser});
        const auto claims = claimsOf(R"({"realm_access": {"roles": ["a"]}})");
        QVERIFY(evaluator->isMet(AccessEvaluator::anyUser, claims));
        QVERIFY(evaluator->isMet(evaluator->demandOf(&rules[0]), claims));
        QVERIFY(!evaluator->isMet(evaluator->demandOf(&rules[1]), claims));
    }

    void deniesByARuleOfAnotherPolicy()
    {
        const auto evaluator = AccessEvaluator::create(samplePolicy());
        MESHSSO_VERIFY_OK(evaluator);
        const AccessRule stranger;
        const json::object claims;
        QCOMPARE(evaluator->decide(&stranger, claims).outcome, AccessOutcome::Deny);
        QVERIFY(!evaluator->isMet(evaluator->demandOf(&stranger), claims));
        QVERIFY(!evaluator->isMet(12345, claims));
    }

    void namesRuleByNumber_whenItHasNoName()
    {
        AccessPolicy policy;
        policy.rules = {{}, {{}, {}, {}, {"get"}, {}, {}}};
        const auto evaluator = AccessEvaluator::create(std::move(policy));
        MESHSSO_VERIFY_FAILS(evaluator, ErrorCode::InvalidArgument);
        QCOMPARE(evaluator.error().context, std::string("rule 2"));
    }
};

QTEST_APPLESS_MAIN(AccessEvaluatorTest)
#include "tst_AccessEvaluator.moc"
