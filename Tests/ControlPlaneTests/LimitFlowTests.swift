import ControlPlane
import GRPCCore
import JobQueueProto
import Lifecycle
import PostgresStore
import SwiftProtobuf
import Synchronization
import Testing
import WorkerRuntime

/// How many handlers run at a time, and how many did at most.
final class Crowd: Sendable {
    private struct State {
        var inside: [String: Int] = [:]
        var greatest: [String: Int] = [:]
        var total = 0
        var most = 0
    }
    private let state = Mutex(State())

    func enter(_ key: String) {
        state.withLock {
            $0.inside[key, default: 0] += 1
            $0.total += 1
            $0.most = max($0.most, $0.total)
            $0.greatest[key] = max($0.greatest[key] ?? 0, $0.inside[key] ?? 0)
        }
    }

    func leave(_ key: String) {
        state.withLock {
            $0.inside[key, default: 0] -= 1
            $0.total -= 1
        }
    }

    var inside: Int { state.withLock { $0.total } }
    var most: Int { state.withLock { $0.most } }
    var mostOfOneKey: Int { state.withLock { $0.greatest.values.max() ?? 0 } }
}

/// Limits over two servers with workers of their own.
@Suite(.timeLimit(.minutes(2))) struct LimitFlowTests {
    private static let queue = """
        apiVersion: jq.dev/v1alpha1
        kind: Queue
        metadata: {name: narrow}
        spec: {concurrency: {limit: 4, perKey: 2}}
        """

    private static let paused = """
        apiVersion: jq.dev/v1alpha1
        kind: Queue
        metadata: {name: narrow}
        spec: {paused: true, concurrency: {limit: 4, perKey: 2}}
        """

    /// Handlers that stay for a while, the first ones until so many have met.
    private func crowded(_ crowd: Crowd, meeting: Int = 1) -> HandlerRegistry {
        handlers { context in
            let key = String(decoding: context.payload, as: UTF8.self)
            crowd.enter(key)
            while crowd.most < meeting { await Task.yield() }
            for _ in 0..<200 { await Task.yield() }
            crowd.leave(key)
            return []
        }
    }

    @Test func twoServersTogetherNeverRunMoreThanTheLimit() async throws {
        let conninfo = try await TestDatabase.fresh()
        let crowd = Crowd()
        try await withPlane(conninfo: conninfo) { first in
            _ = try await first.apply(Self.queue)
            try await withPlane(conninfo: conninfo) { second in
                try await withWorker(
                    servers: [first.port], queues: ["narrow"], concurrency: 8,
                    handlers: crowded(crowd, meeting: 4)
                ) { _ in
                    try await withWorker(
                        servers: [second.port], queues: ["narrow"], concurrency: 8,
                        handlers: crowded(crowd, meeting: 4)
                    ) { _ in
                        var ids: [String] = []
                        for index in 0..<60 {
                            let plane = index % 2 == 0 ? first : second
                            let key = "k\(index % 3)"
                            ids.append(
                                try await plane.submit("narrow", key) { $0.concurrencyKey = key })
                        }
                        for id in ids { try await first.wait(id, for: .done) }
                    }
                }
            }
        }
        #expect(crowd.most == 4)
        #expect(crowd.mostOfOneKey <= 2)
    }

    /// The server that gave the jobs out goes away while they run; nothing leaks, and all jobs end.
    @Test func aServerThatGoesLeaksNoSlot() async throws {
        let conninfo = try await TestDatabase.fresh()
        let crowd = Crowd()
        try await withPlane(conninfo: conninfo) { staying in
            _ = try await staying.apply(Self.queue)
            let port = staying.port
            let registry = crowded(crowd)
            let ids = try await withPlane(conninfo: conninfo) { leaving in
                var ids: [String] = []
                for index in 0..<40 {
                    let id = try await leaving.submit("narrow", "k\(index % 4)") {
                        $0.concurrencyKey = "k\(index % 4)"
                    }
                    ids.append(id)
                }
                let first = ids[0]
                let worker = freshJobID().description
                try await withWorker(
                    servers: [leaving.port, port], queues: ["narrow"], concurrency: 8, id: worker,
                    handlers: registry
                ) { _ in _ = try await leaving.wait(first, for: .done) }
                return ids
            }
            try await withWorker(
                servers: [port], queues: ["narrow"], concurrency: 8, handlers: registry
            ) { _ in
                for id in ids { try await staying.wait(id, for: .done) }
            }
        }
        #expect(crowd.most <= 4 && crowd.mostOfOneKey <= 2)
    }

    @Test func aQueueIsPausedAndResumedWhileItRuns() async throws {
        let crowd = Crowd()
        try await withPlane { plane in
            _ = try await plane.apply(Self.paused)
            try await withWorker(
                servers: [plane.port], queues: ["narrow", "default"], handlers: crowded(crowd)
            ) { _ in
                let held = try await plane.submit("narrow", "a")
                let other = try await plane.submit("default", "b")
                try await plane.wait(other, for: .done)
                let job = try await plane.jobs.getJobStatus(.with { $0.jobID = held }).job
                #expect(job.status == .pending)
                _ = try await plane.apply(Self.queue)
                try await plane.wait(held, for: .done)
            }
        }
    }

    @Test func aRateHoldsJobsUpAndLetsThemGoOn() async throws {
        let crowd = Crowd()
        try await withPlane { plane in
            _ = try await plane.apply(
                """
                apiVersion: jq.dev/v1alpha1
                kind: Queue
                metadata: {name: slow}
                spec: {rateLimit: {limit: 5, period: 300ms}}
                """)
            try await withWorker(
                servers: [plane.port], queues: ["slow"], concurrency: 50, handlers: crowded(crowd)
            ) { _ in
                var ids: [String] = []
                for index in 0..<18 { ids.append(try await plane.submit("slow", "k\(index)")) }
                var times: [Int64] = []
                for id in ids {
                    try await plane.wait(id, for: .done)
                    let events = try await plane.jobs.getJobLogs(.with { $0.jobID = id }).events
                    if let event = events.first(where: { $0.toStatus == .assigned }) {
                        times.append(
                            event.occurredAt.seconds * 1_000_000 + Int64(event.occurredAt.nanos / 1000))
                    }
                }
                times.sort()
                #expect(times.count == 18)
                // Starts are counted after the transaction began, which is the time of the event.
                for (early, late) in zip(times, times.dropFirst(10)) { #expect(late - early > 300_000) }
            }
        }
    }
}
