#pragma once

#include "login/LoginTest.h"

#include <QString>
#include <map>
#include <vector>

namespace meshsso::desktop {

/// What a browser keeps of one cookie, name and value (RFC 6265 section 6.1), and what many servers take for
/// all headers of a request.
inline constexpr std::size_t cookieLimitBytes = 4096;
inline constexpr std::size_t headerLimitBytes = std::size_t{8} * 1024;

/// How a hop stands for the eye: colour, icon and word.
enum class HopOutcome { Good, Warning, Failed };

/// One row of the login test, with all that its picture, table and detail show.
struct HopRow
{
    login::Hop hop;
    int number = 1;
    HopOutcome outcome = HopOutcome::Good;
    std::size_t cookieHeaderBytes = 0; ///< about what the browser sends back to this host from now on
    QString requestText;               ///< masked; empty: the browser's own exchange, which we do not see
    QString responseText;
    Findings findings; ///< those that belong to this hop
};

/// "1.2 KB", "96 bytes".
QString sizeText(std::size_t bytes);
/// "840 ms", "2.4 s".
QString durationText(std::chrono::microseconds elapsed);
/// The path and query of the URL for a narrow column, or the whole URL of another host.
QString shortUrl(const std::string& url);
/// "meshsso 3.2 KB, login-1 removed"; empty without cookies.
QString cookieText(const login::Hop& hop);
/// For a narrow column: "2, 3.3 KB" for those that are set, "1 removed"; empty without cookies.
QString cookieSummary(const login::Hop& hop);
/// What the cookies mean against the limits, one line each; empty without cookies.
QString cookieDetail(const HopRow& row);
/// The backend's words for a hop, in the operator's language where they are known.
QString hopMeaning(const std::string& meaning);
QString partyName(login::HopParty party);
/// An exchange of the system browser's, of which we see the beginning alone: its status 0 is no failure.
bool isBrowsersOwn(const login::Hop& hop);
/// The status, "no answer", or "in the browser".
QString hopStatusText(const login::Hop& hop);
/// The whole row as one sentence, for those who do not see the picture.
QString hopSentence(const HopRow& row);
/// A cookie over its limit, or all of them together.
bool exceedsLimits(const HopRow& row);

/// Adds up which cookies a browser holds for each host as the hops go by; paths are not looked at.
class CookieTally
{
public:
    /// What goes back to the hop's host after it, in bytes of a Cookie header.
    std::size_t add(const login::Hop& hop);

private:
    std::map<std::string, std::map<std::string, std::size_t>> m_hosts;
};

} // namespace meshsso::desktop
