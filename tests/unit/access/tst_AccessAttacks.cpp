#include "access/AccessEvaluator.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>
#include <cctype>
#include <cstring>

using namespace meshsso;
using namespace meshsso::access;

/// A public area beside a guarded one, and every way we know to reach the second through the first.
namespace {

/// Every spelling of a path that somebody has got past a filter with: of one character, of the slashes, of
/// what stands in front, between and behind.
class Spellings
{
public:
    explicit Spellings(QByteArray path) : m_path(std::move(path))
    {
        characters();
        slashes();
        around();
        // Two tricks at once.
        const auto single = m_all;
        for (const auto& one : single) {
            add(one + ";x=1");
            add(one + "?x");
            if (!one.startsWith('/'))
                continue;
            add("/." + one);
            add("/x/.." + one);
        }
    }

    const QByteArrayList& all() const { return m_all; }

private:
    void add(const QByteArray& path)
    {
        if (!m_all.contains(path))
            m_all.append(path);
    }

    QByteArray with(qsizetype at, const QByteArray& replacement) const
    {
        auto path = m_path;
        return path.replace(at, 1, replacement);
    }

    static QByteArray encoded(std::initializer_list<int> bytes)
    {
        QByteArray text;
        for (const int byte : bytes)
            text += "%" + QByteArray(1, static_cast<char>(byte)).toHex();
        return text;
    }

    void characters()
    {
        for (qsizetype i = 1; i < m_path.size(); ++i) {
            const char c = m_path[i];
            const auto hex = QByteArray(1, c).toHex();
            add(with(i, "%" + hex));
            add(with(i, "%" + hex.toUpper()));
            add(with(i, "%25" + hex));
            add(with(i, "%2525" + hex));
            add(with(i, "%u00" + hex));
            if (c == '/')
                continue;
            // U+FF01..U+FF5E are the fullwidth forms.
            const auto wide = QString(QChar(c + 0xfee0)).toUtf8();
            add(with(i, wide));
            add(with(i, wide.toPercentEncoding()));
            // Overlong: the character in two, three and four bytes.
            const auto byte = static_cast<unsigned char>(c);
            const int low = 0x80 | (byte & 0x3f);
            const int high = byte >> 6;
            add(with(i, encoded({0xc0 | high, low})));
            add(with(i, encoded({0xe0, 0x80 | high, low})));
            add(with(i, encoded({0xf0, 0x80, 0x80 | high, low})));
        }
    }

    void slashes()
    {
        const QByteArrayList forms{"//",
                                   "///",
                                   "/./",
                                   "/././",
                                   "/%2e/",
                                   "/x/../",
                                   "/x/%2e%2e/",
                                   "/x/.%2E/",
                                   "/x/y/../../",
                                   "/x/..;/",
                                   "/x/..;a=b/",
                                   "/x/..%20/",
                                   "/x/%2e%2e%20/",
                                   "/.%20/",
                                   "/x/%2e%2e%3b/",
                                   "/x//../",
                                   "//x/../",
                                   "/;/",
                                   "/;x=1/",
                                   "/%3b/",
                                   ";/",
                                   ";x=1/",
                                   "%3bx/",
                                   "%2f",
                                   "%2F",
                                   "/%2f",
                                   "%2f/",
                                   "%252f",
                                   "%25252f",
                                   "\\",
                                   "/\\",
                                   "%5c",
                                   "%5C",
                                   "/x\\..\\",
                                   "/x/..\\",
                                   "/x/..%5c",
                                   "/x%2f..%2f",
                                   "/x/%252e%252e/",
                                   "%c0%af",
                                   "%e0%80%af",
                                   "%f0%80%80%af",
                                   "%c1%9c",
                                   "/x/%c0%ae%c0%ae/",
                                   "%u2215",
                                   "%ef%bc%8f",
                                   "\xef\xbc\x8f",
                                   "%e2%88%95",
                                   "%e2%81%84",
                                   "%e2%a7%b8",
                                   "%ef%bc%bc",
                                   "%e2%88%96",
                                   "%ef%b9%a8",
                                   "/x/%ef%bc%8e%ef%bc%8e/",
                                   "/x/%e2%80%a5/",
                                   "/x/%e2%80%a4%e2%80%a4/",
                                   "/x/%ef%b8%b0/",
                                   "/%ef%bc%8e/",
                                   "%ef%bc%852f",
                                   "%00/",
                                   "/%00",
                                   "%0a/",
                                   "/%0d%0a",
                                   "%09/",
                                   "./",
                                   "%20/",
                                   " /"};
        for (qsizetype i = 0; i < m_path.size(); ++i) {
            if (m_path[i] != '/')
                continue;
            for (const auto& form : forms)
                add(with(i, form));
        }
    }

