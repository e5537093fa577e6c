#include "desktop/models/ExchangeText.h"

#include "desktop/models/Text.h"

namespace meshsso::desktop {

namespace {

QString headerText(const std::vector<net::HttpHeader>& headers)
{
    QString text;
    for (const auto& header : headers)
        text +=
            displayable(header.name) + QStringLiteral(": ") + displayable(header.value) + QLatin1Char('\n');
    return text;
}

QString bodyText(const std::string& body)
{
    return body.empty() ? QString() : QLatin1Char('\n') + displayable(body, 65536);
}

} // namespace

QString requestTextOf(const net::RecordedExchange& exchange)
{
    return displayable(exchange.method, 16) + QLatin1Char(' ') + displayable(exchange.url) +
           QLatin1Char('\n') + headerText(exchange.requestHeaders) + bodyText(exchange.requestBody);
}

QString responseTextOf(const net::RecordedExchange& exchange)
{
    if (exchange.status == 0)
        return {};
    return QString::number(exchange.status) + QLatin1Char('\n') + headerText(exchange.responseHeaders) +
           bodyText(exchange.responseBody);
}

} // namespace meshsso::desktop
