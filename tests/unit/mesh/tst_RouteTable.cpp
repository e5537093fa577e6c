#include "mesh/RouteTable.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::mesh;

namespace {

project::Application application(std::string name, std::vector<std::string> hosts, std::string prefix = "/")
{
    project::Application made;
    made.name = std::move(name);
    made.hosts = std::move(hosts);
    made.pathPrefix = std::move(prefix);
    return made;
}

std::string describe(const project::SsoProject& project)
{
    std::string text;
    for (const auto& entry : routeTable(project)) {
        text += entry.host + ":";
        for (const auto* served : entry.applications)
            text += " " + served->name;
        text += "\n";
    }
    return text;
}

} // namespace

class RouteTableTest : public QObject
{
    Q_OBJECT

private slots:
    void putsTheLongestPrefixFirst()
    {
        project::SsoProject project;
        project.applications = {application("root", {}), application("b", {}, "/b"),
                                application("bc", {}, "/b/c")};
        QCOMPARE(describe(project), std::string("*: bc b root\n"));
    }

    void listsAnApplicationForAnyHost_underEachHostThatWouldHideIt()
    {
        project::SsoProject project;
        project.applications = {application("any", {}, "/any"), application("wild", {"*.example.com"}),
                                application("shop", {"shop.example.com"})};
        QCOMPARE(describe(project), std::string("*: any\n"
                                                "*.example.com: any wild\n"
                                                "shop.example.com: any shop wild\n"));
    }

    void isEmpty_withoutApplications() { QVERIFY(routeTable({}).empty()); }

    void matchesHosts_data()
    {
        QTest::addColumn<std::string>("pattern");
        QTest::addColumn<std::string>("host");
        QTest::addColumn<bool>("expected");
        const auto row = [](const char* pattern, const char* host, bool expected) {
            QTest::addRow("%s %s", pattern, host) << std::string(pattern) << std::string(host) << expected;
        };
        row("*", "a", true);
        row("a.example.com", "a.example.com", true);
        row("*.example.com", "a.example.com", true);
        row("*.example.com", "a.b.example.com", true);
        row("*.example.com", "example.com", false);
        row("*.example.com", "badexample.com", false);
        row("example.com", "a.example.com", false);
    }

    void matchesHosts()
    {
        QFETCH(std::string, pattern);
        QFETCH(std::string, host);
        QFETCH(bool, expected);
        QCOMPARE(hostMatches(pattern, host), expected);
    }
};

QTEST_APPLESS_MAIN(RouteTableTest)
#include "tst_RouteTable.moc"
