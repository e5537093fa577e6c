#pragma once

#include "core/Json.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshsso::migrate {

struct ContainerVariable
{
    std::string name;
    std::string value; ///< or, if isElsewhere, where it is ("key K of Secret S")
    bool isElsewhere = false;
};

/// What one container is started with.
struct ContainerSource
{
    std::string where;                  ///< "file (Deployment oauth2-proxy)"
    std::vector<std::string> arguments; ///< command and args, $(VARIABLE) replaced
    std::vector<ContainerVariable> variables;
    std::vector<std::string> gaps; ///< envFrom objects that are not there
};

/// A file in a ConfigMap or Secret.
struct ConfigEntry
{
    std::string name;
    std::string where;
    std::string text;
};

/// Kubernetes objects as the source of a program's settings. Private to this folder.
class KubernetesSource
{
public:
    /// The documents outlive this.
    KubernetesSource(const std::vector<json::object>& documents, std::string name)
        : m_documents(documents), m_name(std::move(name))
    {
    }

    /// The container whose image, name or command holds the program's name, or whose variables have the
    /// prefix.
    std::optional<ContainerSource> findContainer(std::string_view program, std::string_view prefix) const;
    /// Every entry of every ConfigMap, and of every Secret decoded.
    std::vector<ConfigEntry> configEntries() const;

private:
    const json::object* findObject(std::string_view kind, std::string_view name) const;
    std::optional<std::string> entry(std::string_view kind, std::string_view name,
                                     std::string_view key) const;
    void readVariables(const json::object& container, ContainerSource& source) const;

    const std::vector<json::object>& m_documents;
    std::string m_name;
};

} // namespace meshsso::migrate
