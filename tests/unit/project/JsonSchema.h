#pragma once

#include "core/Json.h"
#include "yaml/YamlNode.h"

#include <string>
#include <vector>

namespace meshsso::test {

/// The part of JSON Schema 2020-12 that our schemas use. A keyword that it does not know is a fault of the
/// schema, so that nothing is silently not checked.
class JsonSchema
{
public:
    explicit JsonSchema(json::object root) : m_root(std::move(root)) {}

    /// What is wrong with the value: "path: why" each, empty if it is valid.
    std::vector<std::string> validate(const json::value& value) const;

    const json::object& root() const { return m_root; }
    /// The schema itself, or what its $ref points to with the description and default beside it.
    json::object resolve(const json::object& schema) const;

private:
    void check(const json::object& schema, const json::value& value, const std::string& path,
               std::vector<std::string>& faults) const;
    void checkObject(const json::object& schema, const json::object& value, const std::string& path,
                     std::vector<std::string>& faults) const;
    bool accepts(const json::object& schema, const json::value& value) const;

    json::object m_root;
};

/// A YAML document as JSON, typed as YAML 1.2 types it.
json::value toJson(const yaml::YamlNode& node);

} // namespace meshsso::test
