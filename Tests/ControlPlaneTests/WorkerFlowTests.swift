import ControlPlane
import GRPCCore
import JobQueueProto
import Lifecycle
import PostgresStore
import SwiftProtobuf
import TestCluster
import Testing
import WorkerRuntime

@Suite(.timeLimit(.minutes(2))) struct WorkerFlowTests {
    @Test func aSimpleClientWorksWithThePlainCalls() async throws {
        try await withPlane { plane in
            let worker = try await plane.workers.registerWorker(
                .with {
                    $0.concurrency = 1; $0.queues = ["default"]; $0.hostname = "simple"
                }
            ).workerID
            let first = try await plane.submit("default", "one")
            let second = try await plane.submit("default", "two")
            try await plane.workers.streamJobs(.with { $0.workerID = worker }) { response in
                var seen: [String] = []
                for try await batch in response.messages {
                    for job in batch.assignments {
                        seen.append(job.jobID)
                        let result = Jq_V1_JobResult.with {
                            $0.jobID = job.jobID
                            $0.leaseEpoch = job.leaseEpoch
                            $0.outcome = .done
                            $0.result = job.payload
                        }
                        let stale = Jq_V1_JobResult.with {
                            $0.jobID = job.jobID
                            $0.leaseEpoch = job.leaseEpoch - 1
                            $0.outcome = .done
                        }
                        #expect(
                            try await code {
                                try await plane.workers.reportResult(
                                    .with {
                                        $0.workerID = worker; $0.results = [stale]
                                    })
                            } == .failedPrecondition)
                        _ = try await plane.workers.reportResult(
                            .with {
                                $0.workerID = worker; $0.results = [result]
                            })
                    }
                    if seen.count == 2 { break }
                }
                #expect(seen == [first, second])
            }
            try await plane.wait(second, for: .done)
            #expect(try await plane.workers.heartbeat(.with { $0.workerID = worker }).status == .online)
            _ = try await plane.workers.deregister(.with { $0.workerID = worker })
            let listed = try await plane.admin.listWorkers(.with { $0.all = true }).workers
            #expect(listed.first { $0.workerID == worker }?.status == .offline)
        }
    }

    @Test func jobsOfASilentWorkerRunElsewhere() async throws {
        var monitors = quickMonitors
        monitors.heartbeatTimeout = .milliseconds(1500)
        try await withPlane(monitors: monitors) { plane in
            _ = try await plane.apply(queue("q", "maxRetries: 1000, backoff: {base: 10ms, max: 10ms}"))
            // A client that takes a job and is never heard of again.
            let lost = try await plane.workers.registerWorker(
                .with {
                    $0.concurrency = 1; $0.queues = ["q"]
                }
            ).workerID
            let id = try await plane.submit("q")
            try await plane.workers.streamJobs(.with { $0.workerID = lost }) { response in
                for try await _ in response.messages { break }
            }
            try await withWorker(servers: [plane.port], queues: ["q"], handlers: handlers { _ in [1] }) { _ in
                let job = try await plane.wait(id, for: .done)
                #expect(job.workerID != lost && job.attempt > 1)
                #expect(try await plane.trail(id).contains("failed(WORKER_LOST)"))
            }
        }
    }

    @Test func drainedWorkersFinishAndTakeNoMoreUntilResumed() async throws {
        try await withPlane { plane in
            let worker = freshJobID().description
            try await withWorker(servers: [plane.port], id: worker, handlers: handlers { _ in [] }) { _ in
                try await plane.wait(try await plane.submit(), for: .done)
                let drained = try await plane.admin.drainWorker(.with { $0.workerID = worker }).worker
                #expect(drained.status == .draining)
                try await withWorker(servers: [plane.port], handlers: handlers { _ in Array("other".utf8) }) {
                    _ in
                    // Both are connected; only the other one takes jobs.
                    for _ in 0..<5 {
                        let job = try await plane.wait(try await plane.submit(), for: .done)
                        #expect(job.workerID != worker)
                    }
                }
                let id = try await plane.submit()
                _ = try await plane.admin.drainWorker(
                    .with {
                        $0.workerID = worker; $0.undo = true
                    })
                #expect(try await plane.wait(id, for: .done).workerID == worker)
            }
        }
    }

    @Test func aWorkerThatIsShutDownEndsByItself() async throws {
        try await withPlane { plane in
            let id = freshJobID().description
            try await withWorker(servers: [plane.port], id: id, handlers: handlers { _ in [] }) { _ in
                try await plane.wait(try await plane.submit(), for: .done)
                _ = try await plane.admin.shutdownWorker(.with { $0.workerID = id })
                while true {
                    let listed = try await plane.admin.listWorkers(.with { $0.all = true }).workers
                    if listed.first(where: { $0.workerID == id })?.status == .offline { break }
                }
            }
        }
    }

    @Test func twoServersShareTheWorkAndOneMayGo() async throws {
        let conninfo = try await TestCluster.shared.makeDatabase()
        try await withPlane(conninfo: conninfo) { first in
            let ports = [first.port]
            try await withWorker(servers: ports, handlers: handlers { _ in [] }) { _ in
                // Submitted at one server, run by a worker of the other.
                try await withPlane(conninfo: conninfo) { second in
                    for _ in 0..<5 { try await first.wait(try await second.submit(), for: .done) }
                }
                try await first.wait(try await first.submit(), for: .done)
            }
        }
    }

    @Test func workersGoOnToTheNextServerWhenOneDoesNotAnswer() async throws {
        try await withPlane { plane in
            let worker = freshJobID().description
            try await withWorker(servers: [1, plane.port], id: worker, handlers: handlers { _ in [] }) { _ in
                let job = try await plane.wait(try await plane.submit(), for: .done)
                #expect(job.workerID == worker)
            }
        }
    }

    @Test func everythingGoesOnAfterPostgresRestarted() async throws {
        let cluster = TestCluster(settings: [:])
        let conninfo = try await cluster.makeDatabase()
        try await withPlane(conninfo: conninfo) { plane in
            try await withWorker(servers: [plane.port], handlers: handlers { _ in [] }) { _ in
                try await plane.wait(try await plane.submit(), for: .done)
                try cluster.restart(immediate: true)
                let id = freshJobID().description
                while true {
                    do {
                        _ = try await plane.submit { $0.jobID = id }
                        break
                    } catch let error as RPCError where error.code == .unavailable { continue }
                }
                while true {
                    do {
                        try await plane.wait(id, for: .done)
                        break
                    } catch let error as RPCError where error.code == .unavailable { continue }
                }
            }
        }
        try cluster.stop(immediate: true)
    }
}
