#pragma once

#include <QTranslator>

namespace meshsso::desktop {

/// Makes every text of the program longer and strange, "[Ťëxt ~~]", so that a text which is not translatable,
/// or has no room to grow, shows. Place markers (%1, %n) and shortcuts' ampersands stay as they are.
class PseudoTranslator final : public QTranslator
{
    Q_OBJECT
public:
    using QTranslator::QTranslator;

    bool isEmpty() const override { return false; }
    QString translate(const char* context, const char* sourceText, const char* disambiguation,
                      int n) const override;

    static QString pseudo(const QString& text);
};

} // namespace meshsso::desktop
