#include "oidc/TokenRevocation.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::oidc;

class TokenRevocationTest : public QObject
{
    Q_OBJECT

private slots:
    void writesTheForm()
    {
        QCOMPARE(revocationForm("a&b=c +", "refresh_token"),
                 std::string("token=a%26b%3Dc%20%2B&token_type_hint=refresh_token"));
        QCOMPARE(revocationForm("abc", ""), std::string("token=abc"));
    }

    void readsTheAnswer_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("code"); // empty: good
        const auto row = [](const char* name, int status, const char* body, ErrorCode code) {
            const auto text = errorCodeName(code);
            QTest::newRow(name) << status << body
                                << QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
        };
        QTest::newRow("done, or never known") << 200 << ""
                                              << "";
        QTest::newRow("done, with a page") << 200 << "<html>"
                                           << "";
        row("busy", 503, "", ErrorCode::PeerError);
        row("too often", 429, "", ErrorCode::PeerError);
        row("refused", 400, "{\"error\":\"unsupported_token_type\",\"error_description\":\"no\"}",
            ErrorCode::AuthorizationError);
        row("wrong secret", 401, "{\"error\":\"invalid_client\"}", ErrorCode::AuthorizationError);
        row("not found", 404, "<html>", ErrorCode::ProtocolError);
        row("error not text", 400, "{\"error\":1}", ErrorCode::ProtocolError);
        row("redirect", 302, "", ErrorCode::ProtocolError);
        row("no content", 204, "", ErrorCode::ProtocolError);
    }
    void readsTheAnswer()
    {
        QFETCH(const int, status);
        QFETCH(const QString, body);
        QFETCH(const QString, code);
        const auto result = checkRevocationResponse(status, body.toStdString());
        const auto got = result ? std::string_view{} : errorCodeName(result.error().code);
        QCOMPARE(std::string(got), code.toStdString());
    }

    void namesTheProvidersReason()
    {
        const auto result = checkRevocationResponse(400, "{\"error\":\"unsupported_token_type\"}");
        QCOMPARE(result.error().context, std::string("unsupported_token_type"));
    }
};

QTEST_APPLESS_MAIN(TokenRevocationTest)
#include "tst_TokenRevocation.moc"