    void around()
    {
        const QByteArrayList behind{
            "/",         "//",         "/.",        "/./",       "/x/..",      "/%2e",      ";",
            ";a",        ";a=b;c",     "%3b",       "%3Bx",      "?",          "?/../x",    "%3f",
            "%3Fx",      "%23",        "%23x",      "#",         "#x",         "%00",       "%00.css",
            "%0a",       "%0d%0a",     "%09",       "%7f",       "%20",        ".",         "..%2f",
            "%2f",       "%5c",        "\\",        "%25",       "%2500",      "%",         "%4",
            "%zz",       "/;/",        "/..;/x/..", "%ef%bc%9b", "%ef%bc%9fx", "%ef%bc%83", "%ef%b9%94x",
            "%ef%b9%96", "%ef%b9%9fx", "%c0%80",    "%ed%a0%80", "%ff",        "%ef%bc%8e", "%e2%80%a4"};
        for (const auto& end : behind)
            add(m_path + end);
        const QByteArrayList before{"/",    "//",      "/.",       "/./.",     "/x/..",
                                    "/..",  "/%2e%2e", "/x/..;",   "/;",       "/;x=1",
                                    "\\",   "/\\",     "%2f",      "/%2f",     "/%5c",
                                    ".",    "..",      "http://h", "HTTP://h", "https://h",
                                    "//h",  "http:/",  "h",        "h:443",    "http://u@h",
                                    "/%00", "%00",     " ",        "\t",       "/%ef%bc%8e%ef%bc%8e"};
        for (const auto& start : before)
            add(start + m_path);
        add(m_path.mid(1));
        add("");
        add("*");
        add("http://h");
        add("?" + m_path);
        add("#" + m_path);
    }

    QByteArray m_path;
    QByteArrayList m_all;
};

/// The protected path once by each kind of rule, in front of a rule that opens everything.
AccessEvaluator openBut(PathPattern pattern)
{
    const Requirement admin{Requirement::Kind::Role, {}, "admin", {}, {}};
    AccessPolicy policy;
    policy.rules = {{"closed", {}, {std::move(pattern)}, {}, AccessMode::Require, admin},
                    {"open", {}, {}, {}, AccessMode::Public, {}}};
    auto evaluator = AccessEvaluator::create(std::move(policy));
    return std::move(evaluator.value());
}

} // namespace

class AccessAttacksTest : public QObject
{
    Q_OBJECT

private:
    static AccessEvaluator guarded()
    {
        const Requirement admin{Requirement::Kind::Role, {}, "admin", {}, {}};
        using P = PathPattern;
        AccessPolicy policy;
        policy.rules = {
            {"admin host", {"admin.example.com"}, {}, {}, AccessMode::Require, admin},
            {"admin", {}, {{P::Kind::Prefix, "/public/admin"}}, {}, AccessMode::Require, admin},
            {"write", {}, {{P::Kind::Prefix, "/public/api"}}, {"POST", "DELETE"}, AccessMode::Require, admin},
            {"public", {}, {{P::Kind::Prefix, "/public"}}, {}, AccessMode::Public, {}},
        };
        auto evaluator = AccessEvaluator::create(std::move(policy));
        return std::move(evaluator.value());
    }

