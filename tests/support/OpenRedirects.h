#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace meshsso::test {

/// Hundreds of ways to write "go to the evil host" that some browser, proxy or parser has fallen for:
/// schemes, what stands for the two slashes, and hosts that look like the allowed one, in all combinations.
inline std::vector<std::string> openRedirects(std::string_view allowed, std::string_view evil)
{
    const std::string good(allowed);
    const std::string bad(evil);
    std::string ideographic;
    for (const char c : bad)
        ideographic += c == '.' ? std::string("\xe3\x80\x82") : std::string(1, c);
    const std::string schemes[] = {"",     "https:",   "HTTPS:",   "http:",   "javascript:",
                                   "ftp:", "ht\ntps:", "\thttps:", " https:", "%68ttps:"};
    const std::string slashes[] = {"//",   "///",    "////",   "\\\\",   "/\\",    "\\/",
                                   "/\t/", "/\r\n/", "/%09/",  "%2f%2f", "/%2f",   "/%2F%2F",
                                   "/%5c", "%5c%5c", "/%252f", "/./../", "/..;//", "/\xc2\xa0/"};
    const std::string hosts[] = {bad,
                                 bad + "/",
                                 bad + ":443/a",
                                 good + "@" + bad,
                                 good + "%40" + bad,
                                 good + "." + bad,
                                 good + "\\@" + bad,
                                 bad + "#@" + good,
                                 bad + "?" + good,
                                 bad + "%23." + good,
                                 "user:word@" + bad,
                                 bad + ".",
                                 ideographic};
    std::vector<std::string> forms;
    for (const auto& scheme : schemes) {
        for (const auto& slash : slashes) {
            for (const auto& host : hosts)
                forms.push_back(scheme + slash + host);
        }
    }
    return forms;
}

} // namespace meshsso::test
