#include "login/LoginTest.h"

#include "login/LoginWalk.h"
#include "login/TokenReview.h"

namespace meshsso::login {

LoginTest::LoginTest(net::HttpClient& http, const project::SsoProject& project, const Clock& clock)
    : m_http(http), m_project(project), m_clock(clock)
{
}

Task<LoginTestReport> LoginTest::run(LoginTestOptions options, Progress progress)
{
    LoginTestReport report;
    LoginWalk walk(m_http, m_project, m_clock, options, progress, report);
    const bool reached = co_await walk.run();
    if (reached) {
        report.signedIn = true;
        TokenReview review(m_http, m_project, m_clock, options.username, report);
        std::string body = walk.applicationBody();
        std::string where = walk.applicationUrl();
        co_await review.run(std::move(body), std::move(where));
    }
    co_return std::move(report);
}

} // namespace meshsso::login
