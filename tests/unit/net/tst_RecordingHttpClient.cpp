#include "core/Json.h"
#include "core/RunLoop.h"
#include "net/RecordingHttpClient.h"
#include "support/FakeHttpClient.h"
#include "support/FixedClock.h"
#include "support/TestPrinters.h"

#include <QProcess>
#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::net;

namespace {

const std::string planted = "PlantedSecretPlantedSecret";

HttpRequest formPost()
{
    HttpRequest request;
    request.method = "POST";
    request.url = "https://keycloak/token?state=" + planted;
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                       {"Authorization", "Bearer " + planted},
                       {"Cookie", "session=" + planted}};
    request.body = "grant_type=password&password=" + planted + "&code_verifier=" + planted;
    return request;
}

std::string allText(const RecordedExchange& exchange)
{
    std::string text = exchange.url + exchange.requestBody + exchange.responseBody + exchange.curl;
    for (const auto& header : exchange.requestHeaders)
        text += header.name + header.value;
    for (const auto& header : exchange.responseHeaders)
        text += header.name + header.value;
    return text;
}

/// What a shell hands to curl when it runs the command.
QByteArrayList argumentsSeenByCurl(const std::string& command, const QByteArrayList& assignments = {})
{
    QProcess shell;
    const QByteArray script = "curl() { for a in \"$@\"; do printf '%s\\0' \"$a\"; done; }\n" +
                              assignments.join('\n') + "\n" + QByteArray::fromStdString(command) + "\n";
    shell.start("/bin/sh", {"-eu"});
    shell.write(script);
    shell.closeWriteChannel();
    if (!shell.waitForFinished() || shell.exitCode() != 0)
        return {"shell failed", shell.readAllStandardError()};
    auto list = shell.readAllStandardOutput().split('\0');
    list.removeLast();
    return list;
}

} // namespace

class RecordingHttpClientTest : public QObject
{
    Q_OBJECT

private slots:
    void exchange_isTold_atStartAndEnd()
    {
        test::FixedClock clock;
        test::FakeHttpClient inner([](const HttpRequest&) -> Result<HttpResponse> {
            return test::httpAnswer(200, "{\"access_token\":\"" + planted + "\",\"expires_in\":60}",
                                    {{"Content-Type", "application/json"},
                                     {"Set-Cookie", "s=" + planted + "; Path=/"},
                                     {"Location", "/x?code=" + planted}});
        });
        std::vector<RecordedExchange> seen;
        RecordingHttpClient client(inner, clock, [&](const RecordedExchange& e) { seen.push_back(e); });
        RunLoop loop;
        const auto answer = loop.runUntilDone(client.send(formPost()));
        const auto second = loop.runUntilDone(client.send(formPost()));
        QVERIFY(answer && second);
        QVERIFY(answer->body.find(planted) != std::string::npos); // the caller gets it whole
        QCOMPARE(inner.requests()[0].body, formPost().body);
        QCOMPARE(seen.size(), 4U);
        QCOMPARE(seen[0].id, 1U);
        QVERIFY(!seen[0].isFinished);
        QCOMPARE(seen[0].started, clock.now());
        QCOMPARE(seen[0].method, std::string("POST"));
        QCOMPARE(seen[0].url, std::string("https://keycloak/token?state=Plan..(26)"));
        QCOMPARE(seen[1].id, 1U);
        QVERIFY(seen[1].isFinished);
        QVERIFY(!seen[1].isCancelled);
        QCOMPARE(seen[1].status, 200);
        QCOMPARE(seen[1].responseBytes, answer->body.size());
        QCOMPARE(seen[3].id, 2U);
        for (const auto& exchange : seen)
            QVERIFY2(allText(exchange).find("SecretPlanted") == std::string::npos, allText(exchange).c_str());
    }

    void failure_isTold()
    {
        test::FixedClock clock;
        test::FakeHttpClient inner([](const HttpRequest&) -> Result<HttpResponse> {
            return fail(ErrorCode::Unreachable, "refused", "https://a/");
        });
        std::vector<RecordedExchange> seen;
        RecordingHttpClient client(inner, clock, [&](const RecordedExchange& e) { seen.push_back(e); });
        RunLoop loop;
        QVERIFY(!loop.runUntilDone(client.send(formPost())));
        QVERIFY(seen.back().isFinished);
        QVERIFY(seen.back().error && seen.back().error->code == ErrorCode::Unreachable);
        QCOMPARE(seen.back().status, 0);
    }

    void droppedExchange_endsAsCancelled()
    {
        class NeverAnswers final : public HttpClient
        {
        public:
            Task<Result<HttpResponse>> send(HttpRequest) override
            {
                Completion<Result<HttpResponse>> never([](auto) { return std::make_unique<Operation>(); });
                co_return co_await never;
            }
        };
        test::FixedClock clock;
        std::vector<RecordedExchange> seen;
        {
            RecordingHttpClient client(std::make_unique<NeverAnswers>(), clock,
                                       [&](const RecordedExchange& e) { seen.push_back(e); });
            auto task = client.send(formPost());
            task.start([](Result<HttpResponse>) {});
            QCOMPARE(seen.size(), 1U);
        }
        QCOMPARE(seen.size(), 2U);
        QVERIFY(seen[1].isFinished && seen[1].isCancelled);
    }

