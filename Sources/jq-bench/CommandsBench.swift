import ArgumentParser
import Glibc
import JobQueueProto
import Planning
import PostgresStore
import Processes
import SwiftProtobuf

/// Jobs that run a program, beside the bare system calls.
struct CommandsBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commands", abstract: "Command jobs per second, beside bare vfork, exec and waitpid.",
        discussion:
            "All run /bin/true, so many at once. The measurements take turns; the best round of each counts.")

    @OptionGroup var options: BenchOptions
    @Option(help: "How many jobs per round.") var jobs = 4000
    @Option(help: "Programs at once.") var concurrency = 4
    @Option(help: "How often the measurements take turns.") var rounds = 3

    func validate() throws {
        guard jobs > 0, concurrency > 0, rounds > 0 else {
            throw ValidationError("all numbers must be at least 1")
        }
    }

    func run() async throws {
        let table = try await withBench(options) { folder, database in
            let server = try await ServerUnderTest.start("server", database: database, folder: folder)
            let worker = try await ProductProcess.start(
                "jq-worker", name: "worker",
                environment: [
                    "JQ_WORKER_SERVER_ADDR": server.address, "JQ_WORKER_QUEUES": "default",
                    "JQ_WORKER_CONCURRENCY": "\(concurrency)", "JQ_LOGGING_FORMAT": "text",
                ], folder: folder)
            var best: (serial: Double, bare: Double, library: Double, jobs: Double) = (0, 0, 0, 0)
            var spent: (server: Duration, worker: Duration, database: Duration) = (.zero, .zero, .zero)
            for _ in 0..<rounds {
                best.serial = max(best.serial, try BareSpawn.rate(count: jobs / 2, inFlight: 1))
                best.bare = max(best.bare, try BareSpawn.rate(count: jobs / 2, inFlight: concurrency))
                best.library = max(best.library, try await libraryRate())
                let before = (
                    ProcessorTime.of(server.process.pid), ProcessorTime.ofThreads(worker.pid),
                    database.processorTime
                )
                best.jobs = max(best.jobs, try await jobRate(server, database))
                spent.server += ProcessorTime.of(server.process.pid) - before.0
                spent.worker += ProcessorTime.ofThreads(worker.pid) - before.1
                spent.database += database.processorTime - before.2
            }
            await worker.stop()
            await server.stop()
            var table = Measurements("commands: /bin/true, \(concurrency) at once, best of \(rounds) rounds")
            table.add("bare, one at a time", best.serial, "/s")
            table.add("bare, \(concurrency) at once", best.bare, "/s")
            table.add("Processes, \(concurrency) at once, output captured", best.library, "/s")
            table.add("command jobs, submit to done", best.jobs, "/s")
            table.add(
                "command jobs, share of bare", best.jobs / max(best.serial, best.bare), digits: 2,
                goal: ">= 0.8")
            let count = Double(jobs * rounds)
            table.add("  worker without its children", spent.worker.microseconds / count, "us/job", digits: 1)
            table.add("  server", spent.server.microseconds / count, "us/job", digits: 1)
            table.add("  database", spent.database.microseconds / count, "us/job", digits: 1)
            return table
        }
        table.write(options.output)
    }

    private func libraryRate() async throws -> Double {
        let begin = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<concurrency {
                group.addTask {
                    for _ in 0..<(jobs / 2 / concurrency) {
                        _ = try await runProcess(
                            ProcessRequest(
                                executable: "/bin/true", environment: ["PATH": "/usr/bin:/bin"],
                                output: .capture(limit: 65_536), errorOutput: .capture(limit: 16_384),
                                parentDeathSignal: SIGKILL))
                    }
                }
            }
            try await group.waitForAll()
        }
        return Double(jobs / 2 / concurrency * concurrency) / begin.duration(to: .now).seconds
    }

    private func jobRate(_ server: ServerUnderTest, _ database: BenchDatabase) async throws -> Double {
        let goal = try await done(database) + jobs
        let begin = ContinuousClock.now
        let payload = CommandJob.payload(["/bin/true"])
        for start in stride(from: 0, to: jobs, by: 1000) {
            _ = try await server.jobs.submitJobs(
                .with {
                    $0.jobs = (start..<min(start + 1000, jobs)).map { _ in
                        .with {
                            $0.queueName = "default"
                            $0.payload = payload
                        }
                    }
                })
        }
        let deadline = ContinuousClock.now + .seconds(120)
        while try await done(database) < goal {
            guard ContinuousClock.now < deadline else { throw BenchError("jobs do not end") }
            try await Task.sleep(for: .milliseconds(10))
        }
        return Double(jobs) / begin.duration(to: .now).seconds
    }

    private func done(_ database: BenchDatabase) async throws -> Int {
        try await database.store.counts().values.reduce(0) { $0 + Int($1.done) }
    }
}
