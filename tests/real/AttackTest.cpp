#include "AttackTest.h"

#include "core/Encoding.h"
#include "keycloak/MapperTemplates.h"
#include "serverconfig/ServerConfigFile.h"
#include "support/OpenRedirects.h"

#include <QtTest/QtTest>
#include <stdexcept>

namespace meshsso::test {
namespace {

constexpr const char* realm = "/realms/Test-oidc";

/// A mapper that puts an attribute of the user, or of the user's groups, into a claim of the access token.
json::object attributeMapper(const char* attribute, const char* claim)
{
    const json::object config{{"user.attribute", attribute},
                              {"claim.name", claim},
                              {"jsonType.label", "String"},
                              {"access.token.claim", "true"}};
    return {{"name", claim},
            {"protocol", "openid-connect"},
            {"protocolMapper", "oidc-usermodel-attribute-mapper"},
            {"config", config}};
}

/// The name as an application could read it that makes no difference between separators.
std::string canonical(std::string name)
{
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c == '_' || c == '.' ? '-' : c; });
    return name;
}

std::string replaced(std::string name, char to)
{
    std::replace(name.begin(), name.end(), '-', to);
    return name;
}

/// The name as a client could write it so that some gateway or application takes it for the same.
std::set<std::string> spellings(const std::string& name)
{
    auto upper = name;
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    auto mixed = name;
    for (std::size_t i = 0; i < mixed.size(); i += 2)
        mixed[i] = upper[i];
    auto last = name;
    if (const auto dash = last.rfind('-'); dash != std::string::npos)
        last[dash] = '_';
    auto first = name;
    if (const auto dash = first.find('-'); dash != std::string::npos)
        first[dash] = '.';
    return {name, upper, mixed, last, first, replaced(name, '_'), replaced(upper, '_'), replaced(name, '.')};
}

} // namespace

std::string AttackTest::add(const std::string& path, const json::value& object)
{
    auto id = m_sandbox.await(m_fixture->adminClient().post(realm + path, object));
    if (!id)
        throw std::runtime_error(path + ": " + id.error().toString());
    return std::move(*id);
}

void AttackTest::giveClaims(const std::string& username)
{
    const json::object attributes{{"tenant", json::array{"north"}}, {"costCenter", json::array{"4711"}}};
    const auto group = add("/groups", {{"name", "staff"}, {"attributes", attributes}});
    m_added.push_back("/groups/" + group);
    const auto users = m_fixture->admin("/users?exact=true&username=" + username);
    const auto member = "/users/" + std::string(users.at(0).at("id").as_string()) + "/groups/" + group;
    const auto joined = m_sandbox.await(m_fixture->adminClient().put(realm + member, json::object{}));
    if (!joined)
        throw std::runtime_error(joined.error().toString());
    const auto clients = m_fixture->admin("/clients?clientId=" + m_sandbox.project().client.id);
    const auto mappers =
        "/clients/" + std::string(clients.at(0).at("id").as_string()) + "/protocol-mappers/models";
    for (const auto& mapper :
         {keycloak::groupsMapper(m_sandbox.project().claims.groupsClaim, /*fullPath=*/false),
          attributeMapper("tenant", "tenant"), attributeMapper("costCenter", "cost.center")})
        m_added.push_back(mappers + "/" + add(mappers, mapper));
}

void AttackTest::initTestCase()
{
    auto& project = m_sandbox.project();
    project.gateway.refuseUnderscores = m_refusesUnderscores;
    // Headers of the operator's own are owned by the server, too.
    project.authorization.claimHeaders = {{"X-Tenant", "tenant"}, {"X-Cost-Center-Code", "cost.center"}};
    m_sandbox.switchProtocol(m_protocol);
    m_fixture.emplace(m_sandbox);
    for (const auto& name : serverconfig::identityHeaderNames(headers()))
        m_owned.insert(canonical(name));
    giveClaims("bob");
    // Bob has all that there can be; eve has an email and nothing else.
    for (const std::string name : {"bob", "eve"}) {
        m_users.push_back(m_fixture->signedIn(name).over(m_sandbox.http1()));
        const auto page = m_users.back().get(m_fixture->page);
        const std::string subject(stringOr(FaultFixture::tokenClaims(page), "sub"));
        QVERIFY(!subject.empty());
        std::map<std::string, std::string> truth{{"authorization", subject}};
        for (const std::string prefix : {"x-auth-request-", "x-forwarded-"}) {
            truth[prefix + "user"] = subject;
            truth[prefix + "preferred-username"] = name;
            truth[prefix + "email"] = name + "@example.com";
            if (name == "bob")
                truth[prefix + "groups"] = "staff";
        }
        if (name == "bob") {
            truth["x-auth-request-roles"] = FaultFixture::applicationHeader(page, "x-auth-request-roles");
            QVERIFY(truth["x-auth-request-roles"] == "admin,reader" ||
                    truth["x-auth-request-roles"] == "reader,admin");
            truth["x-tenant"] = "north";
            truth["x-cost-center-code"] = "4711";
        }
        QVERIFY2(identityAt(page) == truth, page.body.c_str());
        m_truths.push_back(std::move(truth));
    }
    m_users.push_back(m_fixture->nobody().over(m_sandbox.http1()));
    m_truths.emplace_back();
}

