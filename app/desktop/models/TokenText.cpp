#include "desktop/models/TokenText.h"

#include "desktop/models/BackendText.h"
#include "desktop/models/Text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace meshsso::desktop {

namespace {

QString spanText(std::int64_t seconds)
{
    if (seconds < 60)
        return QCoreApplication::translate("Token", "%1 s").arg(seconds);
    if (seconds < 3600)
        return QCoreApplication::translate("Token", "%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
    if (seconds < 86400)
        return QCoreApplication::translate("Token", "%1 h %2 min")
            .arg(seconds / 3600)
            .arg(seconds % 3600 / 60);
    const int days = static_cast<int>(std::min<std::int64_t>(seconds / 86400, 1'000'000));
    return QCoreApplication::translate("Token", "%n day(s)", nullptr, days);
}

} // namespace

QString localTime(TimePoint time)
{
    const auto moment = QDateTime::fromSecsSinceEpoch(toUnixSeconds(time));
    return QLocale().toString(moment, QCoreApplication::translate("Token", "d MMM yyyy, HH:mm:ss"));
}

QString relativeTimeText(TimePoint time, TimePoint now)
{
    const auto seconds = toUnixSeconds(time) - toUnixSeconds(now);
    if (seconds == 0)
        return QCoreApplication::translate("Token", "now");
    return seconds > 0 ? QCoreApplication::translate("Token", "in %1").arg(spanText(seconds))
                       : QCoreApplication::translate("Token", "%1 ago").arg(spanText(-seconds));
}

QString tokenKindText(login::TokenKind kind)
{
    switch (kind) {
    case login::TokenKind::Unknown:
        return QCoreApplication::translate("Token", "token of an unknown kind");
    case login::TokenKind::Access:
        return QCoreApplication::translate("Token", "access token");
    case login::TokenKind::Id:
        return QCoreApplication::translate("Token", "ID token");
    case login::TokenKind::Refresh:
        return QCoreApplication::translate("Token", "refresh token");
    case login::TokenKind::Logout:
        return QCoreApplication::translate("Token", "logout token");
    }
    return {};
}

QString checkTitle(const std::string& name)
{
    static constexpr std::pair<std::string_view, const char*> titles[] = {
        {"wellformed", QT_TRANSLATE_NOOP("Token", "Form")},
        {"algorithm", QT_TRANSLATE_NOOP("Token", "Algorithm (alg)")},
        {"signature", QT_TRANSLATE_NOOP("Token", "Signature")},
        {"issuer", QT_TRANSLATE_NOOP("Token", "Issuer (iss)")},
        {"audience", QT_TRANSLATE_NOOP("Token", "Audience (aud)")},
        {"azp", QT_TRANSLATE_NOOP("Token", "Issued to (azp)")},
        {"type", QT_TRANSLATE_NOOP("Token", "Type (typ)")},
        {"expiry", QT_TRANSLATE_NOOP("Token", "Expiry (exp)")},
        {"not-before", QT_TRANSLATE_NOOP("Token", "Not before (nbf, iat)")},
        {"subject", QT_TRANSLATE_NOOP("Token", "Subject (sub)")},
        {"roles", QT_TRANSLATE_NOOP("Token", "Roles")},
        {"groups", QT_TRANSLATE_NOOP("Token", "Groups")},
        {"email", QT_TRANSLATE_NOOP("Token", "E-mail")},
    };
    for (const auto& [key, title] : titles) {
        if (key == name)
            return QCoreApplication::translate("Token", title);
    }
    return displayable(name, 60);
}

QString checkStateText(login::CheckState state)
{
    switch (state) {
    case login::CheckState::Pass:
        return QCoreApplication::translate("Token", "passed");
    case login::CheckState::Fail:
        return QCoreApplication::translate("Token", "failed");
    case login::CheckState::Warn:
        return QCoreApplication::translate("Token", "warning");
    case login::CheckState::NotChecked:
        return QCoreApplication::translate("Token", "not checked");
    }
    return {};
}

QString tokenTitle(const login::TokenInspection& token)
{
    QString title;
    if (token.form == login::TokenForm::Jws) {
        const auto user = stringOr(token.payload, "preferred_username");
        title = user.empty() ? tokenKindText(token.kind)
                             : QCoreApplication::translate("Token", "%1 of %2")
                                   .arg(tokenKindText(token.kind), displayable(user, 60));
    } else if (token.form == login::TokenForm::Jwe) {
        title = QCoreApplication::translate("Token", "encrypted token");
    } else if (token.form == login::TokenForm::Opaque) {
        title = QCoreApplication::translate("Token", "opaque token");
    } else {
        title = QCoreApplication::translate("Token", "no token: %1").arg(backendText(token.problem, 120));
    }
    if (!token.foundAs.empty())
        title = QCoreApplication::translate("Token", "%1, found as %2")
                    .arg(title, displayable(token.foundAs, 40));
    return title;
}

std::optional<TimePoint> dateOf(const login::TokenInspection& token, std::string_view name)
{
    for (const auto& claim : token.claims) {
        if (claim.depth == 0 && claim.name == name)
            return claim.time;
    }
    return std::nullopt;
}

QString comparisonText(login::ClaimComparison comparison)
{
    switch (comparison) {
    case login::ClaimComparison::Equal:
        return QCoreApplication::translate("Token", "the same");
    case login::ClaimComparison::Different:
        return QCoreApplication::translate("Token", "differs");
    case login::ClaimComparison::OnlyLeft:
        return QCoreApplication::translate("Token", "only in the first");
    case login::ClaimComparison::OnlyRight:
        return QCoreApplication::translate("Token", "only in the second");
    }
    return {};
}

} // namespace meshsso::desktop
