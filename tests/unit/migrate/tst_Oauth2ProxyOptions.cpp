#include "ImportChecks.h"

#include "migrate/Oauth2ProxyImport.h"
#include "migrate/Oauth2ProxyOptions.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::migrate;
using namespace meshsso::test;

// Every option of oauth2-proxy has an answer, whatever source it stands in.
class Oauth2ProxyOptionsTest : public QObject
{
    Q_OBJECT

    /// A value that asks for something.
    static std::string loudValue(const Oauth2ProxyOption& option)
    {
        switch (option.type) {
        case OptionType::Boolean:
            return option.neutral == "true" ? "false" : "true";
        case OptionType::Duration:
            return "3h";
        case OptionType::Number:
            return "7";
        default:
            return "planted-value";
        }
    }

private slots:
    void table_isSorted_andWhole()
    {
        std::string_view last;
        for (const auto& option : oauth2ProxyOptions()) {
            QVERIFY2(last < option.flag, std::string(option.flag).c_str());
            last = option.flag;
            const bool saysMore =
                option.fate != OptionFate::Mapped && option.fate != OptionFate::OtherProvider;
            QVERIFY2(option.why.empty() != saysMore, std::string(option.flag).c_str());
            // Our log is standard error's, and holds a line of each refusal.
            for (const char* untrue : {"standard output", "one by one"})
                QVERIFY2(option.why.find(untrue) == std::string_view::npos, std::string(option.flag).c_str());
        }
        QVERIFY(oauth2ProxyOptions().size() > 130);
    }

    void everyOption_isKnown_inEverySpelling_data()
    {
        QTest::addColumn<std::string>("flag");
        for (const auto& option : oauth2ProxyOptions())
            QTest::newRow(std::string(option.flag).c_str()) << std::string(option.flag);
    }
    void everyOption_isKnown_inEverySpelling()
    {
        QFETCH(std::string, flag);
        const auto* option = findOauth2ProxyOption(flag);
        QVERIFY(option != nullptr);
        auto name = flag;
        std::replace(name.begin(), name.end(), '-', '_');
        const auto value = loudValue(*option);
        const auto plural = name + (option->type == OptionType::List ? "s" : "");
        const auto upper = QString::fromStdString(plural).toUpper().toStdString();
        const std::vector<std::pair<std::string, std::string>> sources{
            {plural + " = \"" + value + "\"\n", "s:1 (" + plural + ")"},
            {"OAUTH2_PROXY_" + upper + "=" + value + "\n", "s:1 (OAUTH2_PROXY_" + upper + ")"},
            {"--" + flag + "=" + value + "\n", "s (--" + flag + ")"},
        };
        for (const auto& [text, where] : sources) {
            const auto result = importOauth2Proxy({{"s", text}}, {});
            QVERIFY2(result.has_value(), text.c_str());
            QVERIFY2(!hasFinding(result->findings, "migrate.unknown-option", ""), text.c_str());
            if (option->fate == OptionFate::Mapped)
                continue;
            QVERIFY2(hasFinding(result->findings, "migrate.", where) ||
                         std::any_of(result->findings.begin(), result->findings.end(),
                                     [&](const Finding& finding) { return finding.where == where; }),
                     qPrintable(shown(result->findings)));
        }
    }

    void secrets_areKnownAsSuch()
    {
        for (const auto& option : oauth2ProxyOptions()) {
            const auto flag = QString::fromStdString(std::string(option.flag));
            const bool soundsSecret = flag.endsWith("-secret") || flag.endsWith("-password") ||
                                      flag.endsWith("-token") || flag.endsWith("-key");
            QVERIFY2(!soundsSecret || option.type == OptionType::Boolean || option.isSecret,
                     qPrintable(flag));
        }
    }

    void neutralValues_areNotMentioned()
    {
        for (const auto& option : oauth2ProxyOptions()) {
            if (option.fate == OptionFate::Mapped || option.neutral.empty())
                continue;
            const auto flag = std::string(option.flag);
            const auto result =
                importOauth2Proxy({{"s", "--" + flag + "=" + std::string(option.neutral)}}, {});
            QVERIFY(result.has_value());
            QVERIFY2(!std::any_of(result->findings.begin(), result->findings.end(),
                                  [&](const Finding& finding) {
                                      return finding.where.find(flag) != std::string::npos;
                                  }),
                     qPrintable(shown(result->findings)));
        }
    }

    void unknownOption_isNamed_withItsLine()
    {
        const auto result = importOauth2Proxy(
            {{"proxy.cfg", "# first\nclient_id = \"a\"\ncookie_secrt = \"planted\"\n"}}, {});
        QVERIFY(result.has_value());
        QVERIFY(hasFinding(result->findings, "migrate.unknown-option", "proxy.cfg:3 (cookie_secrt)"));
        const auto text = shown(result->findings);
        QVERIFY2(text.contains("did you mean cookie-secret?"), qPrintable(text));
        QVERIFY(!text.contains("planted"));
    }
};

QTEST_APPLESS_MAIN(Oauth2ProxyOptionsTest)
#include "tst_Oauth2ProxyOptions.moc"
