import ArgumentParser
import Lifecycle
import PostgresStore

/// What a long past costs the present.
struct HistoryBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "The hot path of the store before and after millions of jobs have ended.",
        discussion: """
            Lifecycles one by one and in batches, on an empty database, then beside finished jobs of several \
            days, and again after the days were dropped as retention does it.
            """)

    @OptionGroup var options: BenchOptions
    @Option(help: "How many finished jobs there shall be.") var finished = 10_000_000
    @Option(help: "Over how many past days they are spread.") var days = 4
    @Option(help: "How many jobs per measurement, one by one.") var singles = 10_000
    @Option(help: "How many jobs per measurement, in batches.") var jobs = 100_000
    @Option(help: "Rounds of each measurement; the best counts.") var rounds = 3

    func validate() throws {
        guard finished >= days, days > 0, singles > 0, jobs >= StoreLifecycle.batch, rounds > 0 else {
            throw ValidationError("--jobs must be at least \(StoreLifecycle.batch), the others at least 1")
        }
    }

    func run() async throws {
        let table = try await withBench(options) { _, database in
            var table = Measurements("history: \(finished) finished jobs of \(days) days")
            _ = try await StoreLifecycle(store: database.store, lanes: 3).run(jobs: jobs)
            let before = try await measure(database, "empty", &table)
            let begin = ContinuousClock.now
            try await fill(database.store)
            table.add("filled in", begin.duration(to: .now).seconds, "s")
            let full = try await measure(database, "full", &table)
            try await drop(database, &table)
            let after = try await measure(database, "dropped", &table)
            table.add(
                "pages touched, one by one, full to empty", 2 * full.pages / (before.pages + after.pages),
                digits: 2,
                goal: "<= 1.2")
            table.add(
                "database time, one by one, full to empty", 2 * full.single / (before.single + after.single),
                digits: 2,
                goal: "<= 1.2")
            table.add(
                "database time, batches, full to empty", 2 * full.batch / (before.batch + after.batch),
                digits: 2,
                goal: "<= 1.2")
            return table
        }
        table.write(options.output)
    }

    private func fill(_ store: JobQueueStore) async throws {
        let perDay = finished / days
        let chunk = 50_000
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<2 {
                group.addTask {
                    for day in 0..<days {
                        for start in stride(from: lane * chunk, to: perDay, by: 2 * chunk) {
                            try await store.fillHistory(
                                daysAgo: day + 2, range: start..<min(start + chunk, perDay), perDay: perDay)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        try await store.checkpoint()
    }

    /// Microseconds of the database for each job: its time, not the clock's, so that other work counts less. The pages
    /// that it looks at count only its own work.
    private func measure(
        _ database: BenchDatabase, _ name: String, _ table: inout Measurements
    ) async throws -> (single: Double, batch: Double, pages: Double) {
        var best = (single: Double.infinity, batch: Double.infinity, pages: Double.infinity)
        for _ in 0..<rounds {
            try await database.store.checkpoint()
            // The database's processes say now what they did before.
            try await StoreLifecycle(store: database.store, lanes: 3).oneByOne(jobs: 300)
            var before = database.processorTime
            let pages = try await database.store.pagesTouched()
            try await StoreLifecycle(store: database.store, lanes: 3).oneByOne(jobs: singles)
            let touched = try await database.store.pagesTouched() - pages
            best.pages = min(best.pages, Double(touched) / Double(singles))
            best.single = min(best.single, (database.processorTime - before).microseconds / Double(singles))
            before = database.processorTime
            let outcome = try await StoreLifecycle(store: database.store, lanes: 3).run(jobs: jobs)
            best.batch = min(
                best.batch, (database.processorTime - before).microseconds / Double(outcome.jobs))
        }
        table.add("\(name): one by one, database", best.single, "us/job", digits: 1)
        table.add("\(name): one by one, pages touched", best.pages, "/job", digits: 1)
        table.add("\(name): batches, database", best.batch, "us/job", digits: 1)
        return best
    }

    private func drop(_ database: BenchDatabase, _ table: inout Measurements) async throws {
        let begin = ContinuousClock.now
        let sweep = try await database.store.sweepHistory()
        table.add("days dropped", Double(sweep.dropped.count))
        table.add("  in", begin.duration(to: .now).seconds, "s", digits: 2)
    }
}
