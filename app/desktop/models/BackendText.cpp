#include "desktop/models/BackendText.h"

#include "desktop/models/Text.h"

#include <QCoreApplication>

namespace meshsso::desktop {

QString backendText(std::string_view english)
{
    const QString text = displayable(english);
    return QCoreApplication::translate("Backend", text.toUtf8().constData());
}

} // namespace meshsso::desktop
