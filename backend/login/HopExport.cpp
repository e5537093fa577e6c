#include "login/HopExport.h"

namespace meshsso::login {
namespace {

/// One line whatever the text holds: a ticket's reader must be able to tell our lines from a peer's.
std::string line(std::string_view text)
{
    std::string out;
    for (const char c : text)
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    return out;
}

std::string exportAll(const std::vector<Hop>& hops, const Findings& findings, bool signedIn)
{
    std::string text = signedIn ? "Login test: signed in\n" : "Login test: not signed in\n";
    int number = 0;
    for (const auto& hop : hops) {
        const auto milliseconds = (hop.elapsed.count() + 500) / 1000;
        text += "\n" + std::to_string(++number) + ". " + line(hop.method) + " " + line(hop.url) + "\n   " +
                (hop.status == 0 ? std::string("no status") : std::to_string(hop.status)) + " in " +
                std::to_string(milliseconds) + " ms: " + line(hop.meaning) + "\n";
        for (const auto& cookie : hop.cookies) {
            text += "   cookie " + line(cookie.name) +
                    (cookie.removed ? " removed" : ": " + std::to_string(cookie.bytes) + " bytes") + "\n";
        }
    }
    if (!findings.empty())
        text += "\nFindings\n";
    for (const auto& finding : findings) {
        text += "- " + std::string(severityName(finding.severity)) + " " + finding.code + " at " +
                line(finding.where) + "\n  " + line(finding.why) + "\n  Fix: " + line(finding.fix) + "\n";
    }
    return text;
}

} // namespace

std::string exportHops(const LoginTestReport& report)
{
    return exportAll(report.hops, report.findings, report.signedIn);
}

std::string exportHops(const BrowserLoginReport& report)
{
    return exportAll(report.hops, report.findings, report.signedIn);
}

} // namespace meshsso::login
