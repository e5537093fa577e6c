#include "migrate/AuthserviceRules.h"

#include "access/AccessEvaluator.h"
#include "migrate/ImportModel.h"
#include "migrate/SourceDocument.h"

namespace meshsso::migrate {
namespace {

using access::PathPattern;

void addPattern(PathPattern::Kind kind, std::string value, const std::string& where, ImportModel& model)
{
    if (kind == PathPattern::Kind::Prefix) {
        model.report().changed(where,
                               "a prefix compares whole segments: what only begins with the same letters "
                               "needs a login",
                               "compare the rule with what must be open");
        while (value.size() > 1 && value.ends_with('/'))
            value.pop_back();
    }
    auto normal = access::normalisePath(value);
    if (value.empty() || value == "/" || !normal || *normal == "/") {
        if (kind == PathPattern::Kind::Exact && value == "/")
            model.addPublicRule({{kind, value}}, {});
        else
            model.report().dangerous(where,
                                     "this opens every path to everyone without a login; no rule was made of "
                                     "it",
                                     "write public rules for the exact paths that must be open");
        return;
    }
    if (*normal != value && *normal + "/" != value) {
        model.report().noEquivalent(where, "the path is not in its normal form; no rule was made of it",
                                    "write a public rule for the path that it is meant for");
        return;
    }
    model.addPublicRule({{kind, std::move(*normal)}}, {});
}

void addExcluded(SourceFields& match, ImportModel& model)
{
    if (const auto exact = match.text("exact"); !exact.empty())
        addPattern(PathPattern::Kind::Exact, exact, match.where("exact"), model);
    if (match.has("prefix"))
        addPattern(PathPattern::Kind::Prefix, match.text("prefix"), match.where("prefix"), model);
    if (match.has("suffix"))
        model.report().noEquivalent(match.where("suffix"),
                                    "a rule does not match by the end of a path, since anyone can add it",
                                    "write a public rule for the folder that holds these files");
    if (auto regex = match.text("regex"); !regex.empty()) {
        // Versions differ in whether the whole path must match; so it must here.
        if (!regex.ends_with('$') && !regex.ends_with(".*") && !regex.ends_with(".+"))
            regex += '$';
        model.addPublicRoute(regex, {}, match.where("regex"));
    }
    match.finish();
}

} // namespace

void addTriggerRules(SourceFields& root, ImportModel& model)
{
    auto rules = root.maps("trigger_rules");
    for (auto& rule : rules) {
        if (rule.has("included_paths"))
            model.report().dangerous(rule.where("included_paths"),
                                     "only these paths needed a login, and every other was open; every path "
                                     "needs one here",
                                     "write public rules for the paths that must be open");
        auto excluded = rule.maps("excluded_paths");
        rule.finish();
        // What one rule leaves out, another may ask a login for.
        if (rules.size() > 1 && !excluded.empty()) {
            model.report().noEquivalent(rule.where("excluded_paths"),
                                        "several trigger rules together were not made rules",
                                        "write public rules for the paths that must be open");
            continue;
        }
        for (auto& match : excluded)
            addExcluded(match, model);
    }
}

} // namespace meshsso::migrate
