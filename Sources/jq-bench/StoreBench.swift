import ArgumentParser
import ControlPlane
import Lifecycle
import PostgresStore

/// The store without server and worker, beside pgbench with the same statements.
struct StoreBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Durable lifecycles per second of the store alone, beside pgbench.",
        discussion: """
            A lifecycle is submit, claim and settle in batches of 1000, each a durable commit, with all four \
            events. pgbench runs the store's own statements over as many connections; the two take turns.
            """)

    @OptionGroup var options: BenchOptions
    @Option(help: "How many jobs per round.") var jobs = 150_000
    @Option(help: "Connections, and batches under way at once.") var lanes = 3
    @Option(help: "How often store and pgbench take turns.") var rounds = 2
    @Option(help: "How many jobs are submitted one by one.") var singles = 60_000
    @Option(help: "Callers that submit one by one.") var callers = 64
    @Option(help: "Seconds of each round of pgbench; 0 leaves it out.") var pgbench = 4

    func validate() throws {
        guard jobs >= StoreLifecycle.batch, lanes > 0, rounds > 0, singles > 0, callers > 0, pgbench >= 0
        else {
            throw ValidationError("--jobs must be at least \(StoreLifecycle.batch), the others at least 1")
        }
    }

    func run() async throws {
        let table = try await withBench(options) { folder, database in
            var table = Measurements(
                "store: lifecycles in batches of \(StoreLifecycle.batch), \(lanes) connections")
            try await batches(folder, database, &table)
            try await gathered(database, &table)
            return table
        }
        table.write(options.output)
    }

    private func batches(
        _ folder: ScratchFolder, _ database: BenchDatabase, _ table: inout Measurements
    ) async throws {
        let lifecycle = StoreLifecycle(store: database.store, lanes: lanes)
        let rival = PgbenchRun(
            conninfo: database.conninfo, script: JobQueueStore.pgbenchLifecycle(batch: StoreLifecycle.batch),
            folder: folder)
        _ = try await lifecycle.run(jobs: 10 * StoreLifecycle.batch)
        var ratios: [Double] = []
        for round in 1...rounds {
            let before = database.processorTime
            let outcome = try await lifecycle.run(jobs: jobs)
            let served = (database.processorTime - before).microseconds / Double(outcome.jobs)
            table.add("store, round \(round)", outcome.rate, "jobs/s", goal: "80000")
            table.add("  client", outcome.ownTime.microseconds / Double(outcome.jobs), "us/job", digits: 1)
            table.add("  database", served, "us/job", digits: 1)
            guard pgbench > 0 else { continue }
            let between = database.processorTime
            let transactions = try await rival.run(clients: lanes, seconds: pgbench)
            let rate = transactions.perSecond * Double(StoreLifecycle.batch)
            let rivalJobs = Double(transactions.count * StoreLifecycle.batch)
            table.add("pgbench, round \(round)", rate, "jobs/s")
            table.add(
                "  database", (database.processorTime - between).microseconds / rivalJobs, "us/job", digits: 1
            )
            ratios.append(outcome.rate / rate)
        }
        if !ratios.isEmpty {
            let mean = ratios.reduce(0, +) / Double(ratios.count)
            table.add("store, share of pgbench", mean, digits: 2, goal: ">= 0.9")
        }
    }

    /// Single submits as a server makes them of its callers.
    private func gathered(_ database: BenchDatabase, _ table: inout Measurements) async throws {
        let store = database.store
        let gatherer = Gatherer<NewJob, Bool>(reactor: store.reactor, lanes: 2, limit: 1000) { jobs in
            _ = try await store.submit(jobs, allOrNone: false)
            return Array(repeating: true, count: jobs.count)
        }
        let (before, own) = (database.processorTime, ProcessorTime.own)
        let begin = ContinuousClock.now
        let latencies = try await withTaskExecutorPreference(store.reactor) {
            try await withThrowingTaskGroup(of: [Duration].self) { group in
                for caller in 0..<callers {
                    group.addTask {
                        try await Self.call(gatherer, count: (singles - caller + callers - 1) / callers)
                    }
                }
                var all: [Duration] = []
                for try await part in group { all += part }
                return all
            }
        }
        let elapsed = begin.duration(to: .now)
        let count = Double(latencies.count)
        table.add("single submits, \(callers) callers", count / elapsed.seconds, "jobs/s")
        table.add("  client", (ProcessorTime.own - own).microseconds / count, "us/job", digits: 1)
        table.add("  database", (database.processorTime - before).microseconds / count, "us/job", digits: 1)
        table.add("  call", Latencies(latencies))
    }

    private static func call(_ gatherer: Gatherer<NewJob, Bool>, count: Int) async throws -> [Duration] {
        var latencies: [Duration] = []
        for _ in 0..<count {
            let begin = ContinuousClock.now
            for job in Backlog.newJobs("default", count: 1) { _ = try await gatherer.perform(job) }
            latencies.append(begin.duration(to: .now))
        }
        return latencies
    }
}
