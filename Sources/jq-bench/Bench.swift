import ArgumentParser

/// Measures jq on this machine: real processes, a durable database, no network but loopback, everything
/// bounded.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jq-bench",
        abstract: "Measure jq on this machine.",
        discussion: """
            Each measurement starts what it needs (a private PostgreSQL with fsync on, jq-server and \
            jq-worker from the folder of this program), removes it afterwards, and prints a table, or JSON \
            with -o json.
            """,
        subcommands: [
            StoreBench.self, DispatchBench.self, ThroughputBench.self, LimitsBench.self, ReconcileBench.self,
            ChaosBench.self, CommandsBench.self, KubernetesBench.self, HistoryBench.self, RedisBench.self,
        ])
}
