#pragma once

#include "net/RecordingHttpClient.h"

#include <QString>

namespace meshsso::desktop {

/// The recorded request for people: request line, headers, body; masked as recorded.
QString requestTextOf(const net::RecordedExchange& exchange);
/// The same for the answer; empty while there is none.
QString responseTextOf(const net::RecordedExchange& exchange);

} // namespace meshsso::desktop
