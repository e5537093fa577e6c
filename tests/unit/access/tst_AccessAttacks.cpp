#include "access/AccessEvaluator.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::access;

/// A public area beside a guarded one, and every way we know to reach the second through the first.
class AccessAttacksTest : public QObject
{
    Q_OBJECT

private:
    static AccessEvaluator guarded()
    {
        const Requirement admin{Requirement::Kind::Role, {}, "admin", {}, {}};
        using P = PathPattern;
        AccessPolicy policy;
        policy.rules = {
            {"admin host", {"admin.example.com"}, {}, {}, AccessMode::Require, admin},
            {"admin", {}, {{P::Kind::Prefix, "/public/admin"}}, {}, AccessMode::Require, admin},
            {"write", {}, {{P::Kind::Prefix, "/public/api"}}, {"POST", "DELETE"}, AccessMode::Require, admin},
            {"public", {}, {{P::Kind::Prefix, "/public"}}, {}, AccessMode::Public, {}},
        };
        auto evaluator = AccessEvaluator::create(std::move(policy));
        return std::move(evaluator.value());
    }

private slots:
    void doesNotLetThrough_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("method");
        const auto path = [](const char* name, const QByteArray& value) {
            QTest::newRow(name) << QByteArray("h") << value << QByteArray("GET");
        };
        path("plain", "/public/admin");
        path("below", "/public/admin/x");
        path("trailing slash", "/public/admin/");
        path("query", "/public/admin?x");
        path("doubled slash", "/public//admin");
        path("doubled slash in front", "//public/admin");
        path("dot segment", "/public/./admin");
        path("parent segment", "/public/x/../admin");
        path("encoded parent", "/public/x/%2e%2e/admin");
        path("half encoded parent", "/public/x/.%2e/admin");
        path("encoded letter", "/public/%61dmin");
        path("encoded slash", "/public%2fadmin");
        path("encoded back-slash", "/public%5cadmin");
        path("back-slash", "/public\\admin");
        path("parent through encoded slash", "/public/x%2f..%2fadmin");
        path("parent through back-slash", "/public/x/..\\admin");
        path("twice encoded letter", "/public/%2561dmin");
        path("twice encoded slash", "/public%252fadmin");
        path("twice encoded parent", "/public/x/%252e%252e/admin");
        path("parameter", "/public/admin;x=1");
        path("empty parameter", "/public/admin;");
        path("parameter in front", "/public;x/admin");
        path("encoded parameter", "/public/admin%3bx");
        path("parameter on parent", "/public/x/..;/admin");
        path("parameter as segment", "/public/;/admin");
        path("encoded question mark", "/public/admin%3fx");
        path("encoded hash", "/public/admin%23x");
        path("bare hash", "/public/admin#x");
        path("NUL", "/public/admin%00");
        path("raw NUL", QByteArray("/public/admin\0x", 15));
        path("line feed", "/public/admin%0a");
        path("tab", "/public/admin%09");
        path("overlong slash", "/public%c0%afadmin");
        path("overlong letter", "/public/%c1%a1dmin");
        path("IIS escape", "/public/%u0061dmin");
        path("absolute form", "http://h/public/admin");
        path("absolute form, other host", "http://evil/public/x");
        path("asterisk", "*");
        path("empty", "");
        path("above root", "/public/../../admin");
        path("merge then parent", "/other//../public/admin");
        const auto host = [](const char* value) {
            QTest::newRow(*value ? value : "no host")
                << QByteArray(value) << QByteArray("/public/x") << QByteArray("GET");
        };
        host("admin.example.com");
        host("ADMIN.example.com");
        host("admin.example.com:443");
        host("admin.example.com:8443");
        host("admin.example.com.");
        host("admin.example.com.:443");
        host("admin.example.com..");
        host("admin.example.com:");
        host("admin.example.com:0443x");
        host(" admin.example.com");
        host("admin.example.com ");
        host("admin.example.com\t");
        host("x@admin.example.com");
        host("admin.example.com,h");
        host("admin.example.com/h");
        host("admin.example.com#h");
        host("admin%2eexample.com");
        host("");
        const auto method = [](const char* value) {
            QTest::newRow(value) << QByteArray("h") << QByteArray("/public/api") << QByteArray(value);
        };
        method("POST");
        method("post");
        method("Post");
        method("pOST");
        method("delete");
    }
    void doesNotLetThrough()
    {
        QFETCH(QByteArray, host);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, method);
        const auto evaluator = guarded();
        const auto h = host.toStdString();
        const auto p = path.toStdString();
        const auto m = method.toStdString();
        const auto decision = evaluator.evaluate({h, p, m}, nullptr);
        QVERIFY2(decision.outcome != AccessOutcome::Allow, "allowed without a user");
        const auto claims = parseJsonObject(R"({"realm_access": {"roles": ["user"]}})").value();
        QVERIFY2(evaluator.evaluate({h, p, m}, &claims).outcome != AccessOutcome::Allow,
                 "allowed without the role");
        if (decision.outcome == AccessOutcome::Refuse)
            QVERIFY(!decision.reason.empty());
    }

    void stillLetsThrough_whatIsPublic_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("method");
        const auto row = [](const char* path, const char* method) {
            QTest::addRow("%s %s", method, path) << QByteArray(path) << QByteArray(method);
        };
        row("/public", "GET");
        row("/public/", "GET");
        row("/public/x;jsessionid=1", "GET");
        row("/public/administration", "GET");
        row("/public/C%23", "GET");
        row("/public/a%20b/caf%C3%A9", "GET");
        row("/public/.hidden", "GET");
        row("/public/api", "GET");
        row("/public/api", "PUT");
    }
    void stillLetsThrough_whatIsPublic()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, method);
        const auto p = path.toStdString();
        const auto m = method.toStdString();
        const auto decision = guarded().evaluate({"h", p, m}, nullptr);
        QVERIFY2(decision.outcome == AccessOutcome::Allow, decision.reason.c_str());
    }
};

QTEST_APPLESS_MAIN(AccessAttacksTest)
#include "tst_AccessAttacks.moc"
