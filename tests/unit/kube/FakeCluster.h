#pragma once

#include "ScriptedRunner.h"
#include "core/Json.h"
#include "kube/Kubectl.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace meshsso::test {

/// An API server behind a ScriptedRunner, as far as ClusterApply needs one: it keeps what is applied, and
/// refuses on demand. What a real one does is tested with a real one (tests/real).
class FakeCluster
{
public:
    FakeCluster();

    kube::Kubectl kubectl() { return kube::Kubectl(runner, "/bin/sh"); }

    /// "context kind namespace/name" of everything that is stored.
    std::map<std::string, json::object> objects;
    /// Standard error of what fails: keys are "apply KIND NAME", "write KIND NAME", "get KIND NAME", "get".
    std::map<std::string, std::string> failures;
    /// Called before each answer.
    std::function<void(const std::string& call)> before;
    std::vector<std::string> written; ///< "context KIND NAME", in order
    ScriptedRunner runner;

private:
    ScriptedRunner::Answer answer(const kube::ProcessRequest& request);
    ScriptedRunner::Answer get(const std::string& context, const std::string& documents);
    ScriptedRunner::Answer apply(const std::string& context, const std::string& manifest, bool isDryRun,
                                 bool isForced);
};

} // namespace meshsso::test
