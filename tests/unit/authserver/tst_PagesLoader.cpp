#include "PagesLoader.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest/QtTest>

using namespace meshsso;

namespace {

const QByteArray page = "<!DOCTYPE html><html lang=\"{{lang}}\"><title>{{title}}</title><p>Example Ltd</p>"
                        "{{logo}}{{message}}{{action}}{{reference}}</html>";
const QByteArray svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
const QByteArray png = "\x89PNG\r\n\x1a\nrest";

} // namespace

class PagesLoaderTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void usesOurOwn_withoutADirectory()
    {
        QVERIFY(render("").find("Please sign in") != std::string::npos);
        QVERIFY(m_findings.empty());
        QVERIFY(m_files.empty());
    }

    void usesTheFiles()
    {
        write("page.html", page);
        write("logo.png", png);
        const auto body = render(path());
        QVERIFY2(m_findings.empty(), m_findings.empty() ? "" : m_findings[0].why.c_str());
        QVERIFY(body.find("Example Ltd") != std::string::npos);
        QVERIFY(body.find("data:image/png;base64,") != std::string::npos);
        QCOMPARE(m_files, std::vector<std::filesystem::path>{path()}); // watched for changes
    }

    void usesOnlyALogo()
    {
        write("logo.svg", svg);
        write("logo.png", "never read");
        const auto body = render(path());
        QVERIFY(m_findings.empty());
        QVERIFY(body.find("data:image/svg+xml;base64,") != std::string::npos);
        QVERIFY(body.find("Please sign in") != std::string::npos);
    }

    void names_whatIsWrong_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("why");
        QTest::newRow("script") << "page.html" << QByteArray(page + "\n<script>") << "server.page-template"
                                << "page.html: line 2: the element \"script\" is not taken";
        QTest::newRow("unknown placeholder")
            << "page.html" << QByteArray(page + "{{user}}") << "server.page-template"
            << "there is no placeholder \"user\"";
        QTest::newRow("placeholder missing")
            << "page.html" << QByteArray(page).replace("{{action}}", "") << "server.page-template"
            << "page.html: {{action}} is missing";
        QTest::newRow("huge page") << "page.html" << QByteArray(page + QByteArray(200'000, ' '))
                                   << "server.page-template"
                                   << "over 64 KiB";
        QTest::newRow("empty page") << "page.html" << QByteArray() << "server.pages-unreadable"
                                    << "page.html is empty";
        QTest::newRow("logo") << "logo.svg" << QByteArray("<html>") << "server.page-logo"
                              << "logo.svg: it is no SVG";
        QTest::newRow("huge logo") << "logo.png" << QByteArray(png + QByteArray(1'000'000, 'x'))
                                   << "server.page-logo"
                                   << "logo.png: it is over 32 KiB";
        QTest::newRow("misspelt") << "Page.htm" << page << "server.pages-unreadable"
                                  << "holds neither page.html";
    }
    void names_whatIsWrong()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, content);
        QFETCH(QString, code);
        QFETCH(QString, why);
        write(file, content);
        const auto body = render(path());
        QCOMPARE(m_findings.size(), std::size_t(1));
        const auto& finding = m_findings.front();
        QCOMPARE(finding.code, code.toStdString());
        QCOMPARE(finding.severity, Severity::Error);
        QCOMPARE(finding.where, std::string("pages.directory"));
        QVERIFY2(finding.why.find(why.toStdString()) != std::string::npos, finding.why.c_str());
        QVERIFY(body.find("<script") == std::string::npos);
    }

    void names_whatCannotBeRead()
    {
        render(path() + "/none");
        QCOMPARE(m_findings.size(), std::size_t(1));
        QCOMPARE(m_findings.front().code, std::string("server.pages-unreadable"));
        m_findings.clear();
        QVERIFY(QDir(m_folder->path()).mkdir("page.html"));
        render(path());
        QCOMPARE(m_findings.size(), std::size_t(1));
        QCOMPARE(m_findings.front().code, std::string("server.pages-unreadable"));
    }

private:
    std::string path() const { return m_folder->path().toStdString(); }
    void write(const QString& name, const QByteArray& content) const
    {
        QFile file(m_folder->filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write");
    }
    std::string render(const std::string& directory)
    {
        m_findings.clear();
        m_files.clear();
        const auto pages = authserver::loadPages(directory, m_findings, m_files);
        return pages.render(engine::PageId::SignInNeeded, {}, "/oauth2/sign_in").body;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    Findings m_findings;
    std::vector<std::filesystem::path> m_files;
};

QTEST_APPLESS_MAIN(PagesLoaderTest)
#include "tst_PagesLoader.moc"
