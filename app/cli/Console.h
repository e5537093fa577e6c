#pragma once

#include "core/Error.h"
#include "core/Finding.h"
#include "core/Json.h"

#include <string>
#include <string_view>
#include <vector>

namespace meshsso::cli {

enum class Style { Plain, Bold, Dim, Good, Warn, Bad };

/// What a person sees, and what a script reads. People's text goes to standard output, or to standard error
/// when standard output carries the one JSON document of --json. Colour only on a terminal, and never with
/// NO_COLOR or
/// --no-color. Text from peers and files is shown with its control characters spelt out, so that a claim
/// cannot drive the terminal.
class Console
{
public:
    using Row = std::vector<std::string>;

    Console(bool json, bool noColor);

    bool isJson() const { return m_json; }

    /// One line of the result. An empty text is an empty line.
    void print(std::string_view text) const;
    /// One line that says what is going on; always on standard error.
    void progress(std::string_view text) const;
    /// Columns padded to their widest cell; the last one is left ragged.
    void table(const Row& header, const std::vector<Row>& rows) const;
    /// Findings with their severity, place and fix; errors first.
    void findings(const Findings& findings) const;
    /// "error: context: message" on standard error.
    void error(const Error& error) const;
    /// The document of --json, on standard output. Without --json nothing is written.
    void document(const json::value& value) const;

    /// The text in that style, if print() shows colour.
    std::string styled(Style style, std::string_view text) const;

private:
    std::string painted(Style style, std::string_view text, bool color) const;

    bool m_json;
    bool m_colorOut;
    bool m_colorErr;
};

/// The text with control characters (C0, C1, bidirectional overrides) written as escapes; invalid UTF-8 as
/// \xNN.
std::string printable(std::string_view text);

/// Cells as wide as people see them: code points, not bytes.
std::size_t displayWidth(std::string_view text) noexcept;

/// {"code":, "severity":, "where":, "why":, "fix":} for each finding.
json::array findingsJson(const Findings& findings);

} // namespace meshsso::cli
