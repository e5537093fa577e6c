#include "login/HtmlPage.h"
#include "support/TestPrinters.h"

#include <QtTest/QtTest>

using namespace meshsso::login;

class tst_HtmlPage : public QObject
{
    Q_OBJECT

private slots:
    void readsFormAsKeycloakWritesIt()
    {
        const auto page = HtmlPage::parse(
            "<title>Sign in\n to x &amp; y</title><script>if (a<b) '<form action=\"evil\">'</script>"
            "<!-- <form action='old'> --><FORM id=\"kc-form-login\" onsubmit=\"login.disabled = true; return "
            "true;\" "
            "action=\"http://kc/a?x=1&amp;y=2\" METHOD=\"post\">"
            "<input id=username name=username value='' type=text autofocus/>"
            "<input name=\"password\" type=\"PASSWORD\"><input type=hidden name=credentialId "
            "value=\"a&quot;b\">"
            "</form><input name='outside'><a href='/oauth2/start?rd=%2F&amp;x=1'>Sign in</a>");
        QCOMPARE(page.title(), std::string("Sign in to x & y"));
        QCOMPARE(page.forms().size(), std::size_t(1));
        const auto* form = page.formWith("password");
        QVERIFY(form);
        QCOMPARE(form->action, std::string("http://kc/a?x=1&y=2"));
        QCOMPARE(form->method, std::string("POST"));
        QCOMPARE(form->input("password")->type, std::string("password"));
        QCOMPARE(form->input("credentialId")->value, std::string("a\"b"));
        QVERIFY(!form->input("outside"));
        QCOMPARE(page.links(), std::vector<std::string>{"/oauth2/start?rd=%2F&x=1"});
    }

    void findsMessage()
    {
        const auto page = HtmlPage::parse("<div class='alert'><div class=\"pf-m-error\" "
                                          "id=\"input-error-username\"><span class='x kc-feedback-text'>"
                                          "\n  Invalid username\n or password.\n </span></div></div>"
                                          "<div id=\"kc-error-message\"><p class=\"instruction\">Invalid "
                                          "parameter: redirect_uri</p></div><p>tail</p>");
        QCOMPARE(page.messageText("input-error", {}), std::string("Invalid username or password."));
        QCOMPARE(page.messageText({}, "kc-feedback-text"), std::string("Invalid username or password."));
        QCOMPARE(page.messageText("kc-error-message", {}), std::string("Invalid parameter: redirect_uri"));
        QCOMPARE(page.messageText("nothing", "at-all"), std::string());
    }

    void survivesGarbage_data()
    {
        QTest::addColumn<QByteArray>("html");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("open tag") << QByteArray("<form action=\"x");
        QTest::newRow("open comment") << QByteArray("<!-- <form>");
        QTest::newRow("open script") << QByteArray("<script>var a = '<form>';");
        QTest::newRow("lone marks") << QByteArray("< <> </> <= =\"\" <a href> <form =x>");
        QTest::newRow("binary") << QByteArray("\0\xff<\0form\0>", 9);
        QTest::newRow("deep") << QByteArray("<div class=a>").repeated(20'000);
        QTest::newRow("many lone closers") << QByteArray("</div>").repeated(20'000);
        QTest::newRow("open amp") << QByteArray("<a href='&amp;&#x41;&#65;&#999999999;&#x;&unknown;&'>");
    }
    void survivesGarbage()
    {
        QFETCH(QByteArray, html);
        const auto page = HtmlPage::parse(html.toStdString());
        QVERIFY(!page.formWith("password"));
    }

    void decodes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("decoded");
        QTest::newRow("named") << "&lt;&gt;&amp;&quot;&apos;"
                               << "<>&\"'";
        QTest::newRow("numbers") << "&#39;&#x2F;&#X2f;"
                                 << "'//";
        QTest::newRow("unknown stays") << "&euro;&x&"
                                       << "&euro;&x&";
        QTest::newRow("control stays") << "&#10;"
                                       << "&#10;";
        QTest::newRow("once") << "&amp;lt;"
                              << "&lt;";
    }
    void decodes()
    {
        QFETCH(QString, text);
        QFETCH(QString, decoded);
        QCOMPARE(decodeEntities(text.toStdString()), decoded.toStdString());
    }
};

QTEST_APPLESS_MAIN(tst_HtmlPage)
#include "tst_HtmlPage.moc"