void AttackTest::cleanupTestCase()
{
    for (const auto& path : m_added) {
        const auto removed = m_sandbox.await(m_fixture->adminClient().remove(realm + path));
        QVERIFY2(removed, removed ? "" : removed.error().toString().c_str());
    }
    auto& project = m_sandbox.project();
    project.gateway.refuseUnderscores = false;
    project.authorization.claimHeaders.clear();
    m_sandbox.switchProtocol(project::CheckProtocol::Http);
}

serverconfig::HeaderConfig AttackTest::headers() const
{
    serverconfig::HeaderConfig headers;
    headers.claimHeaders = m_sandbox.project().authorization.claimHeaders;
    return headers;
}

std::map<std::string, std::string> AttackTest::identityAt(const Page& page) const
{
    std::map<std::string, std::string> identity;
    for (const auto& [name, value] : applicationHeaders(page)) {
        if (m_owned.contains(canonical(name)))
            identity[name] = std::string(value.as_string());
    }
    if (const auto token = identity.find("authorization"); token != identity.end())
        token->second = stringOr(FaultFixture::tokenClaims(page), "sub");
    return identity;
}

int AttackTest::addSpellings(const char* with) const
{
    QTest::addColumn<QByteArray>("name");
    int number = 0;
    for (const auto& name : serverconfig::identityHeaderNames(headers())) {
        for (const auto& spelling : spellings(name)) {
            if (spelling.find(with) == std::string::npos)
                continue;
            QTest::newRow(spelling.c_str()) << QByteArray::fromStdString(spelling);
            ++number;
        }
    }
    return number;
}

void AttackTest::neverPassesOnForgedIdentity_data()
{
    QVERIFY(addSpellings("") >= 75);
}

void AttackTest::neverPassesOnForgedIdentity()
{
    QFETCH(QByteArray, name);
    const auto header = name.toStdString();
    const std::vector<std::vector<net::HttpHeader>> forms = {
        {{header, "forged"}, {header, "forged,again"}},
        {{header, "Bearer forged"}, {"Connection", header}},
        {{header, "forged"}, {"Connection", "keep-alive, " + header}},
    };
    for (const auto& form : forms) {
        for (std::size_t i = 0; i < m_users.size(); ++i) {
            for (const auto* path : {"/headers", "/public/forged-by"}) {
                const auto page = m_users[i].get(m_fixture->origin + path, form);
                const auto text = page.body + page.header("location");
                // The public path's own name is shown, and nothing else may be.
                const auto at = text.find("forged");
                const bool isPath = at != std::string::npos && text.substr(at, 9) == "forged-by" &&
                                    text.find("forged", at + 1) == std::string::npos;
                QVERIFY2(at == std::string::npos || isPath, page.body.c_str());
                QVERIFY2(page.status == 200 || page.status == 302 || page.status == 400 || page.status == 401,
                         std::to_string(page.status).c_str());
                // The truth arrives, whole and alone.
                QVERIFY2(page.status != 200 || identityAt(page) == m_truths[i], page.body.c_str());
            }
        }
    }
}

void AttackTest::removesLookAlikes_whereTheGatewayLetsThemIn_data()
{
    QVERIFY(addSpellings("_") >= 30);
}

