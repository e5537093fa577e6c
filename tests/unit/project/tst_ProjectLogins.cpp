#include "CheckTable.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::project;
using namespace meshsso::test;

namespace {

/// Changes a project that has one login which is right.
template<class Change>
ProjectChange login(Change change)
{
    return [change](SsoProject& project) {
        project.applications.front().hosts = {"sso.example.com", "partners.example.com"};
        auto& login = project.authorization.logins.emplace_back();
        login.name = "partners";
        login.hosts = {"partners.example.com"};
        login.issuer = "https://partners-id.example.com/realms/P";
        login.clientId = "gateway";
        login.clientSecret = {secrets::SecretRef::Kind::File, "secrets/partners"};
        change(project, login);
    };
}

template<class Change>
ProjectChange pages(Change change)
{
    return [change](SsoProject& project) {
        project.authorization.pages.directory = "pages";
        change(project, project.authorization.pages);
    };
}

using P = SsoProject;
using L = Login;

} // namespace

// What a project says of further logins and of its own pages.
class ProjectLoginsTest : public QObject
{
    Q_OBJECT

private slots:
    void checks_data()
    {
        addCheckColumns();
        addFine("a login", login([](P&, L&) {}));
        addFine("a login of an application without hosts",
                login([](P& p, L&) { p.applications.front().hosts.clear(); }));
        addFine("a login below a wildcard", login([](P& p, L&) {
                    p.applications.front().hosts = {"*.example.com"};
                    p.authorization.session.cookieDomain = "example.com";
                }));
        addFine("another client of the realm", login([](P& p, L& l) {
                    l.issuer = p.identityProvider.issuer();
                    l.clientId = "other";
                }));
        const auto at = [](const char* field) { return QString("authorization.logins[0].%1").arg(field); };
        const auto error = [&](const char* name, const char* field, auto change) {
            const auto where = at(field).toLatin1();
            addError(name, "project.login", where.constData(), login(change));
        };
        error("no name", "name", [](P&, L& l) { l.name.clear(); });
        error("name with blank", "name", [](P&, L& l) { l.name = "my partners"; });
        error("long name", "name", [](P&, L& l) { l.name = std::string(65, 'a'); });
        error("the main one's name", "name", [](P&, L& l) { l.name = "main"; });
        error("no hosts", "hosts", [](P&, L& l) { l.hosts.clear(); });
        for (const auto* host : {"*.example.com", "Partners.example.com", "partners.example.com:8443", ""})
            error(*host ? host : "empty host", "hosts[0]", [host](P&, L& l) { l.hosts = {host}; });
        error("the gateway's host", "hosts[0]", [](P& p, L& l) { l.hosts = {p.gateway.address}; });
        error("a host without application", "hosts[0]", [](P&, L& l) { l.hosts = {"x.example.com"}; });
        for (const auto* url : {"", "id", "http://id.example.com", "https://id?x", "https://id#x"})
            error(*url ? url : "no issuer", "issuer", [url](P&, L& l) { l.issuer = url; });
        error("the main one again", "clientId", [](P& p, L& l) {
            l.issuer = p.identityProvider.issuer();
            l.clientId = p.client.id;
        });
        addError("no client", "project.required", "authorization.logins[0].clientId",
                 login([](P&, L& l) { l.clientId.clear(); }));
        error("no secret", "clientSecret", [](P&, L& l) { l.clientSecret = {}; });
        error("no openid", "scopes", [](P&, L& l) { l.scopes = {"email"}; });
        error("no URL inside", "internalUrl", [](P&, L& l) { l.internalUrl = "keycloak"; });
        for (const auto* name : {"meshsso", "meshsso-partners"})
            error(name, "cookieName", [name](P&, L& l) { l.cookieName = name; });
        addError("cookie's prefix", "project.cookie-name", "authorization.logins[0].cookieName",
                 login([](P&, L& l) { l.cookieName = "__Host-x"; }));
        const auto second = [](const char* name, const char* host) {
            return login([name, host](P& p, L& l) {
                auto other = l;
                other.name = name;
                other.hosts = {host};
                p.applications.front().hosts.emplace_back("more.example.com");
                p.authorization.logins.push_back(other);
            });
        };
        addFine("two logins", second("guests", "more.example.com"));
        addError("the same name", "project.login", "authorization.logins[1].name",
                 second("partners", "more.example.com"));
        addError("cookies that begin alike", "project.login", "authorization.logins[1].cookieName",
                 second("partners-2", "more.example.com"));
        addError("the same host", "project.login", "authorization.logins[1].hosts[0]",
                 second("guests", "partners.example.com"));
        addWarning("logins on ASM", "project.login", "authorization.logins",
                   login([](P& p, L&) { p.clusters.target = Target::Asm; }));

        addFine("pages", pages([](P&, Pages&) {}));
        addFine("a ConfigMap", pages([](P&, Pages& pages) { pages = {"", "our-pages", true}; }));
        addError("pages from two places", "project.pages", "authorization.pages.configMap",
                 pages([](P&, Pages& pages) { pages.configMap = "our-pages"; }));
        addError("no name of a ConfigMap", "project.kubernetes-name", "authorization.pages.configMap",
                 pages([](P&, Pages& pages) {
                     pages = {"", "Our Pages", false};
                 }));
        addWarning("pages on ASM", "project.pages", "authorization.pages",
                   pages([](P& p, Pages&) { p.clusters.target = Target::Asm; }));
        addWarning("a ConfigMap on one machine", "project.pages", "authorization.pages.configMap",
                   pages([](P& p, Pages& pages) {
                       p.clusters.target = Target::Envoy;
                       pages = {"", "our-pages", false};
                   }));
    }
    void checks()
    {
        QFETCH(ProjectChange, change);
        QFETCH(QString, code);
        QFETCH(int, severity);
        QFETCH(QString, where);
        const auto fault = judgeCheck(change, code, severity, where);
        QVERIFY2(fault.empty(), fault.c_str());
    }

    void keepsHostsApart()
    {
        auto project = quietProject();
        login([](P&, L& l) { l.hosts = {"partners.example.com"}; })(project);
        project.gateway.https.port = 8443;
        using Texts = std::vector<std::string>;
        const auto& partners = project.authorization.logins.front();
        QVERIFY(project.loginOf("partners.example.com") == &partners);
        QVERIFY(project.loginOf("sso.example.com") == nullptr);
        // The main client is not told of redirect URIs that are another's.
        for (const auto& origin : project.effectiveOrigins())
            QVERIFY2(origin.find("partners") == std::string::npos, origin.c_str());
        QCOMPARE(project.redirectUris(partners), Texts{"https://partners.example.com:8443/oauth2/callback"});
        QCOMPARE(partners.effectiveCookieName(), std::string("partners"));
    }
};

QTEST_APPLESS_MAIN(ProjectLoginsTest)
#include "tst_ProjectLogins.moc"
