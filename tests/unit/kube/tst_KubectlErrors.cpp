#include "kube/KubectlErrors.h"
#include "support/TestPrinters.h"

using namespace meshsso;
using namespace meshsso::kube;

// Each message is kubectl's own, as versions 1.20 to 1.31 write it.
class KubectlErrorsTest : public QObject
{
    Q_OBJECT

private slots:
    void tellsWhatItMeans_data()
    {
        QTest::addColumn<QByteArray>("errors");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("part");
        const auto row = [](const char* name, const char* errors, ErrorCode code, const char* part) {
            QTest::newRow(name) << QByteArray(errors) << int(code) << QByteArray(part);
        };
        row("refused",
            "E1124 16:15:14.074723     628 memcache.go:265] couldn't get current server API group list: Get "
            "\"https://127.0.0.1:1/api?timeout=15s\": dial tcp 127.0.0.1:1: connect: connection refused\n"
            "The connection to the server 127.0.0.1:1 was refused - did you specify the right host or "
            "port?\n",
            ErrorCode::Unreachable,
            "cannot be reached: The connection to the server 127.0.0.1:1 was refused");
        row("no such host",
            "Unable to connect to the server: dial tcp: lookup nohost.invalid: no such host\n",
            ErrorCode::Unreachable, "no such host");
        row("unknown authority",
            "Unable to connect to the server: x509: certificate signed by unknown authority\n",
            ErrorCode::TlsError, "is not trusted");
        row("dial timeout", "Unable to connect to the server: dial tcp 192.0.2.1:6443: i/o timeout\n",
            ErrorCode::Timeout, "in time");
        row("handshake timeout", "Unable to connect to the server: net/http: TLS handshake timeout\n",
            ErrorCode::Timeout, "in time");
        row("request timeout",
            "Unable to connect to the server: context deadline exceeded (Client.Timeout exceeded while "
            "awaiting "
            "headers)\n",
            ErrorCode::Timeout, "in time");
        row("not signed in",
            "error: You must be logged in to the server (the server has asked for the client to provide "
            "credentials)\n",
            ErrorCode::Unauthorized, "does not accept these credentials");
        row("no credential helper",
            "Unable to connect to the server: getting credentials: exec: executable aliyun-helper not "
            "found\n",
            ErrorCode::Unauthorized, "aliyun-helper");
        row("may not, in a namespace",
            "Error from server (Forbidden): gateways.networking.istio.io \"x\" is forbidden: User \"jane\" "
            "cannot "
            "patch resource \"gateways\" in API group \"networking.istio.io\" in the namespace "
            "\"istio-system\"\n",
            ErrorCode::Forbidden,
            "the user jane may not patch gateways.networking.istio.io in namespace istio-system");
        row("may not, in the cluster",
            "Error from server (Forbidden): secrets is forbidden: User \"jane\" cannot list resource "
            "\"secrets\" "
            "in API group \"\" at the cluster scope\n",
            ErrorCode::Forbidden, "the user jane may not list secrets in the whole cluster");
        row("may not, says a webhook",
            "Error from server (Forbidden): error when creating \"STDIN\": admission webhook "
            "\"policy.example\" "
            "denied the request: no latest tags\n",
            ErrorCode::Forbidden, "no latest tags");
        row("no CRD",
            "error: resource mapping not found for name: \"x\" namespace: \"default\" from \"STDIN\": no "
            "matches "
            "for kind \"Gateway\" in version \"networking.istio.io/v1\"\nensure CRDs are installed first\n",
            ErrorCode::NotFound,
            "does not know the kind Gateway of networking.istio.io/v1: its "
            "CustomResourceDefinition is missing, so Istio is not installed there");
        row("no resource", "error: the server doesn't have a resource type \"gateways\"\n",
            ErrorCode::NotFound, "does not know the resource gateways");
        row("no object", "Error from server (NotFound): services \"nope\" not found\n", ErrorCode::NotFound,
            "services \"nope\" not found");
        row("no context", "error: context \"nope\" does not exist\n", ErrorCode::NotFound, "nope");
        row("invalid", "The Secret \"s\" is invalid: data[tls.key]: Required value\n",
            ErrorCode::InvalidArgument, "data[tls.key]: Required value");
        row("unknown field",
            "Error from server: failed to create typed patch object (default/x; networking.istio.io/v1, "
            "Kind=Gateway): .spec.selektor: field not declared in schema\n",
            ErrorCode::InvalidArgument, ".spec.selektor: field not declared in schema");
        row("denied by a webhook",
            "Error from server (BadRequest): admission webhook \"validation.istio.io\" denied the request: "
            "configuration is invalid\n",
            ErrorCode::InvalidArgument, "configuration is invalid");
        row("webhook times out",
            "Error from server (InternalError): Internal error occurred: failed calling webhook "
            "\"validation.istio.io\": context deadline exceeded\n",
            ErrorCode::PeerError, "validation.istio.io");
        row("overloaded", "Error from server (TooManyRequests): the server has received too many requests\n",
            ErrorCode::PeerError, "too many requests");
        row("a warning before it", "Warning: v1beta1 is deprecated\nerror: context \"x\" does not exist\n",
            ErrorCode::NotFound, "context \"x\" does not exist");
        row("unknown words", "something nobody has seen\n", ErrorCode::PeerError,
            "something nobody has seen");
        row("no words", "", ErrorCode::PeerError, "exit code 1 and gave no reason");
    }
    void tellsWhatItMeans()
    {
        QFETCH(QByteArray, errors);
        QFETCH(int, code);
        QFETCH(QByteArray, part);
        ProcessOutput output;
        output.exitCode = 1;
        output.errors = errors.toStdString();
        const auto error = kubectlError(output, "context test");
        QCOMPARE(error.code, ErrorCode(code));
        QVERIFY2(error.message.find(part.toStdString()) != std::string::npos, error.message.c_str());
        QCOMPARE(error.context, std::string("context test"));
    }

