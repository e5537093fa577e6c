#pragma once

#include <QObject>
#include <QTranslator>
#include <memory>
#include <vector>

namespace meshsso::desktop {

/// The application's translators. Without a file for a language the program speaks English.
class Language final : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    ~Language() override;

    /// Empty: as the system; "en", "zh_CN" or "pseudo". Views that exist keep their old text.
    void use(const QString& code);
    /// What is in use: "en", "zh_CN" or "pseudo".
    const QString& current() const { return m_current; }
    /// Which of ours fits the system's languages best.
    static QString ofSystem(const QStringList& uiLanguages);

private:
    void install(std::unique_ptr<QTranslator> translator);

    QString m_current = QStringLiteral("en");
    std::vector<std::unique_ptr<QTranslator>> m_installed;
};

} // namespace meshsso::desktop
