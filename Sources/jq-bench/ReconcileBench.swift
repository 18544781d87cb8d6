import ArgumentParser
import ControllerRuntime
import Controllers
import Glibc
import Planning
import PostgresStore

/// How long a controller takes to bring the database to what a directory declares, and to see that nothing
/// changed.
struct ReconcileBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile", abstract: "Passes over a directory of manifests.",
        discussion: "One resource per file: 5 % queues, 5 % pools, 10 % schedules, the rest jobs.")

    @OptionGroup var options: BenchOptions
    @Option(name: [.customLong("manifests"), .customLong("jobs")], help: "How many manifests.")
    var manifests = 10_000
    @Option(help: "How many passes without a change; the median counts.") var passes = 20

    func validate() throws {
        guard manifests >= 20, passes > 0 else { throw ValidationError("--manifests must be at least 20") }
    }

    func run() async throws {
        let table = try await withBench(options) { folder, database in
            let tree = ManifestTree(folder: folder, count: manifests)
            let root = try tree.write()
            // Files that were written this very second are looked at twice.
            try await Task.sleep(for: .milliseconds(1500))
            let base = ProcessStatus.memory(of: getpid())
            let pass = DirectoryPass(
                source: DirectorySource(path: root), store: database.store, owner: "bench")
            let own = ProcessorTime.own
            let first = try await timed(pass)
            let firstTime = ProcessorTime.own - own
            guard first.outcome.plan?.pending.count == manifests, first.outcome.problems.isEmpty else {
                let problem = first.outcome.problems.first.map { ": \($0)" } ?? ""
                throw BenchError("the first pass did not apply all manifests\(problem)")
            }
            let idle = try await idlePasses(pass)
            try tree.edit()
            let edited = try await timed(pass)
            guard edited.outcome.plan?.pending.count == 1 else { throw BenchError("the edit was not seen") }
            var table = Measurements("reconcile: \(manifests) manifests, one per file")
            let share = Double(manifests) / 10_000
            table.add(
                "first convergence", first.time.milliseconds, "ms",
                goal: "< \((3000 * share).text(digits: 0))")
            table.add("  controller's processor time", firstTime.milliseconds, "ms")
            table.add(
                "pass without a change, median", idle.quantile(0.5).milliseconds, "ms", digits: 1,
                goal: "< \((100 * share).text(digits: 0))")
            table.add("pass without a change, max", idle.quantile(1).milliseconds, "ms", digits: 1)
            table.add("pass with one edited file", edited.time.milliseconds, "ms", digits: 1)
            table.add("peak memory", ProcessStatus.peakMemory(of: getpid()), "MiB", goal: "< 100")
            table.add("  before the first pass", base, "MiB")
            return table
        }
        table.write(options.output)
    }

    private func timed(_ pass: DirectoryPass) async throws -> (time: Duration, outcome: PassOutcome) {
        let begin = ContinuousClock.now
        let outcome = try await pass.perform()
        return (begin.duration(to: .now), outcome)
    }

    private func idlePasses(_ pass: DirectoryPass) async throws -> Latencies {
        let deadline = ContinuousClock.now + .seconds(30)
        while try await pass.perform().plan != nil {
            guard ContinuousClock.now < deadline else { throw BenchError("passes do not come to rest") }
        }
        var times: [Duration] = []
        for _ in 0..<passes {
            let (time, outcome) = try await timed(pass)
            guard outcome.plan == nil else { throw BenchError("a pass without a change planned something") }
            times.append(time)
        }
        return Latencies(times)
    }
}
