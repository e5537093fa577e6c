#pragma once

#include "core/FindingList.h"

#include <string>
#include <string_view>

namespace meshsso::migrate {

/// The findings of an import, one call for each kind of answer that an option can get. Private to this
/// folder.
class ImportReport : public FindingList
{
public:
    /// The option does something that we do not do.
    void noEquivalent(std::string where, std::string why, std::string fix)
    {
        warning("migrate.no-equivalent", std::move(where), std::move(why), std::move(fix));
    }
    /// The option weakens something. It was not carried over, unless why says that it was.
    void dangerous(std::string where, std::string why, std::string fix)
    {
        warning("migrate.dangerous", std::move(where), std::move(why), std::move(fix));
    }
    /// Carried over, but users or applications will notice.
    void changed(std::string where, std::string why, std::string fix)
    {
        warning("migrate.changed", std::move(where), std::move(why), std::move(fix));
    }
    /// Done in another way here; nobody needs to act.
    void different(std::string where, std::string why, std::string fix)
    {
        info("migrate.different", std::move(where), std::move(why), std::move(fix));
    }
    /// Without meaning here.
    void notNeeded(std::string where, std::string why)
    {
        info("migrate.not-needed", std::move(where), std::move(why), "nothing to do");
    }
    /// The source does not say what we need.
    void missing(std::string where, std::string why, std::string fix)
    {
        error("migrate.missing", std::move(where), std::move(why), std::move(fix));
    }
    /// The value cannot be read; it is not repeated, for it may be a secret.
    void unreadable(std::string where, std::string why, std::string fix)
    {
        warning("migrate.value", std::move(where), std::move(why), std::move(fix));
    }
    void unknown(std::string where, std::string_view nearest)
    {
        warning("migrate.unknown-option", std::move(where),
                "there is no such option in the versions that are known here; it was left out",
                nearest.empty() ? "look whether it is misspelt, or what it does in its own documentation"
                                : "did you mean " + std::string(nearest) + "?");
    }
    void secret(std::string where, std::string why, std::string fix)
    {
        info("migrate.secret", std::move(where), std::move(why), std::move(fix));
    }
};

} // namespace meshsso::migrate
