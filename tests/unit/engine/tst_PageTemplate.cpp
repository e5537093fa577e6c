#include "core/Encoding.h"
#include "crypto/Digest.h"
#include "engine/Pages.h"
#include "engine/pages/BuiltInDesign.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso;
using namespace meshsso::engine;

namespace {

/// A template that is taken, with the text before </main>.
std::string templateWith(const std::string& extra, const std::string& head = {})
{
    return "<!DOCTYPE html>\n<html lang=\"{{lang}}\"><head><title>{{title}}</title>" + head +
           "</head>\n<body><main>{{message}}{{action}}{{reference}}\n" + extra + "</main></body></html>\n";
}

bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

std::string csp(const HttpReply& reply)
{
    return std::string(reply.header("content-security-policy"));
}

} // namespace

class PageTemplateTest : public QObject
{
    Q_OBJECT

private slots:
    void takesOurOwn()
    {
        const auto own = PageTemplate::parse(builtInTemplate());
        MESHSSO_VERIFY_OK(own);
        QCOMPARE(own->styles().size(), std::size_t(1));
    }

    void takesPlainMarkup_data()
    {
        QTest::addColumn<QString>("extra");
        QTest::newRow("nothing") << "";
        QTest::newRow("a footer with a link")
            << "<footer class=\"a\">Help: <a href=\"https://help.example.com/?a=b&amp;c=d\" "
               "rel=\"noopener\">desk</a></footer>";
        QTest::newRow("mail and telephone") << "<a href=\"mailto:a@b\">m</a> <a href=\"tel:+86\">t</a>";
        QTest::newRow("a path") << "<a href=\"/help\">h</a>";
        QTest::newRow("a slot in an attribute") << "<p title=\"{{title}}\" aria-label=\"{{title}}\">x</p>";
        QTest::newRow("a slot twice") << "{{title}}{{lang}}";
        QTest::newRow("void elements") << "<br><hr/><br />";
        QTest::newRow("comment") << "<!-- <script> is told here -->";
        QTest::newRow("single braces") << "{ a } }}";
        QTest::newRow("Chinese") << "请联系管理员";
        QTest::newRow("a style in the body") << "<style>p{color:red}</style>";
        QTest::newRow("upper case") << "<P CLASS=\"a\">x</P>";
    }
    void takesPlainMarkup()
    {
        QFETCH(QString, extra);
        MESHSSO_VERIFY_OK(PageTemplate::parse(templateWith(extra.toStdString())));
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("extra");
        QTest::addColumn<QString>("why"); // part of the message
        const auto row = [](const char* name, const char* extra, const char* why) {
            QTest::newRow(name) << QString(extra) << QString(why);
        };
        row("script", "<script>alert(1)</script>", "\"script\" is not taken");
        row("script, upper case", "<ScRiPt>", "\"script\" is not taken");
        row("form", "<form action=\"https://evil.com\">", "\"form\"");
        row("input", "<input name=\"password\">", "\"input\"");
        row("frame", "<iframe src=\"x\">", "\"iframe\"");
        row("picture", "<img src=\"https://evil.com/a.png\">", "{{logo}}");
        row("stylesheet", "<link rel=\"stylesheet\" href=\"/a.css\">", "\"link\"");
        row("base", "<base href=\"https://evil.com\">", "\"base\"");
        row("inline SVG", "<svg onload=\"x\">", "\"svg\"");
        row("handler", "<p onclick=\"x\">", "\"onclick\"");
        row("style attribute", "<p style=\"color:red\">", "style element");
        row("own policy", "<meta http-equiv=\"Content-Security-Policy\" content=\"x\">", "\"http-equiv\"");
        row("refresh", "<meta http-equiv=\"refresh\" content=\"0;url=//evil\">", "\"http-equiv\"");
        row("referrer", "<meta name=\"referrer\" content=\"unsafe-url\">", "\"referrer\"");
        row("script link", "<a href=\"javascript:alert(1)\">", "a link leads to");
        row("script link, hidden", "<a href=\"&#106;avascript:alert(1)\">", "a link leads to");
        row("script link, blank", "<a href=\" javascript:alert(1)\">", "a link leads to");
        row("plain http", "<a href=\"http://example.com\">", "a link leads to");
        row("another host", "<a href=\"//evil.com\">", "a link leads to");
        row("another host, back-slash", "<a href=\"/\\evil.com\">", "a link leads to");
        row("a slot in a link", "<a href=\"https://x/{{title}}\">", "without placeholders");
        row("a slot as a link", "<a href=\"{{title}}\">", "a link leads to");
        row("ping", "<a href=\"/a\" ping=\"https://evil.com\">", "\"ping\"");
        row("unquoted", "<p title={{title}}>", "double quotes");
        row("single quotes", "<p title='{{title}}'>", "double quotes");
        row("no value", "<p hidden>", "\"hidden\" is not taken");
        row("attribute without value", "<p class>", "has no value");
        row("a slot as tag", "<{{title}}>", "is not taken");
        row("a slot in a tag", "<p {{title}}>", "no attribute");
        row("tags in an attribute", "<p title=\"{{message}}\">", "cannot stand in an attribute");
        row("a slot in a comment", "<!-- {{title}} -->", "comment");
        row("open comment", "<!-- ", "comment");
        row("a slot in a style", "<style>p::after{content:\"{{title}}\"}</style>", "style");
        row("open style", "<style>p{}", "style");
        row("import", "<style>@import \"https://evil.com\";</style>", "loads");
        row("background", "<style>p{background:URL(https://evil.com)}</style>", "loads");
        row("unknown slot", "{{user}}", "\"user\"");
        row("blanks in a slot", "{{ title }}", "\" title \"");
        row("open slot", "{{title", "no placeholder");
        row("markup declaration", "<!ENTITY x>", "is not taken");
        row("processing", "<?php x ?>", "is not taken");
        row("open tag", "<p class=\"a", "does not end");
    }
    void refuses()
    {
        QFETCH(QString, extra);
        QFETCH(QString, why);
        const auto parsed = PageTemplate::parse(templateWith(extra.toStdString()));
        MESHSSO_VERIFY_FAILS(parsed, ErrorCode::InvalidArgument);
        QVERIFY2(contains(parsed.error().message, why.toStdString()), parsed.error().message.c_str());
        QVERIFY2(parsed.error().message.starts_with("line "), parsed.error().message.c_str());
    }