    void tellsOfASignal()
    {
        ProcessOutput output;
        output.exitCode = 137;
        output.signal = 9;
        const auto error = kubectlError(output, {});
        QCOMPARE(error.code, ErrorCode::PeerError);
        QVERIFY(error.message.find("signal 9") != std::string::npos);
    }

    void keepsTheMessageShortAndHarmless()
    {
        ProcessOutput output;
        output.exitCode = 1;
        output.errors = "error: \x1b[31mred\a " + std::string(5000, 'x');
        const auto error = kubectlError(output, {});
        QVERIFY(error.message.size() < 700);
        QVERIFY(error.message.find('\x1b') == std::string::npos &&
                error.message.find('\a') == std::string::npos);
        output.errors = "error: \xff\xfe";
        QVERIFY(kubectlError(output, {}).message.find("not readable") != std::string::npos);
    }

    void readsConflicts_data()
    {
        QTest::addColumn<QByteArray>("errors");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("one") << QByteArray(
                                    "error: Apply failed with 1 conflict: conflict with \"other\": "
                                    ".spec.servers\nPlease review the fields above--they currently have "
                                    "other managers. Here\nare the ways you can resolve this warning:\n* "
                                    "If you intend to manage all of these fields: conflict with x\n")
                             << QStringList{"other .spec.servers"};
        QTest::newRow("one, with its version")
            << QByteArray(
                   "error: Apply failed with 1 conflict: conflict with \"kubectl-client-side-apply\" using "
                   "v1: .spec.ports[port=80,protocol=\"TCP\"].targetPort\nPlease review the fields above\n")
            << QStringList{"kubectl-client-side-apply .spec.ports[port=80,protocol=\"TCP\"].targetPort"};
        QTest::newRow("several of several")
            << QByteArray(
                   "error: Apply failed with 3 conflicts: conflicts with \"helm\":\n- .spec.servers\n- "
                   ".spec.selector.a\nconflicts with \"argo\" using v1:\n- .metadata.labels.x\nPlease "
                   "review the fields above\n")
            << QStringList{"helm .spec.servers", "helm .spec.selector.a", "argo .metadata.labels.x"};
        QTest::newRow("a form we do not know") << QByteArray("error: Apply failed with 1 conflict\n")
                                               << QStringList{"another manager (kubectl does not say which)"};
        QTest::newRow("none") << QByteArray("error: context \"x\" does not exist\n") << QStringList{};
    }
    void readsConflicts()
    {
        QFETCH(QByteArray, errors);
        QFETCH(QStringList, expected);
        QStringList found;
        for (const auto& conflict : kube::readConflicts(errors.toStdString()))
            found << QString::fromStdString(conflict.manager + " " + conflict.field);
        QCOMPARE(found, expected);
    }
};

QTEST_APPLESS_MAIN(KubectlErrorsTest)
#include "tst_KubectlErrors.moc"
