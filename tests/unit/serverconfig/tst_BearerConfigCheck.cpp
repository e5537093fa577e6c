#include "ConfigSamples.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::serverconfig;
using namespace meshsso::test;

namespace {

BearerIssuer otherIssuer()
{
    BearerIssuer issuer;
    issuer.issuer = "https://other.example.com";
    issuer.audiences = {"api"};
    return issuer;
}

} // namespace

/// Whose access tokens API clients may bring.
class BearerConfigCheckTest : public QObject
{
    Q_OBJECT

private slots:
    void accepts_data()
    {
        const auto row = acceptedRows();
        row("bearer tokens", [](auto& c) { c.bearer = {true, {"api"}, {"batch"}, {otherIssuer()}}; });
        row("bearer tokens of another issuer alone", [](auto& c) { c.bearer.issuers = {otherIssuer()}; });
    }

    void accepts()
    {
        QFETCH(ConfigChange, change);
        auto config = goodConfig();
        change(config);
        verifyAccepted(config);
    }

    void refuses_data()
    {
        const auto row = refusedRows();
        row("bearer audiences, but off", "server.bearer-off", "bearer.enabled",
            [](auto& c) { c.bearer.audiences = {"api"}; });
        row("bearer clients, but off", "server.bearer-off", "bearer.enabled",
            [](auto& c) { c.bearer.allowedClients = {"batch"}; });
        for (const char* name : {"", "a\nb"}) {
            row(std::string("bearer audience ") + name, "server.bearer-name", "bearer.audiences[1]",
                [name](auto& c) {
                    c.bearer = {true, {"api", name}, {}, {}};
                });
            row(std::string("bearer client ") + name, "server.bearer-name", "bearer.allowedClients[0]",
                [name](auto& c) {
                    c.bearer = {true, {}, {name}, {}};
                });
            row(std::string("bearer issuer's audience ") + name, "server.bearer-name",
                "bearer.issuers[0].audiences[0]", [name](auto& c) {
                    c.bearer.issuers = {otherIssuer()};
                    c.bearer.issuers[0].audiences = {name};
                });
        }
        row("bearer issuer without audience", "server.bearer-audience", "bearer.issuers[0].audiences",
            [](auto& c) {
                c.bearer.issuers = {otherIssuer()};
                c.bearer.issuers[0].audiences.clear();
            });
        row("bearer issuer is the provider", "server.bearer-issuer", "bearer.issuers[0].issuer", [](auto& c) {
            c.bearer.issuers = {otherIssuer()};
            c.bearer.issuers[0].issuer = c.provider.issuer;
        });
        row("bearer issuer twice", "server.bearer-issuer", "bearer.issuers[1].issuer", [](auto& c) {
            c.bearer.issuers = {otherIssuer(), otherIssuer()};
        });
        row("bearer issuer missing", "server.issuer-invalid", "bearer.issuers[0].issuer", [](auto& c) {
            c.bearer.issuers = {otherIssuer()};
            c.bearer.issuers[0].issuer.clear();
        });
        row("bearer issuer over http", "server.issuer-http", "bearer.issuers[0].issuer", [](auto& c) {
            c.bearer.issuers = {otherIssuer()};
            c.bearer.issuers[0].issuer = "http://other.example.com";
        });
        row("bearer issuer's internal URL", "server.internal-url-invalid", "bearer.issuers[0].internalUrl",
            [](auto& c) {
                c.bearer.issuers = {otherIssuer()};
                c.bearer.issuers[0].internalUrl = "http://other:8080/x";
            });
    }

    void refuses()
    {
        QFETCH(ConfigChange, change);
        QFETCH(std::string, code);
        QFETCH(std::string, where);
        auto config = goodConfig();
        change(config);
        verifyRefused(config, code, where);
    }
};

QTEST_APPLESS_MAIN(BearerConfigCheckTest)
#include "tst_BearerConfigCheck.moc"
