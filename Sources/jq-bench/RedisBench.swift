import ArgumentParser
import FoundationEssentials
import JobQueueProto
import NIOCore
import NIOPosix
import SwiftProtobuf

/// What Redis gives and what its outages cost: the same loads without it, with it, and while it is frozen or dead.
struct RedisBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redis", abstract: "Jobs per second with, without and in spite of Redis.",
        discussion: """
            Two jq-server processes, one of which has a worker of this process whose handler does nothing, and a \
            redis-server that is frozen, thawed, killed and started again, empty. Half of each load goes to a queue \
            with a rate that does not bind, so that every claim is written down in Redis.
            """)

    @OptionGroup var options: BenchOptions
    @Option(help: "How many jobs each load has.") var jobs = 40_000
    @Option(help: "How many of them more are submitted one by one.") var singles = 4_000
    @Option(help: "Jobs that the worker runs at once.") var concurrency = 2000

    func validate() throws {
        guard jobs > 1, singles > 0, concurrency > 0 else {
            throw ValidationError("all numbers must be at least 1, and --jobs 2")
        }
    }

    private struct Outcome {
        var name: String
        var rate: Double
        var latencies: Latencies
    }

    private static let queue = """
        apiVersion: jq.dev/v1alpha1
        kind: Queue
        metadata: {name: rated}
        spec: {rateLimit: {limit: 1000000, period: 1s}}
        """

    func run() async throws {
        let outcomes = try await withBench(options) { folder, database in
            let redis = RedisUnderTest(folder: folder)
            try await redis.start()
            let outcome: Result<[Outcome], any Error>
            do {
                var all = try await measure(["without Redis"], nil, folder, database) { _ in }
                all += try await measure(
                    ["with Redis", "frozen", "thawed", "dead", "back, empty"], redis, folder, database
                ) { stage in
                    switch stage {
                    case "frozen": redis.freeze()
                    case "thawed": redis.thaw()
                    case "dead": await redis.kill()
                    case "back, empty": try await redis.start()
                    default: break
                    }
                }
                all += try await measure(["without Redis, again"], nil, folder, database) { _ in }
                outcome = .success(all)
            } catch { outcome = .failure(error) }
            await redis.kill()
            return try outcome.get()
        }
        report(outcomes).write(options.output)
    }

    /// One pair of servers, and the loads one after the other.
    private func measure(
        _ stages: [String], _ redis: RedisUnderTest?, _ folder: ScratchFolder, _ database: BenchDatabase,
        _ enter: (String) async throws -> Void
    ) async throws -> [Outcome] {
        let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1).next()
        let settings = redis.map { ["JQ_REDIS_URL": $0.url] } ?? [:]
        let name = redis == nil ? "plain" : "redis"
        let server = try await ServerUnderTest.start(
            name, database: database, folder: folder, settings: settings, loop: loop)
        let other = try await ServerUnderTest.start(
            name + "-other", database: database, folder: folder, settings: settings, loop: loop)
        _ = try await server.resources.apply(
            .with {
                $0.files = [
                    .with {
                        $0.path = "queue.yaml"
                        $0.content = Data(Self.queue.utf8)
                    }
                ]
            })
        let worker = try await InProcessWorker.start(
            server: server, queues: ["default", "rated"], concurrency: concurrency
        ) { _ in [] }
        var outcomes: [Outcome] = []
        _ = try await load(server, database, loop, jobs: 4000)
        for stage in stages {
            try await enter(stage)
            note("measuring: \(stage)")
            outcomes.append(try await load(server, database, loop, jobs: jobs, name: stage))
        }
        await worker.stop()
        await other.stop()
        await server.stop()
        return outcomes
    }

    private func load(
        _ server: ServerUnderTest, _ database: BenchDatabase, _ loop: any EventLoop, jobs: Int,
        name: String = ""
    ) async throws -> Outcome {
        let begin = ContinuousClock.now
        for queue in ["default", "rated"] {
            let run = ThroughputRun(server: server, database: database, loop: loop, queue: queue)
            _ = try await run.bulk(jobs: jobs / 2, callers: 2)
        }
        let elapsed = begin.duration(to: .now)
        let run = ThroughputRun(server: server, database: database, loop: loop, queue: "rated")
        let single = try await run.singles(jobs: min(jobs, singles), callers: 16)
        return Outcome(
            name: name, rate: Double(jobs / 2 * 2) / elapsed.seconds, latencies: Latencies(single.latencies))
    }

    private func report(_ outcomes: [Outcome]) -> Measurements {
        var table = Measurements("redis: the same load with, without and in spite of Redis")
        let plain = outcomes.filter { $0.name.hasPrefix("without") }
        let base = plain.reduce(0) { $0 + $1.rate } / Double(max(1, plain.count))
        for outcome in outcomes {
            table.add(outcome.name, outcome.rate, "jobs/s")
            table.add("\(outcome.name), share", base > 0 ? outcome.rate / base : 0, digits: 2)
            table.add(
                "\(outcome.name), submit call p99", outcome.latencies.quantile(0.99).milliseconds, "ms",
                digits: 1)
        }
        return table
    }
}
