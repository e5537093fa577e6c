#include "diagnose/FindingCatalog.h"
#include "support/TestPrinters.h"

#include <QDirIterator>
#include <QRegularExpression>
#include <QtTest/QtTest>

using namespace meshsso::diagnose;

// The catalogue and the sources say the same: every text in the backend and the server that looks like a
// finding's code is in the catalogue or is known to be something else, and every code of the catalogue stands
// in the sources.

namespace {

/// Texts with a finding's prefix that are none: fields of a project, files and keys of Secrets.
const QStringList notFindings{"gateway.crt", "gateway.key", "gateway.name", "gateway.namespace",
                              "gateway.tls", "tls.crt",     "tls.key"};

QString withoutComments(const QString& text)
{
    static const QRegularExpression comment("(^|\\s)//[^\\n]*");
    return QString(text).remove(comment);
}

/// "keycloak.realm-missing" -> where it stands, for the catalogue's prefixes.
QMap<QString, QString> codesInSources()
{
    QSet<QString> prefixes;
    for (const auto& kind : findingCatalog())
        prefixes << QString::fromStdString(std::string(kind.code)).section('.', 0, 0);
    const QString code = "\"([a-z0-9]+)\\.([a-z0-9]+(?:-[a-z0-9]+)*)\"";
    const QString root = MESHSSO_SOURCE_DIR;
    QMap<QString, QString> codes;
    // The server's log has names of the same form; its findings are made of braces and choices.
    for (const auto& [folder, before] : {std::pair("/backend", ""), std::pair("/authserver", "[{?:]\\s*")}) {
        const QRegularExpression literal(before + code);
        QDirIterator files(root + folder, {"*.h", "*.cpp"}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            const auto name = QDir(root).relativeFilePath(file.fileName());
            if (name.startsWith("backend/diagnose/") || !file.open(QIODevice::ReadOnly))
                continue;
            auto matches = literal.globalMatch(withoutComments(QString::fromUtf8(file.readAll())));
            while (matches.hasNext()) {
                const auto match = matches.next();
                if (prefixes.contains(match.captured(1)))
                    codes.insert(match.captured(1) + "." + match.captured(2), name);
            }
        }
    }
    return codes;
}

} // namespace

class FindingCatalogTest : public QObject
{
    Q_OBJECT

private slots:
    void everyCodeInTheSources_isInTheCatalogue()
    {
        const auto codes = codesInSources();
        QVERIFY(codes.size() > 200);
        QStringList faults;
        for (auto code = codes.begin(); code != codes.end(); ++code) {
            if (findingTitle(code.key().toStdString()).empty() && !notFindings.contains(code.key()))
                faults
                    << code.key() + " in " + code.value() +
                           ": give it a title in diagnose/FindingCatalog.cpp (or list it in this test, if it "
                           "is no finding)";
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }

    void everyCodeInTheCatalogue_isInTheSources()
    {
        const auto codes = codesInSources();
        QStringList faults;
        for (const auto& kind : findingCatalog()) {
            const auto code = QString::fromStdString(std::string(kind.code));
            if (!codes.contains(code))
                faults << code;
            if (notFindings.contains(code))
                faults << code + " is in the list of what is no finding";
        }
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }

    void titles_areShort_andPlain()
    {
        for (const auto& kind : findingCatalog()) {
            const auto title = QString::fromStdString(std::string(kind.title));
            const auto code = QString::fromStdString(std::string(kind.code));
            QVERIFY2(!title.isEmpty() && title.size() <= 60, qPrintable(code));
            QVERIFY2(title[0].isUpper() && !title.endsWith('.') && !title.contains('!'), qPrintable(code));
        }
    }

    void titles_areFound_byCode()
    {
        QCOMPARE(findingTitle("gateway.exempt-port"),
                 std::string_view("An application is reachable without sign-in"));
        for (const char* unknown : {"", "gateway", "gateway.exempt-por", "zzz.zzz", "access"})
            QVERIFY(findingTitle(unknown).empty());
        for (const auto& kind : findingCatalog())
            QCOMPARE(findingTitle(kind.code), kind.title);
    }
};

QTEST_APPLESS_MAIN(FindingCatalogTest)
#include "tst_FindingCatalog.moc"
