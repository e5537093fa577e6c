#include "serverconfig/ServerConfigFile.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>
#include <algorithm>

using namespace meshsso;
using namespace meshsso::serverconfig;

namespace {

bool has(const std::vector<std::string>& list, const std::string& text)
{
    return std::find(list.begin(), list.end(), text) != list.end();
}

bool isSentToTheCheck(const ProviderHeaders& headers, const std::string& name)
{
    return has(headers.inCheckExact, name) ||
           std::any_of(headers.inCheckPrefix.begin(), headers.inCheckPrefix.end(),
                       [&](const auto& prefix) { return name.starts_with(prefix); });
}

/// Every spelling of the name with '-', '_' or '.' at each separator.
std::vector<std::string> spellings(const std::string& name)
{
    std::vector<std::string> all{""};
    for (const char c : name) {
        std::vector<std::string> longer;
        for (const auto& start : all) {
            for (const char separator : {'-', '_', '.'}) {
                longer.push_back(start + (c == '-' ? separator : c));
                if (c != '-')
                    break;
            }
        }
        all = std::move(longer);
    }
    return all;
}

} // namespace

class ProviderHeadersTest : public QObject
{
    Q_OBJECT

private slots:
    void sendsEverySpellingOfAnIdentityHeader_toTheCheck()
    {
        ServerConfig config;
        config.headers.claimHeaders = {
            {"X-Tenant-Id", "tenant"}, {"Department", "dept"}, {"cost-center", "cc"}};
        const auto headers = providerHeaders(config);
        std::size_t count = 0;
        for (const auto& name : identityHeaderNames(config.headers)) {
            for (const auto& spelling : spellings(name)) {
                QVERIFY2(isSentToTheCheck(headers, spelling), spelling.c_str());
                ++count;
            }
        }
        QVERIFY(count > 200);
    }

    void handsEveryIdentityHeaderOn_whenAllowed()
    {
        ServerConfig config;
        config.headers.claimHeaders = {{"X-Tenant-Id", "tenant"}};
        const auto headers = providerHeaders(config);
        for (const auto& name : identityHeaderNames(config.headers))
            QVERIFY2(has(headers.upstreamOnAllow, name), name.c_str());
        QVERIFY(has(headers.upstreamOnAllow, "cookie"));
        QVERIFY(has(headers.upstreamOnAllow, "x-tenant-id"));
    }

    void letsARefreshedCookieReachTheBrowser()
    {
        const auto headers = providerHeaders({});
        QVERIFY(has(headers.downstreamOnAllow, "set-cookie"));
        QVERIFY(has(headers.downstreamOnDeny, "set-cookie"));
        QVERIFY(has(headers.downstreamOnDeny, "location"));
    }

    void checkSees_data()
    {
        QTest::addColumn<std::string>("name");
        for (const char* name :
             {"cookie", "authorization", "connection", "accept", "origin", "sec-fetch-mode",
              "x-requested-with", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-request-id",
              "traceparent", "access-control-request-method", "upgrade"})
            QTest::newRow(name) << std::string(name);
    }

    void checkSees()
    {
        QFETCH(std::string, name);
        QVERIFY(isSentToTheCheck(providerHeaders({}), name));
    }

    void doesNotSendWhatIsTheApplications()
    {
        const auto headers = providerHeaders({});
        for (const char* name : {"x-api-key", "x-csrf-token", "content-length", "xauth"})
            QVERIFY2(!isSentToTheCheck(headers, name), name);
    }

    void namesAreLowerCase_andOnce()
    {
        HeaderConfig config;
        config.claimHeaders = {{"X-Tenant", "a"}};
        auto names = identityHeaderNames(config);
        for (const auto& name : names)
            QVERIFY(std::none_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; }));
        std::sort(names.begin(), names.end());
        QVERIFY(std::adjacent_find(names.begin(), names.end()) == names.end());
    }
};

QTEST_APPLESS_MAIN(ProviderHeadersTest)
#include "tst_ProviderHeaders.moc"