    void namesTheLine()
    {
        const auto parsed = PageTemplate::parse(templateWith("\r\n\r\n<script>"));
        QVERIFY(!parsed);
        QVERIFY2(parsed.error().message.starts_with("line 6: "), parsed.error().message.c_str());
    }

    void wantsEverySlotThatPagesNeed()
    {
        for (const std::string name :
             {"{{lang}}", "{{title}}", "{{message}}", "{{action}}", "{{reference}}"}) {
            auto html = templateWith("");
            for (auto at = html.find(name); at != std::string::npos; at = html.find(name))
                html.erase(at, name.size());
            const auto parsed = PageTemplate::parse(html);
            MESHSSO_VERIFY_FAILS(parsed, ErrorCode::InvalidArgument);
            QCOMPARE(parsed.error().message, name + " is missing");
        }
    }

    void refusesWhatIsNoPage()
    {
        QVERIFY(!PageTemplate::parse(""));
        QVERIFY(!PageTemplate::parse("<html lang=\"{{lang}}\">{{title}}{{message}}{{action}}{{reference}}"));
        QVERIFY(!PageTemplate::parse(templateWith("\xff")));
        QVERIFY(!PageTemplate::parse(templateWith(std::string(1, '\0'))));
        QVERIFY(!PageTemplate::parse(templateWith(std::string(PageTemplate::maxBytes, 'a'))));
        MESHSSO_VERIFY_OK(PageTemplate::parse("\xEF\xBB\xBF" + templateWith("")));
    }

