#include "desktop/views/Language.h"

#include "desktop/models/BackendTranslator.h"
#include "desktop/views/PseudoTranslator.h"

#include <QCoreApplication>
#include <QFile>
#include <QLibraryInfo>
#include <QLocale>

namespace meshsso::desktop {

Language::~Language()
{
    for (const auto& translator : m_installed)
        QCoreApplication::removeTranslator(translator.get());
}

QString Language::ofSystem(const QStringList& uiLanguages)
{
    for (const auto& tag : uiLanguages) {
        const QLocale locale(tag);
        if (locale.language() == QLocale::English || locale.language() == QLocale::C)
            return QStringLiteral("en");
        // Traditional Chinese readers are better off with English than with the other script's words.
        if (locale.language() == QLocale::Chinese && locale.script() != QLocale::TraditionalHanScript)
            return QStringLiteral("zh_CN");
    }
    return QStringLiteral("en");
}

void Language::use(const QString& code)
{
    for (const auto& translator : m_installed)
        QCoreApplication::removeTranslator(translator.get());
    m_installed.clear();
    m_current = code.isEmpty() ? ofSystem(QLocale::system().uiLanguages()) : code;
    if (m_current == QLatin1String("pseudo")) {
        install(std::make_unique<PseudoTranslator>());
        return;
    }
    // English has a file too: it holds the plural forms.
    auto qt = std::make_unique<QTranslator>();
    if (m_current != QLatin1String("en") &&
        qt->load(QStringLiteral("qtbase_") + m_current, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        install(std::move(qt));
    auto own = std::make_unique<QTranslator>();
    if (own->load(QStringLiteral(":/i18n/meshsso_%1.qm").arg(m_current)))
        install(std::move(own));
    auto backend = std::make_unique<BackendTranslator>();
    for (const auto* part : {"findings", "texts"}) {
        QFile file(QStringLiteral(":/i18n/%1_%2.json").arg(QLatin1String(part), m_current));
        // Part of the program: tst_Translations shows that they can be read.
        if (file.open(QIODevice::ReadOnly))
            (void)backend->loadJson(file.readAll().toStdString());
    }
    if (!backend->isEmpty())
        install(std::move(backend));
}

void Language::install(std::unique_ptr<QTranslator> translator)
{
    QCoreApplication::installTranslator(translator.get());
    m_installed.push_back(std::move(translator));
}

} // namespace meshsso::desktop
