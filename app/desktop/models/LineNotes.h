#pragma once

#include "core/Finding.h"

#include <QString>
#include <string_view>
#include <vector>

namespace meshsso::desktop {

/// Something to be said beside a line of a text.
struct LineNote
{
    int line = 1; ///< from 1
    Severity severity = Severity::Warning;
    QString text;
};

/// The notes that belong to one file of an export: findings that name the file, its folder (at its
/// kustomization.yaml), the object in it
/// ("Secret istio-system/shop-tls") or one of its fields ("file:.spec.replicas").
std::vector<LineNote> lineNotes(std::string_view path, std::string_view content, const Findings& findings);

/// The line of a field such as ".spec.servers[0].port" in block-style YAML; 1 if it is not there.
int lineOfField(std::string_view content, std::string_view field);

/// The file that a finding of an export belongs to, by the rules of lineNotes; empty for none.
template<class Files>
std::string fileOfFinding(const Files& files, const Finding& finding)
{
    for (const auto& file : files) {
        if (!lineNotes(file.path, file.content, {finding}).empty())
            return file.path;
    }
    return {};
}

} // namespace meshsso::desktop
