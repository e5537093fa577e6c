#include "kube/KubectlErrors.h"

#include "core/Text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace meshsso::kube {
namespace {

constexpr std::size_t maxReason = 600;

bool isDigits(std::string_view text)
{
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// klog's own lines ("E1124 16:15:13.735014     609 memcache.go:265] ...") repeat what follows.
bool isLogLine(std::string_view line)
{
    constexpr std::string_view levels = "IWEF";
    return line.size() > 6 && levels.find(line[0]) != std::string_view::npos && isDigits(line.substr(1, 4)) &&
           line[5] == ' ';
}

/// What kubectl said, on one line.
std::string reasonIn(std::string_view errors)
{
    std::string reason;
    for (auto line : split(errors, '\n')) {
        line = trim(line);
        if (line.starts_with("Please review the fields above"))
            break;
        if (line.empty() || isLogLine(line) || line.starts_with("Warning:"))
            continue;
        if (!reason.empty())
            reason += ' ';
        reason += line;
    }
    for (const std::string_view prefix : {"error: ", "Error: "}) {
        if (reason.starts_with(prefix))
            reason.erase(0, prefix.size());
    }
    if (reason.size() > maxReason) {
        reason.resize(maxReason);
        while (!isValidUtf8(reason))
            reason.pop_back();
        reason += "...";
    }
    if (!isValidUtf8(reason))
        reason = "kubectl's message is not readable text";
    std::replace_if(
        reason.begin(), reason.end(),
        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    return reason;
}

/// The text between two marks, after the start mark's first occurrence.
std::optional<std::string> between(std::string_view text, std::string_view start, std::string_view end)
{
    const auto from = text.find(start);
    if (from == std::string_view::npos)
        return std::nullopt;
    text.remove_prefix(from + start.size());
    const auto to = text.find(end);
    if (to == std::string_view::npos)
        return std::nullopt;
    return std::string(text.substr(0, to));
}

/// 'User "jane" cannot patch resource "gateways" in API group "networking.istio.io" in the namespace "x"'
std::string forbiddenReason(const std::string& reason)
{
    const auto user = between(reason, "User \"", "\" cannot ");
    const auto verb = between(reason, "\" cannot ", " ");
    const auto resource = between(reason, "resource \"", "\"");
    if (!user || !verb || !resource)
        return "the API server forbids it: " + reason;
    const auto group = between(reason, "in API group \"", "\"");
    const auto where = between(reason, "in the namespace \"", "\"");
    std::string result = "the user " + *user + " may not " + *verb + " " + *resource;
    if (group && !group->empty())
        result.append(".").append(*group);
    result += where ? " in namespace " + *where : std::string(" in the whole cluster");
    return result;
}

std::string missingKindReason(const std::string& reason)
{
    const auto kind = between(reason, "no matches for kind \"", "\"").value_or("");
    const auto version = between(reason, "in version \"", "\"").value_or("");
    std::string result = "this API server does not know the kind " + kind + " of " + version;
    if (version.find("istio.io/") != std::string::npos)
        result += ": its CustomResourceDefinition is missing, so Istio is not installed there, or is too old "
                  "for this version (clusters.apiVersion: v1beta1 before Istio 1.22)";
    return result;
}

std::string missingResourceReason(const std::string& reason)
{
    const auto resource = between(reason, "resource type \"", "\"").value_or("");
    return "this API server does not know the resource " + resource +
           ": its CustomResourceDefinition is missing (for Istio's: Istio is not installed there)";
}

/// A phrase of kubectl's and what it means; the first that matches counts.
struct Phrase
{
    std::string_view text;
    ErrorCode code;
};

constexpr std::array phrases{
    // First: a webhook that times out is not the API server's time-out.
    Phrase{"Error from server (InternalError)", ErrorCode::PeerError},
    Phrase{"no matches for kind", ErrorCode::NotFound},
    Phrase{"the server doesn't have a resource type", ErrorCode::NotFound},
    Phrase{"Error from server (Forbidden)", ErrorCode::Forbidden},
    Phrase{"You must be logged in to the server", ErrorCode::Unauthorized},
    Phrase{"Error from server (Unauthorized)", ErrorCode::Unauthorized},
    Phrase{"getting credentials:", ErrorCode::Unauthorized},
    Phrase{"x509:", ErrorCode::TlsError},
    Phrase{"tls:", ErrorCode::TlsError},
    Phrase{"TLS handshake timeout", ErrorCode::Timeout},
    Phrase{"Client.Timeout exceeded", ErrorCode::Timeout},
    Phrase{"context deadline exceeded", ErrorCode::Timeout},
    Phrase{"i/o timeout", ErrorCode::Timeout},
    Phrase{"Error from server (Timeout)", ErrorCode::Timeout},
    Phrase{"The connection to the server", ErrorCode::Unreachable},
    Phrase{"Unable to connect to the server", ErrorCode::Unreachable},
    Phrase{"connection refused", ErrorCode::Unreachable},
    Phrase{"no such host", ErrorCode::Unreachable},
    Phrase{"Error from server (NotFound)", ErrorCode::NotFound},
    Phrase{"context was not found for specified context", ErrorCode::NotFound},
    Phrase{"does not exist", ErrorCode::NotFound},
    Phrase{"no such file or directory", ErrorCode::NotFound},
    Phrase{"Error from server (Conflict)", ErrorCode::Conflict},
    Phrase{"Apply failed with", ErrorCode::Conflict},
    Phrase{"Error from server (AlreadyExists)", ErrorCode::Conflict},
    Phrase{"Error from server (ServiceUnavailable)", ErrorCode::PeerError},
    Phrase{"Error from server (TooManyRequests)", ErrorCode::PeerError},
    Phrase{"Error from server", ErrorCode::InvalidArgument},
    Phrase{"is invalid:", ErrorCode::InvalidArgument},
    Phrase{"error validating", ErrorCode::InvalidArgument},
    Phrase{"unable to decode", ErrorCode::InvalidArgument},
    Phrase{"unknown flag", ErrorCode::Unsupported},
    Phrase{"invalid configuration", ErrorCode::InvalidArgument},
    Phrase{"error loading config file", ErrorCode::InvalidArgument},
};

/// "conflict with "helm" using apps/v1" -> helm
std::string managerIn(std::string_view text)
{
    return between(text, "\"", "\"").value_or("another manager");
}

} // namespace

bool concernsWholeCluster(ErrorCode code) noexcept
{
    switch (code) {
    case ErrorCode::Forbidden:
    case ErrorCode::NotFound:
    case ErrorCode::InvalidArgument:
    case ErrorCode::ParseError:
    case ErrorCode::Conflict:
    case ErrorCode::PeerError:
        return false;
    default:
        return true;
    }
}

Error kubectlError(const ProcessOutput& output, std::string where)
{
    const std::string reason = reasonIn(output.errors);
    if (output.signal != 0)
        return {ErrorCode::PeerError, "kubectl was ended by signal " + std::to_string(output.signal),
                std::move(where)};
    if (reason.empty())
        return {ErrorCode::PeerError,
                "kubectl failed with exit code " + std::to_string(output.exitCode) + " and gave no reason",
                std::move(where)};
    const auto* const found = std::find_if(phrases.begin(), phrases.end(), [&](const Phrase& phrase) {
        return reason.find(phrase.text) != std::string::npos;
    });
    const ErrorCode code = found == phrases.end() ? ErrorCode::PeerError : found->code;
    std::string message;
    switch (code) {
    case ErrorCode::Forbidden:
        message = forbiddenReason(reason);
        break;
    case ErrorCode::Unauthorized:
        message = "the API server does not accept these credentials: " + reason;
        break;
    case ErrorCode::TlsError:
        message = "the API server's certificate is not trusted: " + reason;
        break;
    case ErrorCode::Timeout:
        message = "the API server did not answer in time: " + reason;
        break;
    case ErrorCode::Unreachable:
        message = "the API server cannot be reached: " + reason;
        break;
    case ErrorCode::NotFound:
        if (reason.find("no matches for kind") != std::string::npos)
            message = missingKindReason(reason);
        else if (reason.find("have a resource type") != std::string::npos)
            message = missingResourceReason(reason);
        else
            message = reason;
        break;
    default:
        message = reason;
        break;
    }
    return {code, std::move(message), std::move(where)};
}

std::vector<FieldConflict> readConflicts(std::string_view errors)
{
    // One: 'Apply failed with 1 conflict: conflict with "helm" using v1: .spec.x'. Several: 'Apply failed
    // with 3 conflicts: conflicts with "helm":', then '- .spec.x' lines, then 'conflicts with "other" using
    // v1:'.
    std::vector<FieldConflict> conflicts;
    const auto start = errors.find("Apply failed with");
    if (start == std::string_view::npos)
        return conflicts;
    std::string manager;
    for (auto line : split(errors.substr(start), '\n')) {
        line = trim(line);
        if (line.starts_with("Please review"))
            break;
        if (line.starts_with("- ")) {
            conflicts.push_back({std::string(line.substr(2)), manager});
            continue;
        }
        for (auto at = line.find("conflict"); at != std::string_view::npos;
             at = line.find("conflict", at + 1)) {
            const auto rest = line.substr(at);
            if (!rest.starts_with("conflict with ") && !rest.starts_with("conflicts with "))
                continue;
            manager = managerIn(rest);
            // The field of a single conflict stands on the same line, after the manager and its version.
            const auto field = rest.find(": ");
            if (field != std::string_view::npos)
                conflicts.push_back({std::string(trim(rest.substr(field + 2))), manager});
        }
    }
    if (conflicts.empty())
        conflicts.push_back({"(kubectl does not say which)", "another manager"});
    return conflicts;
}

} // namespace meshsso::kube
