// What a match and a decision cost with 1, 10, 100 and 1000 rules: microseconds each, as one table.

#include "access/AccessEvaluator.h"
#include "core/Json.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

namespace {

std::size_t allocations = 0;

} // namespace

// Not inlined: the compiler would take free() for the wrong partner of new.
[[gnu::noinline]] void* operator new(std::size_t size)
{
    ++allocations;
    if (void* memory = std::malloc(size))
        return memory;
    throw std::bad_alloc();
}

[[gnu::noinline]] void operator delete(void* memory) noexcept
{
    std::free(memory);
}

[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}

namespace {

using namespace meshsso;
using namespace meshsso::access;

constexpr int applications = 25;

std::string hostOf(std::size_t i)
{
    return "app" + std::to_string(i % applications) + ".example.com";
}

/// Rules as a gateway with 25 applications has them: prefixes, exact paths and templates, half with methods.
AccessPolicy policyOf(std::size_t count)
{
    AccessPolicy policy;
    for (std::size_t i = 0; i < count; ++i) {
        const auto number = std::to_string(i);
        AccessRule rule;
        rule.name = "rule " + number;
        rule.hosts = {hostOf(i)};
        if (i % 3 == 0)
            rule.paths = {{PathPattern::Kind::Prefix, "/area" + number + "/admin"}};
        else if (i % 3 == 1)
            rule.paths = {{PathPattern::Kind::Exact, "/area" + number + "/health"}};
        else
            rule.paths = {{PathPattern::Kind::Template, "/users/{*}/orders" + number + "/{**}"}};
        if (i % 2 == 0)
            rule.methods = {"GET", "POST"};
        rule.mode = AccessMode::Require;
        rule.requirement = {Requirement::Kind::Role, {}, "role" + std::to_string(i % 40), {}, {}};
        policy.rules.push_back(std::move(rule));
    }
    return policy;
}

struct Cost
{
    double micros = 0;
    double allocations = 0;
};

template<class Operation>
Cost measure(Operation operation)
{
    constexpr int rounds = 20'000;
    constexpr int repeats = 9;
    Cost best{1e9, 0};
    for (int repeat = 0; repeat < repeats; ++repeat) {
        const auto before = allocations;
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < rounds; ++i)
            operation(static_cast<std::size_t>(i));
        const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
        if (took.count() / rounds < best.micros)
            best.micros = took.count() / rounds;
        best.allocations = static_cast<double>(allocations - before) / rounds;
    }
    return best;
}

std::size_t sink = 0;

} // namespace

int main()
{
    const auto claims = parseJsonObject(
        R"({"sub": "x", "realm_access": {"roles": ["offline_access", "uma_authorization", "role1", "role0"]}})");
    if (!claims)
        return 1;
    std::printf("%6s  %12s  %12s  %12s  %12s  %12s\n", "rules", "plain path", "no rule", "encoded", "is met",
                "allocations");
    for (const std::size_t count : {1, 10, 100, 1000}) {
        const auto evaluator = AccessEvaluator::create(policyOf(count));
        if (!evaluator) {
            std::fprintf(stderr, "%s\n", evaluator.error().toString().c_str());
            return 1;
        }
        std::vector<std::string> hosts;
        std::vector<std::string> paths;
        std::vector<std::string> encoded;
        for (std::size_t i = 0; i < count; ++i) {
            const auto number = std::to_string(i);
            hosts.push_back(hostOf(i));
            const std::string path = i % 3 == 0   ? "/area" + number + "/admin/page?x=1"
                                     : i % 3 == 1 ? "/area" + number + "/health"
                                                  : "/users/4711/orders" + number + "/5/items";
            paths.push_back(path);
            encoded.push_back("/%61" + path.substr(2));
        }
        const auto ask = [&](const std::string& host, const std::string& path) {
            const auto decision = evaluator->match({host, path, "GET"});
            sink += decision.rule != nullptr;
        };
        const auto plain = measure([&](std::size_t i) { ask(hosts[i % count], paths[i % count]); });
        const auto none = measure([&](std::size_t i) { ask(hosts[i % count], "/assets/js/main.4f2a.js"); });
        const auto odd = measure([&](std::size_t i) { ask(hosts[i % count], encoded[i % count]); });
        const auto& rules = evaluator->policy().rules;
        const auto met = measure([&](std::size_t i) {
            sink += evaluator->isMet(evaluator->demandOf(&rules[i % count]), *claims) ? 1 : 0;
        });
        std::printf("%6zu  %9.3f us  %9.3f us  %9.3f us  %9.3f us  %4.1f/%4.1f/%4.1f\n", count, plain.micros,
                    none.micros, odd.micros, met.micros, plain.allocations, odd.allocations, met.allocations);
    }
    std::printf("Allocations: of a plain path, of an encoded one, of a decision.\n");
    return sink == 0 ? 1 : 0;
}
