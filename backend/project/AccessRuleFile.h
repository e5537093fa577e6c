#pragma once

#include "access/AccessRule.h"
#include "core/Json.h"
#include "yaml/FieldReader.h"

#include <string_view>
#include <vector>

namespace meshsso::project {

/// Reads a list of access rules, as project and server configuration write them:
///
///     - name: admin
///       hosts: [app.example.com]
///       paths: ["/admin/*", "/metrics"]     # "/x/*": x and all below it; "/x": exactly x; "/*": everything
///       methods: [GET]
///       corsPreflight: true                 # preflights of these paths pass without a session
///       require: {anyOf: [{role: admin}, {group: /ops}]}   # or public: true, or authenticated: true
///
/// A path may be a template: "/users/{*}/orders" ({*}: any one segment), "/files/{*}/{**}" ({**}, at the end:
/// any number of them). These are Istio's words, so that mesh policies say the same.
/// A requirement is a map with exactly one of role, clientRole: {client, role}, group, scope,
/// claim: {name, and one of equals, contains, matches}, anyOf, allOf. Findings: "access.mode",
/// "access.requirement", "access.path" and "yaml.*"; whether the values make sense is AccessEvaluator's to
/// say.
void readAccessRules(yaml::FieldReader& reader, std::string_view key, std::vector<access::AccessRule>& rules);

/// The rule in the form that readAccessRules reads.
json::object accessRuleToJson(const access::AccessRule& rule);

} // namespace meshsso::project
