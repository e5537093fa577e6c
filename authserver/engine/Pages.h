#pragma once

#include "engine/HttpReply.h"

#include <string>
#include <string_view>

namespace meshsso::engine {

/// A page's words. All plain text; escaped where they are put into HTML.
struct PageText
{
    std::string title;
    std::string message;
    std::string linkText;   ///< empty: no link
    std::string linkTarget; ///< a path or URL that was validated
    std::string reference;  ///< shown as "Reference: ..."; the log line carries it as request_id
};

/// An HTML page without scripts or external parts, with a strict Content-Security-Policy and no-store.
HttpReply makePage(int status, const PageText& text);
/// A page with a button that sends a form: GET with hidden fields, or POST.
HttpReply makeFormPage(int status, const PageText& text, std::string_view method, std::string_view fieldName,
                       std::string_view fieldValue);
/// {"error": code, "message": text, "reference": id}
HttpReply makeJsonError(int status, std::string_view code, std::string_view message,
                        std::string_view reference);
/// A redirect that no cache keeps.
HttpReply makeRedirect(std::string location);

} // namespace meshsso::engine
