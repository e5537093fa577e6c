#include "support/FixedClock.h"
#include "support/TestPrinters.h"
#include "telemetry/MetricsHandler.h"

#include <QRegularExpression>
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
            auto& shard = metrics.shard();
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
        const auto text = metrics.text({});
        contains(text, "meshsso_checks_total{decision=\"allow\",reason=\"session\"} 4000\n");
        contains(text, "meshsso_checks_total{decision=\"forbidden\",reason=\"requirement_not_met\"} 4\n");
        contains(text, "meshsso_logins_started_total 4\n");
        contains(text, "meshsso_login_failures_total{reason=\"wrong_audience\"} 4\n");
        contains(text, "meshsso_provider_known 0\n");
        QVERIFY(text.find("meshsso_jwks_age_seconds") == std::string::npos);
    }

    void writesHistograms()
    {
        Metrics metrics;
        auto& shard = metrics.shard();
        shard.tokenRequested(std::chrono::milliseconds(30), true);
        shard.tokenRequested(std::chrono::seconds(20), false);
        shard.loginCompleted(3400);
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
        Metrics metrics;
        metrics.shard().checked(DecisionKind::Login, DecisionReason::NoSession);
        metrics.shard().loginFailed("expired");
        engine::Snapshot snapshot;
        session::ProviderState state;
        state.keysFetchedAt = fromUnixSeconds(1'800'000'000);
        snapshot.provider = std::make_shared<session::ProviderState>(state);
        const auto text =
            QString::fromStdString(metrics.text({&snapshot, true, 7, fromUnixSeconds(1'800'000'060)}));
        QVERIFY(text.contains("meshsso_jwks_age_seconds 60\n"));
        QVERIFY(text.contains("meshsso_connections 7\n"));
        QVERIFY(text.contains("meshsso_draining 1\n"));
        QVERIFY(text.contains("meshsso_build_info{version=\""));
        static const QRegularExpression line(
            "^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\\{[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*\\})? "
            "[0-9.e+-]+)$");
        for (const auto& one : text.split('\n', Qt::SkipEmptyParts))
            QVERIFY2(line.match(one).hasMatch(), qPrintable(one));
        // Each name is described once, before its samples.
        QCOMPARE(text.count("# TYPE meshsso_checks_total counter"), 1);
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
    static void contains(const std::string& text, const std::string& part)
    {
        QVERIFY2(text.find(part) != std::string::npos, (part + " is not in\n" + text).c_str());
    }
};

QTEST_APPLESS_MAIN(MetricsTest)
#include "tst_Metrics.moc"
