#include "desktop/models/HopText.h"

#include "core/Url.h"
#include "desktop/models/BackendText.h"
#include "desktop/models/FindingText.h"
#include "desktop/models/Text.h"

#include <QCoreApplication>
#include <QLocale>
#include <array>

namespace meshsso::desktop {

namespace {

constexpr auto browsersOwn =
    QT_TRANSLATE_NOOP("Hop", "opened in the system browser; waiting for the user to sign in");

} // namespace

QString sizeText(std::size_t bytes)
{
    const int count = static_cast<int>(std::min<std::size_t>(bytes, 1024));
    if (bytes < 1024)
        return QCoreApplication::translate("Hop", "%n byte(s)", nullptr, count);
    return QCoreApplication::translate("Hop", "%1 KB")
        .arg(QLocale().toString(static_cast<double>(bytes) / 1024.0, 'f', 1));
}

QString durationText(std::chrono::microseconds elapsed)
{
    const auto milliseconds = (elapsed.count() + 500) / 1000;
    if (milliseconds < 1000)
        return QCoreApplication::translate("Hop", "%1 ms").arg(milliseconds);
    return QCoreApplication::translate("Hop", "%1 s")
        .arg(QLocale().toString(static_cast<double>(milliseconds) / 1000.0, 'f', 1));
}

QString shortUrl(const std::string& url)
{
    const auto scheme = url.find("://");
    const auto path = scheme == std::string::npos ? std::string::npos : url.find('/', scheme + 3);
    if (path == std::string::npos)
        return displayable(url, 300);
    return displayable(std::string_view(url).substr(path), 300);
}

QString cookieText(const login::Hop& hop)
{
    QStringList parts;
    for (const auto& cookie : hop.cookies) {
        const QString name = displayable(cookie.name, 40);
        parts.append(cookie.removed
                         ? QCoreApplication::translate("Hop", "%1 removed").arg(name)
                         : QCoreApplication::translate("Hop", "%1 %2").arg(name, sizeText(cookie.bytes)));
    }
    return parts.join(QStringLiteral(", "));
}

QString cookieSummary(const login::Hop& hop)
{
    int set = 0;
    int removed = 0;
    std::size_t bytes = 0;
    for (const auto& cookie : hop.cookies) {
        ++(cookie.removed ? removed : set);
        bytes += cookie.removed ? 0 : cookie.bytes;
    }
    QStringList parts;
    if (set > 0)
        parts.append(QCoreApplication::translate("Hop", "%1, %2").arg(QString::number(set), sizeText(bytes)));
    if (removed > 0)
        parts.append(QCoreApplication::translate("Hop", "%1 removed").arg(removed));
    return parts.join(QStringLiteral("; "));
}

QString cookieDetail(const HopRow& row)
{
    QStringList lines;
    for (const auto& cookie : row.hop.cookies) {
        const QString name = displayable(cookie.name, 80);
        if (cookie.removed) {
            lines.append(QCoreApplication::translate("Hop", "%1 is removed.").arg(name));
        } else if (cookie.bytes > cookieLimitBytes) {
            lines.append(QCoreApplication::translate("Hop", "%1 has %2: browsers drop a cookie over 4 KB.")
                             .arg(name, sizeText(cookie.bytes)));
        } else {
            lines.append(
                QCoreApplication::translate("Hop", "%1 has %2 of the 4 KB that browsers keep (%3 %).")
                    .arg(name, sizeText(cookie.bytes))
                    .arg((cookie.bytes * 100 + cookieLimitBytes / 2) / cookieLimitBytes));
        }
    }
    if (lines.isEmpty())
        return {};
    if (row.cookieHeaderBytes > headerLimitBytes) {
        lines.append(QCoreApplication::translate(
                         "Hop",
                         "Together %1 go back to this host with each request: many servers refuse headers "
                         "over 8 KB.")
                         .arg(sizeText(row.cookieHeaderBytes)));
    } else if (row.cookieHeaderBytes > 0) {
        lines.append(QCoreApplication::translate(
                         "Hop",
                         "Together %1 go back to this host with each request; many servers take 8 KB of "
                         "headers.")
                         .arg(sizeText(row.cookieHeaderBytes)));
    }
    return lines.join(QLatin1Char('\n'));
}

QString hopMeaning(const std::string& meaning)
{
    return backendText(meaning, 400);
}

QString partyName(login::HopParty party)
{
    switch (party) {
    case login::HopParty::Unknown:
        return QCoreApplication::translate("Hop", "Somebody else");
    case login::HopParty::Gateway:
        return QCoreApplication::translate("Hop", "Gateway");
    case login::HopParty::AuthorizationService:
        return QCoreApplication::translate("Hop", "Authorization service");
    case login::HopParty::Keycloak:
        return QCoreApplication::translate("Hop", "Keycloak");
    case login::HopParty::Application:
        return QCoreApplication::translate("Hop", "Application");
    }
    return {};
}

bool isBrowsersOwn(const login::Hop& hop)
{
    return hop.status == 0 && hop.meaning == browsersOwn;
}

QString hopStatusText(const login::Hop& hop)
{
    if (isBrowsersOwn(hop))
        return QCoreApplication::translate("Hop", "in the browser");
    return hop.status == 0 ? QCoreApplication::translate("Hop", "no answer") : QString::number(hop.status);
}

QString hopSentence(const HopRow& row)
{
    QString outcome = QCoreApplication::translate("Hop", "in order");
    if (row.outcome == HopOutcome::Warning)
        outcome = QCoreApplication::translate("Hop", "with a warning");
    else if (row.outcome == HopOutcome::Failed)
        outcome = QCoreApplication::translate("Hop", "failed");
    QString sentence =
        QCoreApplication::translate("Hop", "Hop %1: %2 %3, answered by %4 with %5 in %6; %7; %8.")
            .arg(QString::number(row.number), displayable(row.hop.method, 16), displayable(row.hop.url, 300),
                 partyName(row.hop.answeredBy), hopStatusText(row.hop), durationText(row.hop.elapsed),
                 hopMeaning(row.hop.meaning), outcome);
    if (!row.hop.cookies.empty())
        sentence +=
            QLatin1Char(' ') + QCoreApplication::translate("Hop", "Cookies: %1.").arg(cookieText(row.hop));
    for (const auto& finding : row.findings)
        sentence += QLatin1Char(' ') + findingText(finding).why + QLatin1Char('.');
    return sentence;
}

bool exceedsLimits(const HopRow& row)
{
    return row.cookieHeaderBytes > headerLimitBytes ||
           std::any_of(row.hop.cookies.begin(), row.hop.cookies.end(), [](const login::CookieSeen& cookie) {
               return !cookie.removed && cookie.bytes > cookieLimitBytes;
           });
}

std::size_t CookieTally::add(const login::Hop& hop)
{
    const auto url = Url::parse(hop.url);
    auto& jar = m_hosts[url ? url->host : std::string()];
    for (const auto& cookie : hop.cookies) {
        if (cookie.removed)
            jar.erase(cookie.name);
        else if (cookie.bytes <= cookieLimitBytes)
            jar[cookie.name] = cookie.bytes;
    }
    std::size_t bytes = 0;
    for (const auto& [name, size] : jar)
        bytes += size + 3; // "=" and "; "
    return bytes;
}

} // namespace meshsso::desktop
