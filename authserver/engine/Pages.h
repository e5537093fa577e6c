#pragma once

#include "engine/CheckRequest.h"
#include "engine/HttpReply.h"
#include "engine/pages/PageDesign.h"
#include "engine/pages/PageTemplate.h"
#include "engine/pages/PageTexts.h"

#include <string>
#include <string_view>
#include <vector>

namespace meshsso::engine {

/// Renders our pages: HTML without scripts, forms or external parts, in the language the browser asks for,
/// under a strict Content-Security-Policy, and kept by no cache. Template and logo may be the operator's; the
/// headers are ours whatever these hold. Immutable; thread-safe.
class Pages
{
public:
    /// A picture is part of each page, so it has to be small.
    static constexpr std::size_t maxLogoBytes = 32'768;

    Pages();
    /// Errors: InvalidArgument, with "page.html" or "logo" as context.
    static Result<Pages> create(const PageDesign& design);

    /// The page with its status. The target is where its link leads: a path or URL that was validated; empty:
    /// no link. What is missing is shown as it is, and only where given. Every page that stands for a
    /// line in the log shows the request's reference (see referenceOf), which is in that line.
    HttpReply render(PageId id, const CheckRequest& request, std::string_view target = {},
                     std::string_view missing = {}) const;

private:
    explicit Pages(PageTemplate pageTemplate, const PageDesign& design);

    PageTemplate m_template;
    std::string m_logo; ///< its element, or empty
    std::string m_contentSecurityPolicy;
};

/// {"error": code, "message": text, "reference": of the request id, "missing": [text, ...]}, the last two
/// where there are any.
HttpReply makeJsonError(int status, std::string_view code, std::string_view message,
                        std::string_view requestId, const std::vector<std::string>& missing = {});
/// A redirect that no cache keeps.
HttpReply makeRedirect(std::string location);

} // namespace meshsso::engine
