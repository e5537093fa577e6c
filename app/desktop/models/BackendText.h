#pragma once

#include <QString>
#include <string_view>

namespace meshsso::desktop {

/// A sentence of the backend ("Keycloak's sign-in form", "the realm does not exist yet") in the operator's
/// language, fit for a label. What the translation does not know stays English: values are never lost.
QString backendText(std::string_view english);

} // namespace meshsso::desktop
