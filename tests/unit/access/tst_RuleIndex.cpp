#include "access/AccessEvaluator.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>
#include <random>

using namespace meshsso;
using namespace meshsso::access;

namespace {

std::vector<std::string> segmentsOf(const std::string& path)
{
    std::vector<std::string> segments;
    std::string current;
    for (std::size_t i = 1; i <= path.size(); ++i) {
        if (i < path.size() && path[i] != '/') {
            current += path[i];
        } else if (!current.empty()) {
            segments.push_back(current);
            current.clear();
        }
    }
    return segments;
}

/// What PathPattern's words say, asked segment by segment.
bool takesPath(const PathPattern& pattern, const std::string& path)
{
    const auto wanted = segmentsOf(pattern.value);
    const auto given = segmentsOf(path);
    const bool isTemplate = pattern.kind == PathPattern::Kind::Template;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (isTemplate && wanted[i] == "{**}")
            return true;
        if (i >= given.size() || (given[i] != wanted[i] && !(isTemplate && wanted[i] == "{*}")))
            return false;
    }
    return pattern.kind == PathPattern::Kind::Prefix || given.size() == wanted.size();
}

bool takesHost(const std::string& pattern, const std::string& host)
{
    return pattern == "*" || pattern == host ||
           (pattern.starts_with("*.") && host.size() >= pattern.size() && host.ends_with(pattern.substr(1)));
}

struct Asked
{
    std::string host;
    std::string path;
    std::string method;
    bool isPreflight = false;
};

/// First match wins, rule by rule.
const AccessRule* firstMatch(const std::vector<AccessRule>& rules, const Asked& asked)
{
    const auto anyOrNone = [](const auto& list, auto takes) {
        return list.empty() || std::any_of(list.begin(), list.end(), takes);
    };
    for (const auto& rule : rules) {
        const bool isAsked = asked.isPreflight && asked.method == "OPTIONS" && rule.corsPreflight;
        if (anyOrNone(rule.hosts, [&](const auto& h) { return takesHost(h, asked.host); }) &&
            anyOrNone(rule.paths, [&](const auto& p) { return takesPath(p, asked.path); }) &&
            (isAsked || anyOrNone(rule.methods, [&](const auto& m) { return m == asked.method; })))
            return &rule;
    }
    return nullptr;
}

class Maker
{
public:
    explicit Maker(unsigned seed) : m_random(seed) {}

    std::size_t below(std::size_t count) { return m_random() % count; }
    bool oneIn(std::size_t count) { return below(count) == 0; }

    AccessRule rule(std::size_t variety)
    {
        static const std::vector<std::string> hosts{
            "a.example.com", "b.a.example.com", "*.example.com", "*.a.example.com", "*", "x.org", "*.org"};
        AccessRule made;
        for (auto count = oneIn(2) ? 0 : 1 + below(2); count > 0; --count)
            made.hosts.push_back(hosts[below(hosts.size())]);
        for (auto count = oneIn(8) ? 0 : 1 + below(3); count > 0; --count)
            made.paths.push_back(pattern(variety));
        for (auto count = oneIn(2) ? 0 : 1 + below(2); count > 0; --count)
            made.methods.push_back(method());
        made.mode = oneIn(3) ? AccessMode::Public : AccessMode::Authenticated;
        made.corsPreflight = oneIn(5);
        return made;
    }

    Asked asked(std::size_t variety)
    {
        static const std::vector<std::string> hosts{"a.example.com", "b.a.example.com", "c.b.a.example.com",
                                                    "example.com",   "z.example.com",   "x.org",
                                                    "org",           "y.x.org",         "h"};
        return {hosts[below(hosts.size())], path(variety), method(), oneIn(2)};
    }

private:
    std::string method()
    {
        static const std::vector<std::string> methods{"GET", "POST", "OPTIONS", "PROPFIND", "X-OWN"};
        return methods[below(methods.size())];
    }

