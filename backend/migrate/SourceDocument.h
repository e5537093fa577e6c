#pragma once

#include "core/Json.h"
#include "core/Result.h"
#include "migrate/ImportReport.h"
#include "migrate/ImportResult.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::migrate {

/// The documents of a YAML or JSON text ("---" lines between them, a Kubernetes List taken apart), each an
/// object. YAML scalars are texts here, whatever they look like. Errors: ParseError, TooLarge.
Result<std::vector<json::object>> readDocuments(const SourceText& source);

/// One map of a source, read by name. Names are compared without case and '_', so that client_id and clientId
/// are one. Says at the end which members nobody asked for. Private to this folder.
class SourceFields
{
public:
    SourceFields(const json::object& object, std::string where, ImportReport& report);

    const json::value* find(std::string_view name);
    bool has(std::string_view name) { return find(name) != nullptr; }
    /// Text, number or boolean as text; empty if absent or of another kind.
    std::string text(std::string_view name);
    bool flag(std::string_view name) { return text(name) == "true"; }
    /// A list of texts, or one text as a list of one.
    std::vector<std::string> list(std::string_view name);
    /// The nested map, or nothing.
    std::optional<SourceFields> map(std::string_view name);
    /// The maps of a list.
    std::vector<SourceFields> maps(std::string_view name);
    /// "file (a.b.name)".
    std::string where(std::string_view name) const;
    const json::object& object() const { return *m_object; }
    ImportReport& report() { return *m_report; }
    /// Reports members that nobody asked for, with the nearest name that was.
    void finish();

private:
    const json::object* m_object;
    std::string m_where; ///< "file (path" without the closing bracket
    ImportReport* m_report;
    std::set<std::string, std::less<>> m_known; ///< as asked for
    std::vector<std::string> m_names;
};

/// A scalar as text.
std::string scalarText(const json::value& value);

/// Standard or URL-safe base64, padded or not, blanks and line ends ignored.
std::optional<std::string> decodeAnyBase64(std::string_view text);

} // namespace meshsso::migrate
