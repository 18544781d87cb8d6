import JobQueueProto
import Logging
import Synchronization
import SwiftProtobuf
import Testing

@testable import WorkerRuntime

/// A worker and a server over a real connection.
@Suite(.timeLimit(.minutes(1))) struct WorkerStreamTests {
    private func echo(_ placement: HandlerRegistry.Placement = .pool) -> HandlerRegistry {
        var handlers = HandlerRegistry(fallback: nil)
        handlers.register("default", placement: placement) { $0.payload }
        return handlers
    }

    /// Runs until it is cancelled.
    private var endless: HandlerRegistry {
        var handlers = HandlerRegistry(fallback: nil)
        handlers.register("default") { _ in
            try await Task.sleep(for: .seconds(3600))
            return []
        }
        return handlers
    }

    @Test(arguments: [HandlerRegistry.Placement.pool, .inline])
    func aHandlersResultReachesTheServer(_ placement: HandlerRegistry.Placement) async throws {
        try await withWorker(echo(placement), concurrency: 3) { server, _ in
            let stream = try await server.nextStream()
            let (hello, credits) = try await stream.welcome()
            #expect(hello.pool == "general")
            #expect(hello.version == "1.0-test")
            #expect(hello.queues == ["default"])
            #expect(hello.workerID.count == 36)
            #expect(credits == 3)
            var job = assignment("a", epoch: 9)
            job.payload = .init([1, 2, 3])
            try await stream.assign(job)
            let result = try #require(try await stream.results(1).first)
            #expect(result.outcome == .done)
            #expect(result.leaseEpoch == 9)
            #expect([UInt8](result.result) == [1, 2, 3])
        }
    }

    @Test func tenThousandJobsTravelInBatches() async throws {
        let count = 10_000
        try await withWorker(echo(), concurrency: 256) { server, _ in
            let stream = try await server.nextStream()
            var credits = try await stream.welcome().credits
            var assigned = 0
            var done: Set<String> = []
            var messages = 0
            while done.count < count {
                if credits > 0, assigned < count {
                    var list = Jq_V1_Assignments()
                    for index in assigned..<min(count, assigned + credits) {
                        list.assignments.append(assignment("job \(index)"))
                    }
                    assigned += list.assignments.count
                    credits -= list.assignments.count
                    try await stream.send(.assignments(list))
                }
                let message = try await stream.next()
                credits += Int(message.credits)
                #expect(credits <= 256)
                if case .reports(let reports)? = message.message {
                    messages += 1
                    done.formUnion(reports.results.map(\.jobID))
                    try await stream.acknowledge(reports)
                }
            }
            #expect(done.count == count)
            #expect(messages < count / 4)
        }
    }

    @Test func afterACutTheRunningJobsAreHeldAndTheUnacknowledgedReportsComeAgain() async throws {
        let (gate, opener) = AsyncStream<Void>.makeStream()
        var handlers = HandlerRegistry(fallback: nil)
        handlers.register("default") { job in
            if job.jobID == "slow" { for await _ in gate {} }
            return []
        }
        try await withWorker(handlers) { server, _ in
            let first = try await server.nextStream()
            let workerID = try await first.welcome().hello.workerID
            try await first.assign(assignment("slow"))
            try await first.untilStarted("slow")
            try await first.assign(assignment("quick"))
            let lost = try await first.next { message -> Jq_V1_WorkerReports? in
                if case .reports(let reports)? = message.message, !reports.results.isEmpty { return reports }
                return nil
            }
            first.cut()

            let second = try await server.nextStream()
            let hello = try await second.nextHello()
            #expect(hello.workerID == workerID)
            #expect(Set(hello.held.map(\.jobID)) == ["slow", "quick"])
            try await second.send(.welcome(Jq_V1_Welcome()))
            var again: [Jq_V1_WorkerReports] = []
            while again.last?.sequence != lost.sequence { again.append(try await second.nextReports()) }
            #expect(again.last == lost)
            for reports in again { try await second.acknowledge(reports) }
            opener.finish()
            #expect(try await second.results(1).map(\.jobID) == ["slow"])
        }
    }

    @Test func aCancelledHandlerIsInterruptedAndReported() async throws {
        try await withWorker(endless) { server, _ in
            let stream = try await server.nextStream()
            try await stream.welcome()
            try await stream.assign(assignment("a"))
            try await stream.untilStarted("a")
            try await stream.send(
                .cancel(
                    .with {
                        $0.jobID = "a"; $0.leaseEpoch = 1; $0.reason = "by ada"
                    }))
            let result = try #require(try await stream.results(1).first)
            #expect(result.outcome == .cancelled)
            #expect(result.errorMessage == "cancelled: by ada")
        }
    }

    @Test func aHandlerIsInterruptedWhenItsTimeIsOver() async throws {
        try await withWorker(endless) { server, _ in
            let stream = try await server.nextStream()
            try await stream.welcome()
            var job = assignment("a")
            job.timeoutMs = 20
            try await stream.assign(job)
            let result = try #require(try await stream.results(1).first)
            #expect(result.outcome == .failed)
            #expect(result.errorMessage == "timed out after 20ms")
        }
    }

    @Test func aQueueWithoutAHandlerFailsTheJob() async throws {
        try await withWorker(HandlerRegistry(fallback: nil)) { server, _ in
            let stream = try await server.nextStream()
            try await stream.welcome()
            try await stream.assign(assignment("a"))
            let result = try #require(try await stream.results(1).first)
            #expect(result.outcome == .failed)
            #expect(result.errorMessage.contains("no handler for queue default"))
        }
    }

    @Test func shutdownFinishesWhatRunsThenSaysGoodbyeAndReturns() async throws {
        let (gate, opener) = AsyncStream<Void>.makeStream()
        var handlers = HandlerRegistry(fallback: nil)
        handlers.register("default") { _ in
            for await _ in gate {}
            return []
        }
        try await withWorker(handlers) { server, worker in
            let stream = try await server.nextStream()
            try await stream.welcome()
            try await stream.assign(assignment("a"))
            try await stream.untilStarted("a")
            worker.beginShutdown()
            _ = try await stream.next { $0.message == .draining(true) ? true : nil }
            #expect(worker.obstacles == ["shutting down"])
            try await stream.assign(assignment("late"))
            #expect(try await stream.results(1).map(\.outcome) == [.released])
            opener.finish()
            #expect(try await stream.results(1).map(\.outcome) == [.done])
            try await stream.untilGoodbye()
        }
    }

    @Test func whatOutlivesTheGraceIsInterruptedAndReported() async throws {
        try await withWorker(endless, grace: .milliseconds(20)) { server, worker in
            let stream = try await server.nextStream()
            try await stream.welcome()
            try await stream.assign(assignment("a"))
            try await stream.untilStarted("a")
            worker.beginShutdown()
            let result = try #require(try await stream.results(1).first)
            #expect(result.errorMessage == "worker shut down before the job finished")
            try await stream.untilGoodbye()
        }
    }

    @Test func theServersShutdownEndsTheWorker() async throws {
        try await withWorker(echo()) { server, _ in
            let stream = try await server.nextStream()
            try await stream.welcome()
            try await stream.send(.shutdown(true))
            try await stream.untilGoodbye()
        }
    }

    @Test func aStaleReportIsAWarningInTheLog() async throws {
        let lines = LogLines()
        let logger = Logger(label: "test") { _ in lines.handler }
        try await withWorker(echo(), logger: logger) { server, _ in
            let stream = try await server.nextStream()
            try await stream.welcome()
            try await stream.assign(assignment("a"))
            var reports = try await stream.nextReports()
            while reports.results.isEmpty {
                try await stream.acknowledge(reports)
                reports = try await stream.nextReports()
            }
            try await stream.acknowledge(reports, stale: ["a"])
            // The answer to the next job proves that the acknowledgement has been read.
            try await stream.assign(assignment("b"))
            #expect(try await stream.results(1).map(\.jobID) == ["b"])
        }
        #expect(lines.all.contains { $0.level == .warning && $0.text.contains("job a") })
    }

    @Test func aWorkerWithoutServersSaysSo() async throws {
        let worker = Worker(
            configuration: WorkerConfiguration(servers: []), handlers: echo(), logger: Logger(label: "test"))
        await #expect(throws: Worker.ConfigurationError.self) { try await worker.run() }
    }

    @Test func theNextServerIsTriedWhenOneIsAway() async throws {
        let script = ScriptedServer()
        try await withServer(script) { port in
            let nobody = ServerAddress.unixSocket("/nonexistent/jq.sock")
            var configuration = WorkerConfiguration(servers: [nobody, .host("127.0.0.1", port: port)])
            configuration.connectTimeout = .seconds(120)
            let worker = Worker(configuration: configuration, handlers: echo(), logger: quietLogger)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await worker.run() }
                try await script.nextStream().welcome()
                #expect(worker.obstacles == [])
                worker.terminate()
                try await group.waitForAll()
            }
        }
    }
}
