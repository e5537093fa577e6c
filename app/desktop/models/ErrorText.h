#pragma once

#include "core/Error.h"

#include <QString>

namespace meshsso::desktop {

/// A short title for an error's kind in the operator's language: "No connection", "The password was not
/// accepted". The error's own text, with the values, stands below it.
QString errorTitle(const Error& error);

} // namespace meshsso::desktop
