#pragma once

#include "kube/Subprocess.h"

#include <functional>
#include <string>
#include <vector>

namespace meshsso::test {

/// Answers in kubectl's place, at once.
class ScriptedRunner final : public kube::ProcessRunner
{
public:
    using Answer = Result<kube::ProcessOutput>;
    using Script = std::function<Answer(const kube::ProcessRequest&)>;

    explicit ScriptedRunner(Script script) : m_script(std::move(script)) {}

    Task<Answer> run(kube::ProcessRequest request) override
    {
        std::string line;
        for (const auto& argument : request.arguments)
            line += (line.empty() ? "" : " ") + argument;
        calls.push_back(line);
        inputs.emplace_back(request.input.reveal());
        co_return m_script(request);
    }

    static Answer says(std::string output)
    {
        kube::ProcessOutput result;
        result.output = std::move(output);
        return result;
    }
    static Answer failsWith(std::string errors)
    {
        kube::ProcessOutput result;
        result.exitCode = 1;
        result.errors = std::move(errors);
        return result;
    }

    std::vector<std::string> calls; ///< the arguments of each, joined by spaces
    std::vector<std::string> inputs;

private:
    Script m_script;
};

} // namespace meshsso::test
