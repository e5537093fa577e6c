#pragma once

#include "core/Finding.h"

#include <string>
#include <utility>

namespace meshsso {

/// Collects findings, one call a finding. Checks derive their own with the questions they ask often.
class FindingList
{
public:
    void error(std::string code, std::string where, std::string why, std::string fix)
    {
        add(Severity::Error, std::move(code), std::move(where), std::move(why), std::move(fix));
    }
    void warning(std::string code, std::string where, std::string why, std::string fix)
    {
        add(Severity::Warning, std::move(code), std::move(where), std::move(why), std::move(fix));
    }
    void info(std::string code, std::string where, std::string why, std::string fix)
    {
        add(Severity::Info, std::move(code), std::move(where), std::move(why), std::move(fix));
    }
    /// What was collected; the list is empty afterwards.
    Findings take() { return std::exchange(m_findings, {}); }

private:
    void add(Severity severity, std::string code, std::string where, std::string why, std::string fix)
    {
        m_findings.push_back({std::move(code), severity, std::move(where), std::move(why), std::move(fix)});
    }

    Findings m_findings;
};

} // namespace meshsso