void AttackTest::removesLookAlikes_whereTheGatewayLetsThemIn()
{
    QFETCH(QByteArray, name);
    const std::vector<net::HttpHeader> forged{{name.toStdString(), "forged"}};
    for (std::size_t i = 0; i < 2; ++i) {
        const auto page = m_users[i].get(m_fixture->origin + "/headers", forged);
        QCOMPARE(page.status, m_refusesUnderscores ? 400 : 200);
        QVERIFY2(page.body.find("forged") == std::string::npos, page.body.c_str());
        QVERIFY2(page.status != 200 || identityAt(page) == m_truths[i], page.body.c_str());
    }
    // What is no look-alike of ours reaches the application where it may.
    const auto page = m_users[0].get(m_fixture->origin + "/headers", {{"x_other", "forged"}});
    QCOMPARE(page.status, m_refusesUnderscores ? 400 : 200);
    QCOMPARE(page.body.find("forged") != std::string::npos, !m_refusesUnderscores);
}

void AttackTest::asksHealthCheckersToSignIn_data()
{
    QTest::addColumn<QByteArray>("agent");
    for (const char* agent :
         {"kube-probe/1.34", "GoogleHC/1.0", "ELB-HealthChecker/2.0", "Envoy/HC", "Prometheus/2.53",
          "Amazon-Route53-Health-Check-Service (ref 1; report http://amzn.to/1vsZADi)", "AlwaysOn",
          "Consul Health Check", "HealthChecker/1.0", "Edge Health Probe", "Load Balancer Agent", "haproxy",
          "nginx-health-check", "Blackbox Exporter/0.25.0", "UptimeRobot/2.0", "Pingdom.com_bot_version_1.4",
          "meshsso/1.0", ""})
        QTest::newRow(*agent ? agent : "none") << QByteArray(agent);
}

void AttackTest::asksHealthCheckersToSignIn()
{
    QFETCH(QByteArray, agent);
    auto prober = m_fixture->nobody();
    const std::vector<net::HttpHeader> headers{{"User-Agent", agent.toStdString()}};
    for (const auto* path : {"/headers", "/admin/users", "/ping", "/ready", "/healthz", "/livez", "/"}) {
        QCOMPARE(prober.get(m_fixture->origin + path, headers).status, 302);
        QCOMPARE(prober.fetch(m_fixture->origin + path, headers).status, 401);
    }
}

void AttackTest::neverLeadsElsewhere_afterSignOut()
{
    auto somebody = m_fixture->nobody();
    const auto provider = m_sandbox.project().identityProvider.issuer();
    const auto authority = m_fixture->origin.substr(m_fixture->origin.find("//") + 2);
    const auto forms = openRedirects(authority, "evil.example.com");
    QVERIFY(forms.size() >= 1400);
    for (std::size_t i = 0; i < forms.size(); i += 7) { // the others are in the unit tests
        const auto& form = forms[i];
        const auto page = somebody.get(m_fixture->origin + "/oauth2/sign_out?rd=" + percentEncode(form));
        const auto target = page.location();
        QVERIFY2(target.empty() || target.starts_with(m_fixture->origin + "/") ||
                     target.starts_with(provider + "/"),
                 (form + " leads to " + target).c_str());
        QVERIFY2(target.find("evil") == std::string::npos, (form + " leads to " + target).c_str());
        QVERIFY2(page.body.find("evil") == std::string::npos, page.body.c_str());
    }
}

void AttackTest::neverLeadsElsewhere_afterSignIn()
{
    // Keycloak knows the browser, so each sign-in takes three requests; a part of the forms will do here, all
    // of them are in the unit tests.
    auto alice = m_fixture->signedIn("alice");
    const auto authority = m_fixture->origin.substr(m_fixture->origin.find("//") + 2);
    const auto forms = openRedirects(authority, "evil.example.com");
    for (std::size_t i = 0; i < forms.size(); i += 61) {
        auto page = alice.get(m_fixture->origin + "/oauth2/start?rd=" + percentEncode(forms[i]));
        if (page.status == 400)
            continue;
        page = alice.get(page.location());
        QVERIFY2(page.location().find("/oauth2/callback?") != std::string::npos, page.body.c_str());
        page = alice.get(page.location());
        QVERIFY2(page.location().starts_with(m_fixture->origin + "/") &&
                     page.location().find("evil") == std::string::npos,
                 (forms[i] + " leads to " + page.location()).c_str());
    }
}

} // namespace meshsso::test
