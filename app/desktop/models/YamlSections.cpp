#include "desktop/models/YamlSections.h"

#include "desktop/models/Text.h"

namespace meshsso::desktop {

QString yamlSections(std::string_view yaml, const QStringList& keys)
{
    QStringList sections;
    for (const auto& key : keys)
        sections.append(key.section(QLatin1Char('.'), 0, 0).section(QLatin1Char('['), 0, 0));
    QString taken;
    bool isTaking = false;
    for (const auto& line : toQString(yaml).split(QLatin1Char('\n'))) {
        // A section starts at the line's first column; the emitter writes nothing else there.
        const bool isKey = !line.isEmpty() && !line[0].isSpace() && line[0] != QLatin1Char('-');
        if (isKey)
            isTaking = sections.contains(line.section(QLatin1Char(':'), 0, 0));
        if (isTaking && !line.isEmpty())
            taken += line + QLatin1Char('\n');
    }
    return taken;
}

} // namespace meshsso::desktop
