#include "support/FixedClock.h"
#include "support/TestPrinters.h"
#include "telemetry/MetricsHandler.h"

#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QtTest/QtTest>
#include <thread>

using namespace meshsso;
using namespace meshsso::telemetry;
using engine::DecisionKind;
using engine::DecisionReason;

class MetricsTest : public QObject
{
    Q_OBJECT

private slots:
    void addsUpTheShards()
    {
        Metrics metrics;
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            auto& shard = metrics.shard("main", i);
            threads.emplace_back([&shard] {
                for (int n = 0; n < 1000; ++n)
                    shard.checked(DecisionKind::Allow, DecisionReason::Session);
                shard.checked(DecisionKind::Forbidden, DecisionReason::RequirementNotMet);
                shard.loginStarted();
                shard.loginFailed("wrong_audience");
            });
        }
        for (auto& thread : threads)
            thread.join();
        metrics.shard("partners", 0).checked(DecisionKind::Allow, DecisionReason::Session);
        metrics.shard("partners", 0).checked(DecisionKind::Allow, DecisionReason::Session);
        Metrics::Gauges gauges;
        gauges.issuers.push_back({"main", issuer, nullptr});
        const auto text = metrics.text(gauges);
        const std::string main = "login=\"main\"";
        contains(text, "meshsso_checks_total{" + main + ",decision=\"allow\",reason=\"session\"} 4000\n");
        contains(text, "meshsso_checks_total{login=\"partners\",decision=\"allow\",reason=\"session\"} 2\n");
        contains(text, "meshsso_checks_total{" + main +
                           ",decision=\"forbidden\",reason=\"requirement_not_met\"} 4\n");
        contains(text, "meshsso_logins_started_total{" + main + "} 4\n");
        contains(text, "meshsso_login_failures_total{" + main + ",reason=\"wrong_audience\"} 4\n");
        contains(text, "meshsso_provider_known{" + main + ",issuer=\"https://sso.example.com\"} 0\n");
        QVERIFY(text.find("\nmeshsso_jwks_age_seconds") == std::string::npos);
    }

    void writesHistograms()
    {
        Metrics metrics;
        metrics.countTokenRequest(std::chrono::milliseconds(30), true);
        metrics.countTokenRequest(std::chrono::seconds(20), false);
        metrics.shard("main", 0).sessionCookieSet(3400);
        const auto text = metrics.text({});
        contains(text, "meshsso_token_request_seconds_bucket{le=\"0.025\"} 0\n");
        contains(text, "meshsso_token_request_seconds_bucket{le=\"0.05\"} 1\n");
        contains(text, "meshsso_token_request_seconds_bucket{le=\"10\"} 1\n");
        contains(text, "meshsso_token_request_seconds_bucket{le=\"+Inf\"} 2\n");
        contains(text, "meshsso_token_request_seconds_sum 20.03\n");
        contains(text, "meshsso_token_request_seconds_count 2\n");
        contains(text, "meshsso_token_request_failures_total 1\n");
        contains(text, "meshsso_session_cookie_bytes_bucket{le=\"4000\"} 1\n");
    }

    void isWellFormed()
    {
        const auto text = QString::fromStdString(everything());
        QVERIFY(text.contains(
            "meshsso_jwks_age_seconds{login=\"main\",issuer=\"https://sso.example.com\"} 60\n"));
        // A bearer issuer that nothing is known of yet.
        QVERIFY(text.contains(
            "meshsso_provider_known{login=\"main\",issuer=\"https://x.example.com/\\\"\\\\\"} 0\n"));
        QVERIFY(text.contains("meshsso_connections 7\n"));
        QVERIFY(text.contains("meshsso_draining 1\n"));
        QVERIFY(text.contains("meshsso_redis_up 1\n"));
        QVERIFY(text.contains("meshsso_config_current 0\n"));
        QVERIFY(text.contains(QRegularExpression(
            "meshsso_build_info\\{version=\"[^\"]+\",revision=\"abc123\",grpc=\"true\"\\} 1\n")));
        QVERIFY(text.contains(QRegularExpression("process_resident_memory_bytes [1-9][0-9]{6,}\n")));
        static const QRegularExpression line(
            "^(# (HELP|TYPE) [a-z_]+ "
            ".+|[a-z_]+(\\{[a-z_]+=\"([^\"\\\\]|\\\\.)*\"(,[a-z_]+=\"([^\"\\\\]|\\\\.)*\")*\\})? "
            "[0-9.e+-]+)$");
        for (const auto& one : text.split('\n', Qt::SkipEmptyParts))
            QVERIFY2(line.match(one).hasMatch(), qPrintable(one));
        // Each name is described once, before its samples.
        QCOMPARE(text.count("# TYPE meshsso_checks_total counter"), 1);
    }

    void satisfiesPromtool()
    {
        const auto promtool = QStandardPaths::findExecutable("promtool");
        QVERIFY2(!promtool.isEmpty(), "promtool is missing: ./dev test installs Debian's package prometheus");
        QProcess check;
        check.start(promtool, {"check", "metrics"});
        QVERIFY(check.waitForStarted());
        check.write(QByteArray::fromStdString(everything()));
        check.closeWriteChannel();
        QVERIFY(check.waitForFinished());
        const auto said = check.readAllStandardOutput() + check.readAllStandardError();
        QVERIFY2(check.exitCode() == 0 && said.isEmpty(), said);
    }

    void namesEveryKindAndReason()
    {
        QSet<QByteArray> names;
        for (int i = 0; i < engine::decisionKindCount; ++i)
            names.insert(QByteArray(engine::decisionKindName(static_cast<DecisionKind>(i)).data()));
        QCOMPARE(names.size(), engine::decisionKindCount);
        names.clear();
        for (int i = 0; i < engine::decisionReasonCount; ++i)
            names.insert(QByteArray(engine::decisionReasonName(static_cast<DecisionReason>(i)).data()));
        QCOMPARE(names.size(), engine::decisionReasonCount);
    }

private:
    static constexpr const char* issuer = "https://sso.example.com";

    static std::string everything()
    {
        Metrics metrics;
        auto& shard = metrics.shard("main", 0);
        shard.checked(DecisionKind::Login, DecisionReason::NoSession);
        shard.loginFailed("expired");
        shard.refreshed(engine::RefreshResult::Refused);
        session::ProviderState state;
        state.keysFetchedAt = fromUnixSeconds(1'800'000'000);
        Metrics::Gauges gauges;
        gauges.issuers.push_back({"main", issuer, std::make_shared<session::ProviderState>(state)});
        gauges.issuers.push_back({"main", "https://x.example.com/\"\\", nullptr});
        gauges.store = {true, 10, 1, 0};
        gauges.connections = 7;
        gauges.revision = "abc123";
        gauges.hasGrpc = true;
        gauges.isDraining = true;
        gauges.isConfigCurrent = false;
        gauges.now = fromUnixSeconds(1'800'000'060);
        return metrics.text(gauges);
    }

    static void contains(const std::string& text, const std::string& part)
    {
        QVERIFY2(text.find(part) != std::string::npos, (part + " is not in\n" + text).c_str());
    }
};

QTEST_APPLESS_MAIN(MetricsTest)
#include "tst_Metrics.moc"
