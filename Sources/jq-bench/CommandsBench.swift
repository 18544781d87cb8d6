import ArgumentParser
struct StoreBench: AsyncParsableCommand { static let configuration = CommandConfiguration(commandName: "store") }
struct DispatchBench: AsyncParsableCommand { static let configuration = CommandConfiguration(commandName: "dispatch") }
struct ThroughputBench: AsyncParsableCommand { static let configuration = CommandConfiguration(commandName: "throughput") }
struct ReconcileBench: AsyncParsableCommand { static let configuration = CommandConfiguration(commandName: "reconcile") }
struct CommandsBench: AsyncParsableCommand { static let configuration = CommandConfiguration(commandName: "commands") }
