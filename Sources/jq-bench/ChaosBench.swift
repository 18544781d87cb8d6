import ArgumentParser
import Lifecycle
import PostgresStore

/// Kills workers, servers and the database under load, and looks whether every job ended DONE, just once.
struct ChaosBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos",
        abstract: "Kill processes under load and check every job's history.",
        discussion: "Exits with 1 when a job was lost, ended twice, or has a history with a gap.")

    @OptionGroup var options: BenchOptions
    @Option(help: "How many jobs.") var jobs = 10_000
    @Option(help: "What each of them runs; words are separated by spaces.") var command = "/bin/true"
    @Option(help: "How many servers, 1 or more.") var servers = 2
    @Option(help: "How many workers, 1 or more.") var workers = 3
    @Option(help: "Jobs that each worker runs at once.") var concurrency = 8
    @Option(help: "Seconds until what has not ended counts as lost.") var limit = 180
    @Flag(help: "Start the killed server again.") var restartServer = false
    @Flag(help: "Start the killed worker again, under the same id.") var restartWorker = false
    @Option(help: "Seconds for which the database stays away.") var outage = 0
    @Flag(help: "Also stop a worker for longer than the heartbeat timeout, and let it go on.")
    var freezeWorker = false
    @Flag(help: "Print every violation.") var printViolations = false

    func validate() throws {
        guard jobs > 0, servers > 0, workers > 0, concurrency > 0, limit > 0 else {
            throw ValidationError(
                "--jobs, --servers, --workers, --concurrency and --limit must be at least 1")
        }
        guard options.url == nil else {
            throw ValidationError("chaos restarts its database: leave --url out")
        }
    }

    func run() async throws {
        let check = try await withBench(options) { folder, database in
            let site = try await ChaosSite.start(self, folder: folder, database: database)
            let outcome: Result<HistoryCheck, any Error>
            do { outcome = .success(try await measure(site)) } catch { outcome = .failure(error) }
            await site.stop()
            return try outcome.get()
        }
        if !check.violations.isEmpty { throw ExitCode(1) }
    }

    private func measure(_ site: ChaosSite) async throws -> HistoryCheck {
        let ids = (0..<jobs).map { _ in freshJobID() }
        let begin = ContinuousClock.now
        let progress = ChaosProgress()
        let stats = try await withThrowingTaskGroup(of: SubmitStatistics?.self) { group in
            group.addTask { try await load(site, progress).submit(ids) }
            group.addTask {
                try await ChaosMonkey(site: site, progress: progress, plan: self).rage()
                return nil
            }
            group.addTask {
                try await progress.follow(site.database.store, until: jobs, limit: .seconds(limit))
                return nil
            }
            var stats = SubmitStatistics()
            for try await part in group { if let part { stats = part } }
            return stats
        }
        let elapsed = begin.duration(to: .now)
        try await site.database.store.compactCounts()
        let check = try await site.database.store.checkHistory(ids)
        report(check, stats, elapsed)
        return check
    }

    private func load(_ site: ChaosSite, _ progress: ChaosProgress) -> ChaosLoad {
        ChaosLoad(
            site: site, progress: progress, limit: .seconds(limit),
            payload: CommandJob.payload(command.split(separator: " ").map(String.init)))
    }

    private func report(_ check: HistoryCheck, _ stats: SubmitStatistics, _ elapsed: Duration) {
        var table = Measurements("chaos: \(servers) servers, \(workers) workers with \(concurrency) slots")
        table.add("jobs", check.jobs)
        table.add("done", check.done, goal: "all")
        table.add("submit calls", stats.calls)
        table.add("submit calls repeated", stats.repeated)
        table.add("assignments", check.assignments)
        table.add("executions", check.executions)
        for (reason, count) in check.reasons.sorted(by: { $0.key < $1.key }) {
            table.add("events \(reason)", count)
        }
        table.add("elapsed", elapsed.seconds, "s", digits: 1)
        table.add("violations", check.violations.count, goal: "0")
        table.write(options.output)
        let shown = printViolations ? check.violations[...] : check.violations.prefix(10)
        for violation in shown { note("violation: \(violation)") }
        if shown.count < check.violations.count { note("... and more; --print-violations shows all") }
    }
}