    std::string path(std::size_t variety)
    {
        std::string made;
        for (auto depth = below(5); depth > 0; --depth)
            made += "/s" + std::to_string(below(variety));
        return made.empty() ? "/" : made;
    }

    PathPattern pattern(std::size_t variety)
    {
        if (!oneIn(2))
            return {oneIn(2) ? PathPattern::Kind::Exact : PathPattern::Kind::Prefix, path(variety)};
        std::string made;
        for (auto depth = below(4); depth > 0; --depth)
            made += oneIn(2) ? "/{*}" : "/s" + std::to_string(below(variety));
        if (oneIn(2) || made.find('{') == std::string::npos)
            made += oneIn(2) ? "/{*}" : "/{**}";
        return {PathPattern::Kind::Template, made};
    }

    std::mt19937 m_random;
};

} // namespace

class RuleIndexTest : public QObject
{
    Q_OBJECT

private slots:
    /// The index finds what a loop over the rules would.
    void agreesWithALoop_data()
    {
        QTest::addColumn<int>("policies");
        QTest::addColumn<int>("rules");
        QTest::addColumn<int>("requests");
        QTest::addColumn<int>("variety");
        QTest::newRow("few rules") << 2000 << 4 << 20 << 3;
        QTest::newRow("some rules") << 300 << 40 << 150 << 3;
        QTest::newRow("many rules") << 4 << 1000 << 2000 << 12;
    }
    void agreesWithALoop()
    {
        QFETCH(int, policies);
        QFETCH(int, rules);
        QFETCH(int, requests);
        QFETCH(int, variety);
        const auto kinds = static_cast<std::size_t>(variety);
        Maker maker(static_cast<unsigned>(rules));
        int matched = 0;
        for (int round = 0; round < policies; ++round) {
            AccessPolicy policy;
            for (int i = 0; i < rules; ++i)
                policy.rules.push_back(maker.rule(kinds));
            const auto evaluator = AccessEvaluator::create(std::move(policy));
            MESHSSO_VERIFY_OK(evaluator);
            const auto& all = evaluator->policy().rules;
            for (int i = 0; i < requests; ++i) {
                const auto asked = maker.asked(kinds);
                const auto* expected = firstMatch(all, asked);
                const auto shown = asked.host + (asked.isPreflight ? ":1" : "");
                const auto found = evaluator->match({shown, asked.path, asked.method, asked.isPreflight});
                if (found.rule != expected)
                    qWarning() << expected - all.data() << found.rule - all.data();
                QVERIFY2(found.rule == expected, (asked.method + " " + asked.host + asked.path).c_str());
                matched += expected != nullptr;
            }
        }
        QVERIFY(matched > 1000);
    }

    void keepsTheOrder_whateverTheKind()
    {
        const auto nameFor = [](std::vector<PathPattern> order) {
            AccessPolicy policy;
            for (std::size_t i = 0; i < order.size(); ++i)
                policy.rules.push_back({std::to_string(i), {}, {order[i]}, {}, AccessMode::Public, {}});
            const auto evaluator = AccessEvaluator::create(std::move(policy));
            return evaluator->match({"h", "/a/b", "GET"}).rule->name;
        };
        std::vector<PathPattern> patterns{
            {PathPattern::Kind::Exact, "/a/b"},      {PathPattern::Kind::Prefix, "/a"},
            {PathPattern::Kind::Prefix, "/"},        {PathPattern::Kind::Template, "/{*}/b"},
            {PathPattern::Kind::Template, "/a/{*}"}, {PathPattern::Kind::Template, "/a/b/{**}"}};
        for (std::size_t i = 0; i < patterns.size(); ++i) {
            QCOMPARE(nameFor(patterns), std::string("0"));
            std::rotate(patterns.begin(), patterns.begin() + 1, patterns.end());
        }
    }
};

QTEST_APPLESS_MAIN(RuleIndexTest)
#include "tst_RuleIndex.moc"
