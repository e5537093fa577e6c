#include "desktop/models/BackendText.h"

#include "desktop/models/Text.h"

#include <QCoreApplication>

namespace meshsso::desktop {

QString backendText(std::string_view english, qsizetype maxLength)
{
    const QString text = QCoreApplication::translate("Backend", displayable(english).toUtf8().constData());
    return text.size() > maxLength ? displayable(toUtf8(text), maxLength) : text;
}

QString errorText(const Error& error, qsizetype maxLength)
{
    const QString message = backendText(error.message);
    const QString whole =
        error.context.empty() ? message : QStringLiteral("%1: %2").arg(backendText(error.context), message);
    return whole.size() > maxLength ? displayable(toUtf8(whole), maxLength) : whole;
}

} // namespace meshsso::desktop
