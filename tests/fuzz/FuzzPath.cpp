#include "access/AccessEvaluator.h"
#include "access/PathReading.h"
#include "core/Encoding.h"
#include "core/Text.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace meshsso;
using namespace meshsso::access;

/// Everything is open but "/p", and one segment below "/t".
const AccessEvaluator& guarded()
{
    static const auto evaluator = [] {
        AccessPolicy policy;
        policy.rules = {
            {"p", {}, {{PathPattern::Kind::Prefix, "/p"}}, {}, AccessMode::Authenticated, {}},
            {"t", {}, {{PathPattern::Kind::Template, "/t/{*}"}}, {}, AccessMode::Authenticated, {}},
            {"open", {}, {}, {}, AccessMode::Public, {}}};
        auto created = AccessEvaluator::create(std::move(policy));
        if (!created)
            std::abort();
        return std::move(*created);
    }();
    return evaluator;
}

void require(bool holds)
{
    if (!holds)
        std::abort();
}

/// How careless a reader of paths is.
struct Habits
{
    bool decodesTwice = false;
    bool takesBackslash = false;
    bool dropsParameters = false;
    bool mergesFirst = false;
    bool cutsDecoded = false; ///< at '?', '#' and NUL that were encoded
};

int hexValue(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

std::string decodeLoosely(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool isEscape =
            text[i] == '%' && i + 2 < text.size() && hexValue(text[i + 1]) >= 0 && hexValue(text[i + 2]) >= 0;
        out += isEscape ? static_cast<char>(hexValue(text[i + 1]) * 16 + hexValue(text[i + 2])) : text[i];
        i += isEscape ? 2 : 0;
    }
    return out;
}

std::string readCarelessly(std::string_view raw, const Habits& habits)
{
    auto path = decodeLoosely(raw.substr(0, raw.find_first_of("?#")));
    if (habits.decodesTwice)
        path = decodeLoosely(path);
    if (habits.cutsDecoded)
        path = path.substr(0, path.find_first_of(std::string_view("?#\0", 3)));
    std::string out;
    std::string_view rest(path);
    while (!rest.empty()) {
        const auto end = rest.find_first_of(habits.takesBackslash ? "/\\" : "/");
        auto segment = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        if (habits.dropsParameters)
            segment = segment.substr(0, segment.find(';'));
        if (segment == ".." && !out.empty())
            out.resize(out.rfind('/'));
        else if (segment == "." || segment == ".." ||
                 (segment.empty() && (habits.mergesFirst || out.empty())))
            continue;
        else
            out.append("/").append(segment);
    }
    // What is left of "//" once the dots are gone.
    std::string merged;
    for (const char c : out) {
        if (c != '/' || !merged.ends_with('/'))
            merged += c;
    }
    return merged;
}

bool isGuarded(std::string_view path)
{
    const bool isBelow = path == "/p" || path.starts_with("/p/");
    const bool isInTemplate = path.starts_with("/t/") && path.size() > 3 && path.find('/', 3) == path.npos;
    return isBelow || isInTemplate;
}

void checkNormalForm(std::string_view raw)
{
    const auto path = normalisePath(raw);
    const auto quick = alreadyNormalPath(raw);
    require(!quick || (path && *quick == *path));
    if (!path)
        return;
    // No dot segment, no empty segment, nothing that a second reader would decode or split.
    require(path->starts_with('/') && path->find("//") == std::string::npos);
    require((*path + "/").find("/../") == std::string::npos &&
            (*path + "/").find("/./") == std::string::npos);
    require(path->find_first_of("%\\") == std::string::npos && isValidUtf8(*path));
    require(*path == "/" || !path->ends_with('/'));
    // Normal already: written again it stays what it is.
    std::string again;
    for (const char c : *path)
        again.append(c == '/' ? "/" : percentEncode(std::string_view(&c, 1)));
    const auto twice = normalisePath(again);
    require(twice && *twice == *path);
    // Other readings are in normal form too.
    if (const auto readings = otherReadings(raw, *path)) {
        for (const auto& reading : *readings)
            require(reading.starts_with('/') && reading.find("//") == std::string::npos);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    checkNormalForm(text);
    if (guarded().match({"h", text, "GET"}).outcome != AccessOutcome::Allow)
        return 0;
    // What passes as open is not what is closed, to any reader.
    for (unsigned habits = 0; habits < 32; ++habits) {
        const auto has = [&](unsigned bit) { return ((habits >> bit) & 1U) != 0; };
        require(!isGuarded(readCarelessly(text, {has(0), has(1), has(2), has(3), has(4)})));
    }
    return 0;
}
