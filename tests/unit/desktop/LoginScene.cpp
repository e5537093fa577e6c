#include "LoginScene.h"

#include "core/Encoding.h"
#include "core/Text.h"
#include "core/Url.h"
#include "support/FakeHttpClient.h"
#include "unit/transport/RawClient.h"

#include <QDirIterator>

namespace meshsso::test {

namespace {

std::string parameter(std::string_view url, std::string_view name)
{
    for (const auto pair : split(url.substr(url.find('?') + 1), '&')) {
        const auto equals = pair.find('=');
        if (pair.substr(0, equals) == name && equals != std::string_view::npos)
            return formDecode(pair.substr(equals + 1)).value_or(std::string());
    }
    return {};
}

net::HttpRequest post(std::string path, const json::object& body)
{
    net::HttpRequest request;
    request.method = "POST";
    request.url = "http://kc.test" + std::move(path);
    request.body = json::serialize(body);
    return request;
}

} // namespace

LoginScene::LoginScene()
{
    (void)keycloak.handle(post("/admin/realms", {{"realm", "Test-oidc"}, {"enabled", true}}));
    (void)keycloak.handle(
        post("/admin/realms/Test-oidc/clients",
             {{"clientId", "oauth2proxy"}, {"protocol", "openid-connect"}, {"enabled", true}}));
    auto project = site.project;
    project.metadata.name = "scene";
    project.identityProvider.admin.url = "http://kc.test";
    project.identityProvider.admin.username = "admin";
    project.identityProvider.admin.password = {secrets::SecretRef::Kind::Keychain, "scene/admin"};
    project.users[0].password = {secrets::SecretRef::Kind::Keychain, "scene/alice"};
    fixture.keychain->values["scene/admin"] = "admin-secret";
    fixture.keychain->values["scene/alice"] = password;
    fixture.answer = [this](const net::HttpRequest& request) { return answer(request); };
    fixture.services.openUrl = [this](const QUrl& url) { return open(url); };
    fixture.workspace().document().create(project);
}

LoginScene::~LoginScene()
{
    if (m_browser.joinable())
        m_browser.join();
}

Result<net::HttpResponse> LoginScene::answer(const net::HttpRequest& request)
{
    if (onRequest)
        onRequest(request);
    if (request.url.starts_with("http://kc.test"))
        return keycloak.handle(request);
    if (request.method == "POST" && request.url == site.provider + "/protocol/openid-connect/token")
        return tokens();
    if (!opened.empty() && request.url.ends_with("/protocol/openid-connect/certs"))
        return httpAnswer(200, signer.jwks());
    return site.handle(request);
}

net::HttpResponse LoginScene::tokens()
{
    if (tokenStatus != 200)
        return httpAnswer(tokenStatus, R"({"error":"invalid_grant"})");
    const auto clientId = parameter(opened, "client_id");
    auto access = site.claims;
    access["azp"] = clientId;
    accessToken = signer.sign(access);
    const json::object id{{"iss", site.provider},
                          {"aud", clientId},
                          {"sub", "user-1"},
                          {"typ", "ID"},
                          {"azp", clientId},
                          {"iat", FakeSite::now - 5},
                          {"exp", FakeSite::now + 300},
                          {"nonce", parameter(opened, "nonce")},
                          {"preferred_username", "alice"}};
    return httpAnswer(200, json::serialize(json::object{{"access_token", accessToken},
                                                        {"id_token", signer.sign(id)},
                                                        {"refresh_token", "r3fresh-planted"},
                                                        {"token_type", "Bearer"},
                                                        {"expires_in", 300}}));
}

bool LoginScene::open(const QUrl& url)
{
    opened = url.toEncoded().toStdString();
    if (!browserReturns)
        return true;
    const auto redirect = Url::parse(parameter(opened, "redirect_uri"));
    if (!redirect)
        return false;
    const auto query =
        "state=" + parameter(opened, "state") + "&code=c0de-planted&iss=" + percentEncode(site.provider);
    m_browser = std::thread([redirect = *redirect, query] {
        RawClient raw(redirect.port);
        raw.send("GET " + redirect.path + "?" + query + " HTTP/1.1\r\nHost: " + redirect.authority() +
                 "\r\n\r\n");
        raw.receive();
    });
    return true;
}

int LoginScene::testClients()
{
    int count = 0;
    for (const auto& client : keycloak.collection("clients")) {
        if (stringOr(client.as_object(), "clientId").starts_with("meshsso-login-test-"))
            ++count;
    }
    return count;
}

QString LoginScene::activityText()
{
    QString text;
    auto& activity = fixture.workspace().activity();
    for (int row = 0; row < activity.requests()->rowCount(); ++row) {
        const auto& entry = activity.requests()->entry(row);
        text += entry.url + entry.requestText + entry.responseText + entry.curl + entry.error;
    }
    for (int row = 0; row < activity.log()->rowCount(); ++row)
        text += activity.log()->line(row).text;
    return text;
}

QByteArray LoginScene::filesText() const
{
    QByteArray text;
    QDirIterator files(fixture.folder.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly))
            text += file.readAll();
    }
    return text;
}

} // namespace meshsso::test
