#include "cli/Verb.h"
#include "cli/commands/Commands.h"
#include "core/Text.h"

#include <CLI/CLI.hpp>

namespace meshsso::cli {

namespace {

/// What may follow a verb.
struct Words
{
    std::string path; ///< "", "plan", "token decode"
    std::vector<std::string> verbs;
    std::vector<std::string> options;
};

void collect(const CLI::App& app, const std::string& path, const std::vector<std::string>& global,
             std::vector<Words>& out)
{
    Words words{path, {}, global};
    for (const auto* option : app.get_options()) {
        for (const auto& name : option->get_lnames()) {
            const std::string text = "--" + name;
            if (std::find(words.options.begin(), words.options.end(), text) == words.options.end())
                words.options.push_back(text);
        }
    }
    const auto children = app.get_subcommands({});
    for (const auto* child : children)
        words.verbs.push_back(child->get_name());
    out.push_back(words);
    for (const auto* child : children)
        collect(*child, path.empty() ? child->get_name() : path + " " + child->get_name(),
                out.front().options, out);
}

std::string bashScript(const std::vector<Words>& all)
{
    std::string text = R"(# bash completion for meshssoctl: source <(meshssoctl completion bash)
_meshssoctl() {
    local word="${COMP_WORDS[COMP_CWORD]}" path='' i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "$path ${COMP_WORDS[i]}" in
)";
    for (const auto& words : all) {
        if (!words.path.empty())
            text += "            ' " + words.path + "') path=' " + words.path + "' ;;\n";
    }
    text += R"(        esac
    done
    case "${COMP_WORDS[COMP_CWORD - 1]}" in
        -p | --project | --output | --ca-file | --jwks) COMPREPLY=($(compgen -f -- "$word")); return ;;
    esac
    case "$path" in
)";
    for (const auto& words : all) {
        const std::string key = words.path.empty() ? "''" : "' " + words.path + "'";
        text += "        " + key + ") COMPREPLY=($(compgen -W '" + join(words.verbs, " ") +
                (words.verbs.empty() ? "" : " ") + join(words.options, " ") + "' -- \"$word\")) ;;\n";
    }
    text += R"(    esac
    [ "$path" = ' token decode' ] && [[ "$word" != -* ]] && COMPREPLY+=($(compgen -f -- "$word"))
    return 0
}
complete -o filenames -F _meshssoctl meshssoctl
)";
    return text;
}

std::string zshScript(const std::vector<Words>& all)
{
    // zsh reads bash's completions; one generator keeps both right.
    return "#compdef meshssoctl\n# zsh completion for meshssoctl: source <(meshssoctl completion zsh)\n"
           "autoload -U +X bashcompinit && bashcompinit\n" +
           bashScript(all);
}

std::string fishScript(const std::vector<Words>& all)
{
    std::string text = "# fish completion for meshssoctl: meshssoctl completion fish | source\n"
                       "complete -c meshssoctl -f\n";
    for (const auto& words : all) {
        std::string condition;
        if (words.path.empty()) {
            condition = "__fish_use_subcommand";
        } else {
            for (const auto part : split(words.path, ' '))
                condition += (condition.empty() ? "" : "; and ") +
                             ("__fish_seen_subcommand_from " + std::string(part));
        }
        const std::string start = "complete -c meshssoctl -n '" + condition + "' -";
        for (const auto& verb : words.verbs)
            text.append(start).append("a ").append(verb).append("\n");
        for (const auto& option : words.options)
            text.append(start).append("l ").append(option, 2).append("\n");
    }
    return text + "complete -c meshssoctl -s p -l project -r -F\n";
}

class CompletionCommand final : public Command
{
public:
    CLI::App* describe(CLI::App& parent) override
    {
        m_root = &parent;
        auto* app = addVerb(parent, "completion", "Print the shell's completion script",
                            "It knows every verb and option. Load it from your shell's start file.",
                            "echo 'source <(meshssoctl completion bash)' >> ~/.bashrc");
        app->add_option("shell", m_shell, "bash, zsh or fish")
            ->required()
            ->check(CLI::IsMember({"bash", "zsh", "fish"}));
        return app;
    }

    Task<int> run(Context& context) override
    {
        std::vector<Words> all;
        collect(*m_root, "", {}, all);
        const std::string script = m_shell == "bash"  ? bashScript(all)
                                   : m_shell == "zsh" ? zshScript(all)
                                                      : fishScript(all);
        if (context.options().json)
            context.console().document({{"shell", m_shell}, {"script", script}});
        else
            context.console().print(trim(script));
        co_return ExitDone;
    }

private:
    const CLI::App* m_root = nullptr;
    std::string m_shell;
};

} // namespace

std::unique_ptr<Command> makeCompletionCommand()
{
    return std::make_unique<CompletionCommand>();
}

} // namespace meshsso::cli
