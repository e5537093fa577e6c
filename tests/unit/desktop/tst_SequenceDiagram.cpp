#include "desktop/models/HopsModel.h"
#include "desktop/views/PictureFile.h"
#include "desktop/views/widgets/SequenceDiagram.h"

#include <QtTest/QtTest>
#include <QtWidgets/QtWidgets>

using namespace meshsso;
using namespace meshsso::desktop;

namespace {

login::Hop hop(std::string url, int status, login::HopParty party, std::string meaning,
               std::vector<login::CookieSeen> cookies = {})
{
    login::Hop made;
    made.method = "GET";
    made.url = std::move(url);
    made.status = status;
    made.elapsed = std::chrono::milliseconds(12);
    made.cookies = std::move(cookies);
    made.meaning = std::move(meaning);
    made.answeredBy = party;
    return made;
}

void fill(HopsModel& hops)
{
    hops.append(hop("https://sso.example.com/headers", 302, login::HopParty::AuthorizationService,
                    "not signed in: on to the sign-in"));
    hops.append(hop("https://kc.example.com/realms/x/protocol/openid-connect/auth?state=abcd..(43)", 200,
                    login::HopParty::Keycloak, "Keycloak's sign-in form", {{"AUTH_SESSION_ID", 80, false}}));
    hops.append(
        hop("https://sso.example.com/headers", 403, login::HopParty::Gateway, "the gateway's own refusal"));
}

const Finding refusal{"login.rbac-denied", Severity::Error, "https://sso.example.com/headers",
                      "the gateway refuses without asking anybody", "compare the provider's name"};

} // namespace