    /// True if the spelling is another path by its plain meaning: decoded once, dots resolved, and nothing in
    /// it that any reader takes for something else. Tells apart what a rule need not take.
    static bool isElsewhere(const std::string& raw, const AccessEvaluator& evaluator)
    {
        const auto normal = normalisePath(raw);
        if (!normal || raw.find_first_of("%;\\") != std::string::npos || raw.starts_with("//"))
            return false;
        const bool isPlain = std::all_of(normal->begin(), normal->end(), [](char c) {
            return std::isalnum(static_cast<unsigned char>(c)) || c == '/';
        });
        const auto* rule = evaluator.match({"h", *normal, "GET"}).rule;
        return isPlain && rule && rule->name == "open";
    }

private slots:
    void doesNotLetThrough_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("method");
        const auto path = [](const char* name, const QByteArray& value) {
            QTest::newRow(name) << QByteArray("h") << value << QByteArray("GET");
        };
        path("plain", "/public/admin");
        path("below", "/public/admin/x");
        path("trailing slash", "/public/admin/");
        path("query", "/public/admin?x");
        path("doubled slash", "/public//admin");
        path("doubled slash in front", "//public/admin");
        path("host in front", "//public/public/admin");
        path("host alone", "//public");
        path("dot segment", "/public/./admin");
        path("parent segment", "/public/x/../admin");
        path("encoded parent", "/public/x/%2e%2e/admin");
        path("half encoded parent", "/public/x/.%2e/admin");
        path("encoded letter", "/public/%61dmin");
        path("encoded slash", "/public%2fadmin");
        path("encoded back-slash", "/public%5cadmin");
        path("back-slash", "/public\\admin");
        path("parent through encoded slash", "/public/x%2f..%2fadmin");
        path("parent through back-slash", "/public/x/..\\admin");
        path("twice encoded letter", "/public/%2561dmin");
        path("twice encoded slash", "/public%252fadmin");
        path("twice encoded parent", "/public/x/%252e%252e/admin");
        path("parameter", "/public/admin;x=1");
        path("empty parameter", "/public/admin;");
        path("parameter in front", "/public;x/admin");
        path("encoded parameter", "/public/admin%3bx");
        path("parameter on parent", "/public/x/..;/admin");
        path("parameter as segment", "/public/;/admin");
        path("encoded question mark", "/public/admin%3fx");
        path("encoded hash", "/public/admin%23x");
        path("bare hash", "/public/admin#x");
        path("NUL", "/public/admin%00");
        path("raw NUL", QByteArray("/public/admin\0x", 15));
        path("line feed", "/public/admin%0a");
        path("tab", "/public/admin%09");
        path("overlong slash", "/public%c0%afadmin");
        path("overlong letter", "/public/%c1%a1dmin");
        path("IIS escape", "/public/%u0061dmin");
        path("absolute form", "http://h/public/admin");
        path("absolute form, other host", "http://evil/public/x");
        path("asterisk", "*");
        path("empty", "");
        path("above root", "/public/../../admin");
        path("merge then parent", "/other//../public/admin");
        const auto host = [](const char* value) {
            QTest::newRow(*value ? value : "no host")
                << QByteArray(value) << QByteArray("/public/x") << QByteArray("GET");
        };
        host("admin.example.com");
        host("ADMIN.example.com");
        host("admin.example.com:443");
        host("admin.example.com:8443");
        host("admin.example.com.");
        host("admin.example.com.:443");
        host("admin.example.com..");
        host("admin.example.com:");
        host("admin.example.com:0443x");
        host(" admin.example.com");
        host("admin.example.com ");
        host("admin.example.com\t");
        host("x@admin.example.com");
        host("admin.example.com,h");
        host("admin.example.com/h");
        host("admin.example.com#h");
        host("admin%2eexample.com");
        host("");
        const auto method = [](const char* value) {
            QTest::newRow(value) << QByteArray("h") << QByteArray("/public/api") << QByteArray(value);
        };
        method("POST");
        method("post");
        method("Post");
        method("pOST");
        method("delete");
    }
    void doesNotLetThrough()
    {
        QFETCH(QByteArray, host);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, method);
        const auto evaluator = guarded();
        const auto h = host.toStdString();
        const auto p = path.toStdString();
        const auto m = method.toStdString();
        const auto decision = evaluator.evaluate({h, p, m}, nullptr);
        QVERIFY2(decision.outcome != AccessOutcome::Allow, "allowed without a user");
        const auto claims = parseJsonObject(R"({"realm_access": {"roles": ["user"]}})").value();
        QVERIFY2(evaluator.evaluate({h, p, m}, &claims).outcome != AccessOutcome::Allow,
                 "allowed without the role");
        if (decision.outcome == AccessOutcome::Refuse)
            QVERIFY(!decision.reason.empty());
    }

    void noSpellingPasses_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("pattern");
        using Kind = PathPattern::Kind;
        const auto row = [](const char* name, const char* path, Kind kind, const char* pattern) {
            QTest::newRow(name) << QByteArray(path) << static_cast<int>(kind) << QByteArray(pattern);
        };
        row("exact", "/app/admin", Kind::Exact, "/app/admin");
        row("prefix", "/app/admin", Kind::Prefix, "/app/admin");
        row("below a prefix", "/app/admin/users", Kind::Prefix, "/app/admin");
        row("template", "/app/u7/secrets", Kind::Template, "/app/{*}/secrets");
        row("template at the end", "/app/admin/k1", Kind::Template, "/app/admin/{*}");
        row("template with a rest", "/app/u7/secrets/k1", Kind::Template, "/app/{*}/secrets/{**}");
    }
    void noSpellingPasses()
    {
        QFETCH(QByteArray, path);
        QFETCH(int, kind);
        QFETCH(QByteArray, pattern);
        const auto evaluator = openBut({static_cast<PathPattern::Kind>(kind), pattern.toStdString()});
        const auto user = parseJsonObject(R"({"realm_access": {"roles": ["user"]}})").value();
        QVERIFY(evaluator.evaluate({"h", "/elsewhere", "GET"}, nullptr).outcome == AccessOutcome::Allow);
        const Spellings spellings(path);
        QVERIFY2(spellings.all().size() > 700, QByteArray::number(spellings.all().size()).constData());
        int refused = 0;
        for (const auto& spelling : spellings.all()) {
            const auto raw = spelling.toStdString();
            // Some add a segment and so leave what the rule protects, for every reader alike.
            if (isElsewhere(raw, evaluator))
                continue;
            const auto nobody = evaluator.evaluate({"h", raw, "GET"}, nullptr);
            QVERIFY2(nobody.outcome != AccessOutcome::Allow, spelling.toPercentEncoding("/%;").constData());
            QVERIFY2(evaluator.evaluate({"h", raw, "GET"}, &user).outcome != AccessOutcome::Allow,
                     spelling.constData());
            refused += nobody.outcome == AccessOutcome::Refuse;
        }
        QVERIFY(refused > 200);
    }

    void noMethodPasses()
    {
        const Requirement admin{Requirement::Kind::Role, {}, "admin", {}, {}};
        const std::vector<std::string> closed{"GET", "POST", "DELETE", "PROPFIND", "X-OWN"};
        AccessPolicy policy;
        policy.rules = {{"closed", {}, {}, closed, AccessMode::Require, admin},
                        {"open", {}, {}, {}, AccessMode::Public, {}}};
        const auto evaluator = AccessEvaluator::create(std::move(policy));
        MESHSSO_VERIFY_OK(evaluator);
        int tried = 0;
        const auto refuses = [&](const std::string& method) {
            ++tried;
            return evaluator->evaluate({"h", "/", method}, nullptr).outcome == AccessOutcome::Refuse;
        };
        for (const auto& method : closed) {
            QVERIFY(evaluator->evaluate({"h", "/", method}, nullptr).outcome == AccessOutcome::NeedLogin);
            // Every mixture of cases.
            for (unsigned mask = 1; mask < (1U << method.size()); ++mask) {
                auto mixed = method;
                for (std::size_t i = 0; i < method.size(); ++i) {
                    if ((mask >> i) & 1U)
                        mixed[i] = static_cast<char>(std::tolower(static_cast<unsigned char>(mixed[i])));
                }
                if (mixed != method)
                    QVERIFY2(refuses(mixed), mixed.c_str());
            }
            // Whatever is not a token character, on either side and inside.
            for (int c = 0; c < 256; ++c) {
                const bool isToken = std::isalnum(c) || (c != 0 && std::strchr("!#$%&'*+-.^_`|~", c));
                if (isToken)
                    continue;
                const std::string odd(1, static_cast<char>(c));
                QVERIFY2(refuses(method + odd), method.c_str());
                QVERIFY2(refuses(odd + method), method.c_str());
                QVERIFY2(refuses(method.substr(0, 1) + odd + method.substr(1)), method.c_str());
            }
        }
        // Known ones that no rule names, in another case; no method; too much of it.
        for (const char* method :
             {"put", "Patch", "options", "hEAD", "tRACE", "connect", "mkcol", "query", ""})
            QVERIFY2(refuses(method), method);
        QVERIFY(refuses(std::string(65, 'A')));
        QVERIFY(tried > 2000);
        for (const char* method : {"PUT", "PROPPATCH", "M-SEARCH", "own-word", "VERSION-CONTROL"})
            QVERIFY2(evaluator->evaluate({"h", "/", method}, nullptr).outcome == AccessOutcome::Allow,
                     method);
    }

    void noHostPasses()
    {
        const Requirement admin{Requirement::Kind::Role, {}, "admin", {}, {}};
        AccessPolicy policy;
        policy.rules = {
            {"closed", {"admin.example.com", "*.in.example.com"}, {}, {}, AccessMode::Require, admin},
            {"open", {}, {}, {}, AccessMode::Public, {}}};
        const auto evaluator = AccessEvaluator::create(std::move(policy));
        MESHSSO_VERIFY_OK(evaluator);
        int tried = 0;
        const auto closes = [&](const std::string& host) {
            ++tried;
            return evaluator->evaluate({host, "/", "GET"}, nullptr).outcome != AccessOutcome::Allow;
        };
        for (const std::string host : {"admin.example.com", "a.in.example.com", "b.a.in.example.com"}) {
            for (const char* port : {"", ":80", ":443", ":8443", ":0", ":00443", ":65535"}) {
                for (const char* dot : {"", "."}) {
                    for (std::size_t i = 0; i < host.size(); ++i) {
                        auto mixed = host;
                        mixed[i] = static_cast<char>(std::toupper(static_cast<unsigned char>(mixed[i])));
                        QVERIFY2(closes(mixed + dot + port), (mixed + dot + port).c_str());
                    }
                }
            }
            for (const char* behind :
                 {"..",  ":",  ":x", ":80x", ":999999", ":-1",          ":80:80",       " ",
                  "/",   "/x", "?",  "#",    "@h",      ",h",           ";h",           "%00",
                  "%2e", "\\", "\t", "\r",   "\n",      "\xef\xbc\x8e", "\xe3\x80\x82", ".:",
                  ". ",  "]",  "[",  "*",    "\x7f",    "\x01"})
                QVERIFY2(closes(host + behind), (host + behind).c_str());
            for (const char* before :
                 {"http://", "https://", "//", "u@",  "u:p@", "h@",           ".",  "..", " ", "\t", "/",
                  "\\",      "h,",       "[",  "%20", "\x01", "\xe2\x80\x8b", "h/", "h#", "h?"})
                QVERIFY2(closes(before + host), (before + host).c_str());
            QVERIFY(closes(host + std::string(1, '\0')));
            QVERIFY(closes(host + std::string(1, '\0') + ".org"));
        }
        QVERIFY(tried > 800);
        for (const char* host :
             {"h", "example.com", "in.example.com", "xadmin.example.com", "admin.example.com.org"})
            QVERIFY2(!closes(host), host);
    }

    void stillLetsThrough_whatIsPublic_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("method");
        const auto row = [](const char* path, const char* method) {
            QTest::addRow("%s %s", method, path) << QByteArray(path) << QByteArray(method);
        };
        row("/public", "GET");
        row("/public/", "GET");
        row("/public/x;jsessionid=1", "GET");
        row("/public/administration", "GET");
        row("/public/C%23", "GET");
        row("/public/\xef\xbc\x88"
            "1\xef\xbc\x89.pdf",
            "GET");
        row("/public/%e6%96%87%ef%bc%88%e6%96%b0%ef%bc%89", "GET");
        row("/public/100%EF%BC%85", "GET");
        row("/public/wait...", "GET");
        row("/public/a%20/b", "GET");
        row("/public/a%20b/caf%C3%A9", "GET");
        row("/public/.hidden", "GET");
        row("/public/api", "GET");
        row("/public/api", "PUT");
        row("//public/public/x", "GET");
        row("///public/x", "GET");
    }
    void stillLetsThrough_whatIsPublic()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, method);
        const auto p = path.toStdString();
        const auto m = method.toStdString();
        const auto decision = guarded().evaluate({"h", p, m}, nullptr);
        QVERIFY2(decision.outcome == AccessOutcome::Allow, decision.reason.c_str());
    }
};

QTEST_APPLESS_MAIN(AccessAttacksTest)
#include "tst_AccessAttacks.moc"
