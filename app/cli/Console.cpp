#include "cli/Console.h"

#include "core/Text.h"

#include <cstdio>
#include <cstdlib>
#include <unistd.h>

namespace meshsso::cli {

namespace {

bool colorWanted(int descriptor, bool noColor)
{
    const char* disabled = std::getenv("NO_COLOR");
    const char* terminal = std::getenv("TERM");
    return !noColor && (disabled == nullptr || *disabled == '\0') && isatty(descriptor) == 1 &&
           (terminal == nullptr || std::string_view(terminal) != "dumb");
}

void writeLine(std::FILE* stream, std::string_view text)
{
    // A closed pipe is not worth a message; the exit code still tells.
    (void)std::fwrite(text.data(), 1, text.size(), stream);
    (void)std::fputc('\n', stream);
    (void)std::fflush(stream);
}

std::string_view escapeOf(Style style)
{
    switch (style) {
    case Style::Plain:
        return "";
    case Style::Bold:
        return "\x1b[1m";
    case Style::Dim:
        return "\x1b[2m";
    case Style::Good:
        return "\x1b[32m";
    case Style::Warn:
        return "\x1b[33m";
    case Style::Bad:
        return "\x1b[31m";
    }
    return "";
}

Style styleOf(Severity severity)
{
    switch (severity) {
    case Severity::Info:
        return Style::Dim;
    case Severity::Warning:
        return Style::Warn;
    case Severity::Error:
        return Style::Bad;
    }
    return Style::Plain;
}

/// Length of the UTF-8 sequence at the position, or 0 if it is not one.
std::size_t sequenceLength(std::string_view text, std::size_t at)
{
    const auto first = static_cast<unsigned char>(text[at]);
    std::size_t length = 0;
    if (first < 0x80)
        length = 1;
    else if (first >= 0xc2 && first <= 0xdf)
        length = 2;
    else if (first >= 0xe0 && first <= 0xef)
        length = 3;
    else if (first >= 0xf0 && first <= 0xf4)
        length = 4;
    return length != 0 && isValidUtf8(text.substr(at, length)) && at + length <= text.size() ? length : 0;
}

bool isHostile(std::string_view sequence)
{
    if (sequence.size() == 1)
        return hasControlCharacters(sequence);
    if (sequence.size() == 2) // C1 controls
        return sequence[0] == '\xc2' && static_cast<unsigned char>(sequence[1]) < 0xa0;
    // Bidirectional overrides and isolates, which show text in another order than it has.
    return (sequence >= "\u202a" && sequence <= "\u202e") || (sequence >= "\u2066" && sequence <= "\u2069");
}

} // namespace

Console::Console(bool json, bool noColor)
    : m_json(json), m_colorOut(colorWanted(json ? STDERR_FILENO : STDOUT_FILENO, noColor)),
      m_colorErr(colorWanted(STDERR_FILENO, noColor))
{
}

void Console::print(std::string_view text) const
{
    writeLine(m_json ? stderr : stdout, text);
}

void Console::progress(std::string_view text) const
{
    writeLine(stderr, painted(Style::Dim, text, m_colorErr));
}

void Console::table(const Row& header, const std::vector<Row>& rows) const
{
    std::vector<std::size_t> widths(header.size(), 0);
    const auto measure = [&](const Row& row) {
        for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i)
            widths[i] = std::max(widths[i], displayWidth(row[i]));
    };
    measure(header);
    for (const auto& row : rows)
        measure(row);
    const auto lineOf = [&](const Row& row) {
        std::string line = "  ";
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += row[i];
            if (i + 1 < row.size())
                line.append(widths[i] - displayWidth(row[i]) + 2, ' ');
        }
        return line;
    };
    print(styled(Style::Bold, lineOf(header)));
    for (const auto& row : rows)
        print(lineOf(row));
}

void Console::findings(const Findings& findings) const
{
    for (const Severity severity : {Severity::Error, Severity::Warning, Severity::Info}) {
        for (const auto& finding : findings) {
            if (finding.severity != severity)
                continue;
            std::string line = painted(styleOf(severity), severityName(severity), m_colorErr) + ": ";
            if (!finding.where.empty())
                line += printable(finding.where) + ": ";
            line += printable(finding.why);
            if (!finding.fix.empty())
                line += ". Fix: " + printable(finding.fix);
            line += painted(Style::Dim, " [" + printable(finding.code) + "]", m_colorErr);
            writeLine(stderr, line);
        }
    }
}

void Console::error(const Error& error) const
{
    writeLine(stderr, painted(Style::Bad, "error:", m_colorErr) + " " + printable(error.toString()));
}

void Console::document(const json::value& value) const
{
    if (m_json)
        writeLine(stdout, trim(prettyJson(value)));
}

std::string Console::styled(Style style, std::string_view text) const
{
    return painted(style, text, m_colorOut);
}

std::string Console::painted(Style style, std::string_view text, bool color) const
{
    if (!color || style == Style::Plain)
        return std::string(text);
    return std::string(escapeOf(style)).append(text).append("\x1b[0m");
}

std::string printable(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = sequenceLength(text, at);
        const std::string_view sequence = text.substr(at, length == 0 ? 1 : length);
        if (length != 0 && !isHostile(sequence)) {
            result += sequence;
        } else {
            for (const char byte : sequence) {
                char escaped[8];
                (void)std::snprintf(escaped, sizeof escaped, "\\x%02x", static_cast<unsigned char>(byte));
                result += escaped;
            }
        }
        at += sequence.size();
    }
    return result;
}

std::size_t displayWidth(std::string_view text) noexcept
{
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

json::array findingsJson(const Findings& findings)
{
    json::array result;
    for (const auto& finding : findings) {
        result.push_back({{"code", finding.code},
                          {"severity", severityName(finding.severity)},
                          {"where", finding.where},
                          {"why", finding.why},
                          {"fix", finding.fix}});
    }
    return result;
}

} // namespace meshsso::cli
