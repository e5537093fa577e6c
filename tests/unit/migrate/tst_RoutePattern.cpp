#include "access/AccessEvaluator.h"
#include "migrate/RoutePattern.h"

#include <QtTest/QtTest>
#include <regex>

using namespace meshsso;
using namespace meshsso::migrate;

// A regular expression over paths becomes patterns that open what it opened or less, or is refused.
class RoutePatternTest : public QObject
{
    Q_OBJECT

    static bool isOpen(const RouteTranslation& route, const std::string& path)
    {
        access::AccessRule rule;
        rule.mode = access::AccessMode::Public;
        rule.paths = route.paths;
        const auto evaluator = access::AccessEvaluator::create({{rule}, {}});
        return evaluator && evaluator->match({"a.example.com", path, "GET", false}).outcome ==
                                access::AccessOutcome::Allow;
    }

    static QString patternsOf(const RouteTranslation& route)
    {
        static const QStringList kinds{"exact ", "prefix ", "template "};
        QStringList texts;
        for (const auto& path : route.paths)
            texts << kinds[static_cast<int>(path.kind)] + QString::fromStdString(path.value);
        return texts.join(", ");
    }

private slots:
    void translates_whatHasAPattern_data()
    {
        QTest::addColumn<std::string>("regex");
        QTest::addColumn<QString>("patterns");
        const auto row = [](const char* regex, const char* patterns) {
            QTest::newRow(regex) << std::string(regex) << QString(patterns);
        };
        row("^/healthz$", "exact /healthz");
        row("^/healthz/?$", "exact /healthz");
        row("^/static/", "prefix /static");
        row("^/static/.*", "prefix /static");
        row("^/static/.*$", "prefix /static");
        row("^/static(/.*)?$", "prefix /static");
        row("^/static(/|$)", "prefix /static");
        row("^/static(?:/|$)", "prefix /static");
        row("^/static", "prefix /static");
        row("^/static/.+$", "template /static/{*}/{**}");
        row("^/(a|b)$", "exact /a, exact /b");
        row("^/(?:a|b)/c/", "prefix /a/c, prefix /b/c");
        row("^/robots\\.txt$", "exact /robots.txt");
        row("^/robots.txt$", "exact /robots.txt");
        row("^/a\\-b/", "prefix /a-b");
    }
    void translates_whatHasAPattern()
    {
        QFETCH(std::string, regex);
        QFETCH(QString, patterns);
        const auto route = translateRoute(regex);
        QCOMPARE(patternsOf(route), patterns);
        QVERIFY(!route.opensEverything);
    }

    void names_whatOpensEverything_data()
    {
        QTest::addColumn<std::string>("regex");
        for (const char* regex : {"", ".*", "^.*", "^.*$", "/", "^/", "^/.*", "^/.*$", "^/.+", "^(/|/a)",
                                  "^(/.*)?$", "^", "/.*", ".+", "^.+$", "^/?"})
            QTest::addRow("'%s'", regex) << std::string(regex);
    }
    void names_whatOpensEverything()
    {
        QFETCH(std::string, regex);
        const auto route = translateRoute(regex);
        QVERIFY(route.paths.empty());
        QVERIFY2(route.opensEverything, route.note.c_str());
    }

    void refuses_whatHasNone_data()
    {
        QTest::addColumn<std::string>("regex");
        for (const char* regex :
             {"health",  "/health",        "health$",      "^/a|/b",         "^/a$|^/b$", "^/[ab]/",
              "^/a{2}$", "^/a+$",          "^/a?$",        "^/a*/",          "^/a.*/b$",  "^/a/[^/]+/c$",
              "^/(a|b",  "^/(a|b)+/c",     "^/(?!admin)",  "^/(?i)a$",       "^/\\d+$",   "^/\\w+",
              "^/a\\",   "^/a(.*)b",       "\\.css$",      "^/.*\\.css$",    "^/a$b",     "^^/a",
              "^a",      "^/a//b/\\.\\./", "^/\\{\\*\\}/", "^/\\{\\*\\}/.+", "^/(a|\\*)$"})
            QTest::addRow("'%s'", regex) << std::string(regex);
    }
    void refuses_whatHasNone()
    {
        QFETCH(std::string, regex);
        const auto route = translateRoute(regex);
        QVERIFY2(route.paths.empty(), qPrintable(patternsOf(route)));
        QVERIFY(!route.note.empty());
    }

    /// Over many expressions and paths: what our rule opens, the expression opened, with or without a last
    /// '/'.
    void neverOpens_moreThanTheExpression()
    {
        const std::vector<std::string> heads{
            "^",      "^/", "^/a", "^/a/",   "^/a/b",    "^/a\\.b",  "^/a.b",     "^/(a|b)", "^/(a|b)/",
            "^/(|a)", "/a", "a",   "^(/a|)", "^(/a|/)b", "^/(a|b/)", "^/a(/|/b)", "^/a//"};
        const std::vector<std::string> tails{
            "",      "$",       "/",   "/$",  "/?$",    ".*",      ".*$",       ".+",    ".+$",
            "(/|$)", "(/.*)?$", "/.*", "/.+", "(.*)",   "(/.+)",   "(/.+)?",    "/*$",   "?",
            "?$",    "*",       "+",   "|/b", "(/.*)?", "(/.*|$)", "(?:/.*)?$", "($|/)", "(/|$).*"};
        const std::vector<std::string> paths{"/",    "/a",     "/a/",    "/a/b", "/a/b/", "/ab",  "/a.b",
                                             "/axb", "/a.b/c", "/b",     "/b/",  "/b/c",  "/c",   "/a/b/c",
                                             "/aa",  "/a/bb",  "/admin", "/a/c", "/ax/y", "/a.bc"};
        int opened = 0;
        QStringList faults;
        for (const auto& head : heads) {
            for (const auto& tail : tails) {
                const auto text = head + tail;
                const auto route = translateRoute(text);
                if (route.paths.empty())
                    continue;
                const std::regex regex(text);
                for (const auto& path : paths) {
                    if (!isOpen(route, path))
                        continue;
                    ++opened;
                    const auto bare =
                        path.size() > 1 && path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
                    if (!std::regex_search(bare, regex) && !std::regex_search(bare + "/", regex))
                        faults << QString::fromStdString(text + " did not open " + path) + ", but " +
                                      patternsOf(route) + " does";
                }
            }
        }
        QVERIFY(opened > 300);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }
};

QTEST_APPLESS_MAIN(RoutePatternTest)
#include "tst_RoutePattern.moc"