    void keepsThePolicy_whateverTheTemplate()
    {
        PageDesign design;
        design.html = templateWith("<style>i{}</style>", "<style>\r\np{color:red}</style>");
        const auto pages = Pages::create(design);
        MESHSSO_VERIFY_OK(pages);
        CheckRequest request;
        const auto reply = pages->render(PageId::Forbidden, request);
        // Line ends as a browser reads them before it hashes.
        QCOMPARE(csp(reply), "default-src 'none'; style-src 'sha256-" +
                                 base64Encode(crypto::sha256("\np{color:red}")) + "' 'sha256-" +
                                 base64Encode(crypto::sha256("i{}")) +
                                 "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        QVERIFY(contains(reply.body, "<style>\np{color:red}</style>"));
        QCOMPARE(std::string(reply.header("referrer-policy")), std::string("no-referrer"));
        design.html = templateWith("");
        QVERIFY(!contains(csp(Pages::create(design)->render(PageId::Forbidden, request)), "style-src"));
    }

    void fillsSlots_escaped()
    {
        PageDesign design;
        design.html = templateWith("<p title=\"{{title}}\">x</p>");
        const auto pages = Pages::create(design);
        MESHSSO_VERIFY_OK(pages);
        CheckRequest request;
        request.requestId = "\"><script>{{title}}";
        const auto reply = pages->render(PageId::ConfirmSignOut, request, "/\"><script>", "{{lang}}<b>");
        QVERIFY(contains(reply.body, "<p title=\"Sign out?\">x</p>"));
        QVERIFY(contains(reply.body, "<html lang=\"en\">"));
        QVERIFY(!contains(reply.body, "<script"));
        QVERIFY(contains(reply.body, "{{lang}}&lt;b&gt;")); // a value is no template
        QVERIFY(contains(pages->render(PageId::Forbidden, request).body, "&lt;script&gt;{{title}}"));
    }

    void showsALogo_data()
    {
        QTest::addColumn<QByteArray>("logo");
        QTest::addColumn<QString>("type");
        QTest::addColumn<bool>("isTaken");
        const QByteArray svg("<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
        const QByteArray png("\x89PNG\r\n\x1a\nrest");
        QTest::newRow("svg") << svg << "image/svg+xml" << true;
        QTest::newRow("svg with a prologue")
            << QByteArray("<?xml version=\"1.0\"?>\n" + svg) << "image/svg+xml" << true;
        QTest::newRow("png") << png << "image/png" << true;
        QTest::newRow("html as svg") << QByteArray("<html>") << "image/svg+xml" << false;
        QTest::newRow("svg as png") << svg << "image/png" << false;
        QTest::newRow("png as svg") << png << "image/svg+xml" << false;
        QTest::newRow("another type") << svg << "text/html\"><script>" << false;
        QTest::newRow("too large") << QByteArray(svg + QByteArray(40'000, ' ')) << "image/svg+xml" << false;
    }
    void showsALogo()
    {
        QFETCH(QByteArray, logo);
        QFETCH(QString, type);
        QFETCH(bool, isTaken);
        PageDesign design;
        design.logo = logo.toStdString();
        design.logoType = type.toStdString();
        const auto pages = Pages::create(design);
        QCOMPARE(pages.has_value(), isTaken);
        if (!isTaken) {
            QCOMPARE(pages.error().context, std::string("logo"));
            return;
        }
        const auto reply = pages->render(PageId::SignIn, {}, "/start");
        QVERIFY(contains(reply.body, "<img alt=\"\" src=\"data:" + design.logoType + ";base64," +
                                         base64Encode(design.logo) + "\">"));
        QVERIFY(contains(csp(reply), "; img-src data:;"));
        QVERIFY(!contains(csp(Pages().render(PageId::SignIn, {}, "/start")), "img-src"));
    }
};

QTEST_APPLESS_MAIN(PageTemplateTest)
#include "tst_PageTemplate.moc"