    void largeBody_isCut_betweenCharacters()
    {
        test::FixedClock clock;
        test::FakeHttpClient inner([](const HttpRequest&) -> Result<HttpResponse> {
            std::string body = "x";
            while (body.size() < 200'000)
                body += "\xe4\xb8\xad";
            return test::httpAnswer(200, body);
        });
        std::vector<RecordedExchange> seen;
        RecordingHttpClient client(inner, clock, [&](const RecordedExchange& e) { seen.push_back(e); });
        RunLoop loop;
        auto request = formPost();
        request.body = std::string("\xff\xfe\x00", 3);
        QVERIFY(loop.runUntilDone(client.send(request)));
        QCOMPARE(seen.back().responseBytes, 200'002U);
        QCOMPARE(seen.back().responseBody.size(), maxRecordedBodyBytes); // 1 + 21845 * 3
        QCOMPARE(seen.back().requestBody, std::string("(not text)"));
        QVERIFY(seen.back().curl.find("--data-binary '@body'") != std::string::npos);
    }

    void curl_hasNoSecret_butVariables()
    {
        const auto command = asCurl(formPost());
        QVERIFY2(command.find("Planted") == std::string::npos, command.c_str());
        QVERIFY2(argumentsSeenByCurl(command).startsWith("shell failed"), "an unset variable must stop it");
        const auto seen = argumentsSeenByCurl(command, {"STATE=s1", "ACCESS_TOKEN='t 1'", "COOKIE_SESSION=c1",
                                                        "PASSWORD='p&\"1'", "CODE_VERIFIER=v1"});
        QCOMPARE(seen, (QByteArrayList{"--include", "--url", "https://keycloak/token?state=s1", "--header",
                                       "Content-Type: application/x-www-form-urlencoded", "--header",
                                       "Authorization: Bearer t 1", "--header", "Cookie: session=c1",
                                       "--data-urlencode", "grant_type=password", "--data-urlencode",
                                       "password=p&\"1", "--data-urlencode", "code_verifier=v1"}));
    }

    void curl_quotesHostileValues_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("quote") << QByteArray("it's '; touch /tmp/x; '");
        QTest::newRow("command") << QByteArray("$(touch /tmp/x)`id`$HOME${IFS}");
        QTest::newRow("back-slash") << QByteArray("a\\");
        QTest::newRow("back-slash quote") << QByteArray("\\'\\\"");
        QTest::newRow("option") << QByteArray("--output /etc/passwd");
        QTest::newRow("file") << QByteArray("@/etc/passwd");
        QTest::newRow("emoji and bidi") << QByteArray("\xf0\x9f\x94\x91\xe2\x80\xae txt");
        QTest::newRow("history") << QByteArray("!! !$ # ~ * ? [a] {b,c} | & < >");
    }
    void curl_quotesHostileValues()
    {
        QFETCH(QByteArray, value);
        HttpRequest request;
        request.method = "PUT";
        request.url = "https://a/{x}?q=" + value.toStdString();
        request.headers = {{"X-Value", value.toStdString()}};
        request.body = value.toStdString();
        const auto command = asCurl(request);
        const QByteArrayList expected{
            "--include", "--globoff",         "--request",  "PUT", "--url", "https://a/{x}?q=" + value,
            "--header",  "X-Value: " + value, "--data-raw", value};
        QCOMPARE(argumentsSeenByCurl(command), expected);
        // The same inside JSON, beside a secret.
        request.headers = {{"Content-Type", "application/json"}, {"X-Empty", ""}};
        const json::object document{{"secret", value.toStdString()}, {"name", value.toStdString()}};
        request.body = json::serialize(document);
        const auto seen = argumentsSeenByCurl(asCurl(request), {"SECRET=s"});
        const json::object shown{{"secret", "s"}, {"name", value.toStdString()}};
        QCOMPARE(seen.last(), QByteArray::fromStdString(json::serialize(shown)));
        QVERIFY(seen.contains("X-Empty;"));
    }

    void curl_leavesOutControlCharacters()
    {
        HttpRequest request;
        request.url = "https://a/\x1b[201~\nrm";
        request.headers = {{"@/etc/passwd", "x"}, {"X", "a\r\nb\x1b"}};
        request.body = "a\x1b[201~";
        const auto seen = argumentsSeenByCurl(asCurl(request));
        QCOMPARE(seen, (QByteArrayList{"--include", "--globoff", "--request", "GET", "--url",
                                       "https://a/[201~rm", "--header", "X: ab", "--data-binary", "@body"}));
    }

    void curl_numbersVariables_ofDifferentValues()
    {
        HttpRequest request;
        request.url = "https://a/";
        request.headers = {{"X-Token", "one"}, {"X-Token", "two"}, {"X-Token", "one"}};
        const auto seen = argumentsSeenByCurl(asCurl(request), {"X_TOKEN=1", "X_TOKEN_2=2"});
        QCOMPARE(seen, (QByteArrayList{"--include", "--url", "https://a/", "--header", "X-Token: 1",
                                       "--header", "X-Token: 2", "--header", "X-Token: 1"}));
    }
};

QTEST_GUILESS_MAIN(RecordingHttpClientTest)
#include "tst_RecordingHttpClient.moc"
