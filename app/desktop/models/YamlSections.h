#pragma once

#include <QStringList>
#include <string_view>

namespace meshsso::desktop {

/// Those sections of a project in its canonical YAML (project::emitProject) that the keys name, in the file's
/// order. A key may name a field below a section ("identityProvider.realm"); its whole section is taken then.
/// Empty when the project says nothing there: all of it is as by default.
QString yamlSections(std::string_view yaml, const QStringList& keys);

} // namespace meshsso::desktop
