#include "oidc/Claims.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::oidc;

namespace {

const json::object& claims()
{
    static const json::object object = *parseJsonObject(
        R"({"sub":"alice","email_verified":true,"level":3,"ratio":0.5,"nothing":null,"empty":[],)"
        R"("realm_access":{"roles":["admin","user",7,null,["nested"]]},)"
        R"("resource_access":{"my.app":{"roles":["editor"]},"back\\slash":{"roles":["odd"]}},)"
        R"("https:\/\/example.com\/roles":["namespaced"],)"
        R"("a.b":"whole","a":{"b":"walked","c":{"d":"deep"},"":"blank"}})");
    return object;
}

std::string textOf(const json::value* value)
{
    return value ? json::serialize(*value) : "(none)";
}

} // namespace

class ClaimsTest : public QObject
{
    Q_OBJECT

private slots:
    void findsAClaim_data()
    {
        QTest::addColumn<std::string>("path");
        QTest::addColumn<std::string>("expected");
        const auto row = [](const char* path, const char* expected) {
            QTest::newRow(path) << std::string(path) << std::string(expected);
        };
        row("sub", "\"alice\"");
        row("nothing", "null");
        row("realm_access.roles", R"(["admin","user",7,null,["nested"]])");
        row("resource_access.my\\.app.roles", R"(["editor"])");
        row("resource_access.my.app.roles", "(none)");
        row("resource_access.back\\\\slash.roles", R"(["odd"])");
        row("resource_access.back\\slash.roles", R"(["odd"])");
        row("https://example.com/roles", R"(["namespaced"])");
        row("https://example\\.com/roles", R"(["namespaced"])");
        row("a.b", "\"whole\"");
        row("a\\.b", "\"whole\"");
        row("a.c.d", "\"deep\"");
        row("a.", "\"blank\"");
        row("", "(none)");
        row(".", "(none)");
        row(".a", "(none)");
        row("missing", "(none)");
        row("a.missing.d", "(none)");
        row("sub.x", "(none)");
        row("realm_access.roles.0", "(none)");
        row("SUB", "(none)");
        row("sub\\", "(none)");
    }
    void findsAClaim()
    {
        QFETCH(const std::string, path);
        QFETCH(const std::string, expected);
        QCOMPARE(textOf(findClaim(claims(), path)), expected);
    }

    void listsAClaimsTexts()
    {
        using Texts = std::vector<std::string>;
        const auto texts = [](std::string_view path) { return claimStrings(findClaim(claims(), path)); };
        QCOMPARE(texts("realm_access.roles"), (Texts{"admin", "user"}));
        QCOMPARE(texts("sub"), Texts{"alice"});
        QCOMPARE(texts("email_verified"), Texts{"true"});
        QCOMPARE(texts("level"), Texts{"3"});
        QCOMPARE(texts("nothing"), Texts{});
        QCOMPARE(texts("empty"), Texts{});
        QCOMPARE(texts("realm_access"), Texts{});
        QCOMPARE(texts("missing"), Texts{});
    }

    void tellsWhetherAClaimHoldsAText()
    {
        const auto contains = [](std::string_view path, std::string_view text) {
            return claimContains(findClaim(claims(), path), text);
        };
        QVERIFY(contains("realm_access.roles", "admin"));
        QVERIFY(!contains("realm_access.roles", "adm"));
        QVERIFY(!contains("realm_access.roles", "Admin"));
        QVERIFY(!contains("realm_access.roles", "nested"));
        QVERIFY(!contains("realm_access.roles", "7"));
        QVERIFY(!contains("realm_access.roles", ""));
        QVERIFY(contains("sub", "alice"));
        QVERIFY(!contains("sub", "ali"));
        QVERIFY(contains("email_verified", "true"));
        QVERIFY(!contains("email_verified", "false"));
        QVERIFY(contains("level", "3"));
        QVERIFY(!contains("nothing", "null"));
        QVERIFY(!contains("nothing", ""));
        QVERIFY(!contains("empty", ""));
        QVERIFY(!contains("realm_access", "roles"));
        QVERIFY(!contains("missing", ""));
    }

    void explainsTheKnownClaims()
    {
        for (const char* name : {"iss",
                                 "sub",
                                 "aud",
                                 "exp",
                                 "nbf",
                                 "iat",
                                 "jti",
                                 "auth_time",
                                 "nonce",
                                 "acr",
                                 "amr",
                                 "azp",
                                 "name",
                                 "given_name",
                                 "family_name",
                                 "middle_name",
                                 "nickname",
                                 "preferred_username",
                                 "profile",
                                 "picture",
                                 "website",
                                 "email",
                                 "email_verified",
                                 "gender",
                                 "birthdate",
                                 "zoneinfo",
                                 "locale",
                                 "phone_number",
                                 "phone_number_verified",
                                 "address",
                                 "updated_at",
                                 "at_hash",
                                 "c_hash",
                                 "s_hash",
                                 "client_id",
                                 "scope",
                                 "roles",
                                 "groups",
                                 "entitlements",
                                 "typ",
                                 "sid",
                                 "session_state",
                                 "realm_access",
                                 "realm_access.roles",
                                 "resource_access",
                                 "resource_access.account.roles",
                                 "resource_access.account",
                                 "allowed-origins",
                                 "events",
                                 "cnf",
                                 "clientHost",
                                 "clientAddress",
                                 "organization",
                                 "authorization",
                                 "upn"}) {
            const auto text = explainClaim(name);
            QVERIFY2(!text.empty(), name);
            QVERIFY2(text.ends_with('.') && text.size() < 200, name);
        }
        for (const char* name : {"", "unknown", "Aud", "aud.x", "realm_access.", "zzz"})
            QVERIFY2(explainClaim(name).empty(), name);
    }
};

QTEST_APPLESS_MAIN(ClaimsTest)
#include "tst_Claims.moc"
