#pragma once

#include "login/LoginTest.h"

namespace meshsso::login {

/// Looks at what reached the application, and at the access token in it: fetches the issuer's discovery
/// document and keys where browsers see them, verifies, and compares the claims with what the project asks
/// for. Codes token.*.
class TokenReview
{
public:
    TokenReview(net::HttpClient& http, const project::SsoProject& project, const Clock& clock,
                const std::string& username, LoginTestReport& report);

    /// body is the application's answer, in httpbin's shape {"headers": {...}}. True if the token was
    /// verified.
    Task<bool> run(std::string body, std::string where);

private:
    bool readApplicationHeaders(const std::string& body, const std::string& where);
    void checkCookieLeak(const std::string& where);
    Task<bool> verify(std::string where);
    void compareClaims(const std::string& where);
    void compareRoles(const json::object& claims, const std::string& where);
    void find(std::string code, Severity severity, std::string where, std::string why, std::string fix);

    net::HttpClient& m_http;
    const project::SsoProject& m_project;
    const Clock& m_clock;
    const std::string& m_username;
    LoginTestReport& m_report;
};

} // namespace meshsso::login
