import ArgumentParser

/// `jq-ctl completion`
struct Completion: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a shell completion script.",
        discussion: """
            INSTALL
              bash   jq-ctl completion bash > /etc/bash_completion.d/jq-ctl
              zsh    jq-ctl completion zsh > "${fpath[1]}/_jq-ctl"
              fish   jq-ctl completion fish > ~/.config/fish/completions/jq-ctl.fish
            Start a new shell afterwards.
            """)

    enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    func run() {
        let target: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        Console.out(JqCtl.completionScript(for: target) + "\n")
    }
}