/// The picture of a login: what it says to those who do not see it, and how the keyboard moves in it.
class TestSequenceDiagram : public QObject
{
    Q_OBJECT

private slots:
    void cookies_areAddedUpAgainstTheLimits()
    {
        HopsModel hops;
        hops.append(hop("https://a.example.com/", 200, login::HopParty::Application, "x",
                        {{"one", 3000, false}, {"two", 4000, false}}));
        hops.append(
            hop("https://a.example.com/", 200, login::HopParty::Application, "x", {{"three", 3000, false}}));
        hops.append(
            hop("https://a.example.com/", 200, login::HopParty::Application, "x", {{"two", 0, true}}));
        hops.append(
            hop("https://b.example.com/", 200, login::HopParty::Application, "x", {{"big", 5000, false}}));
        const auto& rows = hops.rows();
        QCOMPARE(rows[0].outcome, HopOutcome::Good);
        QCOMPARE(rows[1].cookieHeaderBytes, std::size_t(10'000 + 9));
        QCOMPARE(rows[1].outcome, HopOutcome::Warning);
        QVERIFY(cookieDetail(rows[1]).contains("8 KB"));
        QCOMPARE(rows[2].cookieHeaderBytes, std::size_t(6000 + 6));
        QCOMPARE(rows[3].cookieHeaderBytes, std::size_t(0)); // browsers drop it
        QVERIFY(cookieDetail(rows[3]).contains("4 KB"));
    }

    void findings_goToTheLatestHopOfTheirAddress()
    {
        HopsModel hops;
        fill(hops);
        hops.attach({refusal});
        QCOMPARE(hops.failedRow(), 2);
        QVERIFY(hops.rows()[0].findings.empty());
        QCOMPARE(hops.data(hops.index(2, 0), HopsModel::SeverityRole).toInt(),
                 static_cast<int>(Severity::Error));
    }

    void findingWithoutHop_goesToTheLast()
    {
        HopsModel hops;
        fill(hops);
        hops.attach({{"login.too-many-hops", Severity::Error, "", "why", "fix"}});
        QCOMPARE(hops.failedRow(), 2);
        HopsModel none;
        none.attach({{"login.bad-url", Severity::Error, "x", "why", "fix"}});
        QCOMPARE(none.rowCount(), 0);
    }

    void lanes_dependOnTheWay()
    {
        const HopSequence gateway{false};
        const HopSequence direct{true};
        QCOMPARE(gateway.lanes().size(), 5);
        QCOMPARE(direct.lanes().size(), 3);
        HopRow row;
        row.hop = hop("http://127.0.0.1:4711/callback?code=x", 200, login::HopParty::Unknown, "x");
        QCOMPARE(direct.endsOf(row).to, 1);
        QCOMPARE(direct.endsOf(row).from, 0);
        row.hop.answeredBy = login::HopParty::Application;
        QCOMPARE(gateway.endsOf(row).to, 4);
        QCOMPARE(gateway.endsOf(row).via, 1);
    }

    void keyboard_choosesHops()
    {
        HopsModel hops;
        fill(hops);
        SequenceDiagram diagram(hops);
        diagram.resize(700, 400);
        diagram.show();
        diagram.setFocus();
        QSignalSpy chosen(&diagram, &SequenceDiagram::rowChosen);
        QTest::keyClick(&diagram, Qt::Key_Down);
        QCOMPARE(diagram.currentRow(), 0);
        QTest::keyClick(&diagram, Qt::Key_Down);
        QTest::keyClick(&diagram, Qt::Key_End);
        QTest::keyClick(&diagram, Qt::Key_Down);
        QCOMPARE(diagram.currentRow(), 2);
        QTest::keyClick(&diagram, Qt::Key_Up);
        QCOMPARE(diagram.currentRow(), 1);
        QTest::keyClick(&diagram, Qt::Key_Home);
        QCOMPARE(diagram.currentRow(), 0);
        QTest::keyClick(&diagram, Qt::Key_Escape);
        QCOMPARE(diagram.currentRow(), -1);
        QCOMPARE(chosen.count(), 6);
    }

    void mouse_choosesHops()
    {
        HopsModel hops;
        fill(hops);
        SequenceDiagram diagram(hops);
        diagram.resize(700, 600);
        diagram.show();
        QTest::mouseClick(&diagram, Qt::LeftButton, {}, QPoint(300, diagram.sizeHint().height() / 2));
        QVERIFY(diagram.currentRow() >= 0);
    }

    void accessibleText_saysWhatThePictureSays()
    {
        HopsModel hops;
        SequenceDiagram diagram(hops);
        auto* accessible = QAccessible::queryAccessibleInterface(&diagram);
        QVERIFY(!accessible->text(QAccessible::Name).isEmpty());
        fill(hops);
        hops.attach({refusal});
        diagram.setCurrentRow(1);
        QString text = accessible->text(QAccessible::Description);
        for (const char* part : {"Hop 2", "Keycloak", "200", "sign-in form", "AUTH_SESSION_ID"})
            QVERIFY2(text.contains(part), qPrintable(text));
        diagram.setCurrentRow(2);
        text = accessible->text(QAccessible::Description);
        QVERIFY2(text.contains("failed") && text.contains("refuses without asking"), qPrintable(text));
        hops.clear();
        QCOMPARE(diagram.currentRow(), -1);
    }

    void hostileHops_doNotBreakIt()
    {
        HopsModel hops;
        hops.append(hop("https://" + std::string(9000, 'W') + "/\xE2\x80\xAE<b>", 999,
                        login::HopParty::Unknown, std::string(9000, 'x'),
                        {{std::string(5000, 'c'), 1, false}}));
        hops.append(hop("", 0, login::HopParty::Unknown, ""));
        SequenceDiagram diagram(hops);
        diagram.resize(320, 200);
        diagram.show();
        const QImage picture = diagram.grab().toImage();
        QVERIFY(!picture.isNull());
        QVERIFY(!hopSentence(hops.rows()[0]).contains(QChar(0x202e)));
    }

    void export_isAPicture_withoutSelection()
    {
        HopsModel hops;
        fill(hops);
        hops.attach({refusal});
        SequenceDiagram diagram(hops);
        const auto svg = svgOf(diagram, 900, "Login test of x & y");
        QVERIFY(svg.startsWith("<?xml"));
        QXmlStreamReader reader(svg);
        while (!reader.atEnd())
            reader.readNext();
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QVERIFY(QString::fromUtf8(svg).contains("Application"));
        const auto png = QImage::fromData(pngOf(diagram, 900));
        QCOMPARE(png.width(), 1800);
        QTemporaryDir folder;
        QVERIFY(saveFile(folder.filePath("a.svg"), svg).isEmpty());
        QVERIFY(!saveFile(folder.filePath("no/such/folder/a.svg"), svg).isEmpty());
    }
};

QTEST_MAIN(TestSequenceDiagram)
#include "tst_SequenceDiagram.moc"
