#pragma once

#include "core/Error.h"

#include <QString>
#include <string_view>

namespace meshsso::desktop {

/// A sentence of the backend ("Keycloak's sign-in form", "the realm does not exist yet") in the operator's
/// language, fit for a label. What the translation does not know stays English: values are never lost. Cut in
/// the middle over maxLength characters, after it was translated.
QString backendText(std::string_view english, qsizetype maxLength = 4096);

/// An error as Error::toString puts it, context and message each translated on its own.
QString errorText(const Error& error, qsizetype maxLength = 4096);

} // namespace meshsso::desktop
