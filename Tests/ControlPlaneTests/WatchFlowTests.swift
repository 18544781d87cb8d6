import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import JobQueueProto
import Lifecycle
import PostgresStore
import SwiftProtobuf
import Synchronization
import Testing
import WorkerRuntime

/// Output, progress and events of running jobs, from real commands to a client that watches.
@Suite(.timeLimit(.minutes(2))) struct WatchFlowTests {
    @Test func outputIsSeenWhileTheCommandRuns() async throws {
        let gate = try Gate()
        try await withPlane { plane in
            try await withWorker(servers: [plane.port], handlers: HandlerRegistry()) { _ in
                let id = try await plane.submitScript(
                    "echo one; read x < \(gate.path); echo two; echo three >&2")
                // The command goes on only when its first line has been seen.
                let watched = try await plane.watch(id) { seen in
                    if seen.story.last == "one\n" { gate.release() }
                }
                #expect(watched.story.first == "pending" && watched.story.last == "done")
                let first = try #require(watched.story.firstIndex(of: "one\n"))
                #expect(first > (watched.story.firstIndex(of: "assigned") ?? .max))
                #expect(watched.text() == "one\ntwo\n" && watched.text(2) == "three\n")
                let job = try #require(watched.job)
                #expect(job.status == .done && job.hasExitCode && job.exitCode == 0)
                #expect(String(decoding: job.result, as: UTF8.self) == "one\ntwo\n")
                // Afterwards, without following, the same is told.
                let later = try await plane.watch(id, follow: false)
                #expect(later.text() == "one\ntwo\n" && later.events.count == watched.events.count)
            }
        }
    }

    @Test func theOutputOfEveryAttemptIsToldInOrder() async throws {
        try await withPlane { plane in
            _ = try await plane.apply(queue("q", "maxRetries: 3, backoff: {base: 10ms, max: 10ms}"))
            try await withWorker(servers: [plane.port], queues: ["q"], handlers: HandlerRegistry()) { _ in
                let id = try await plane.submitScript(
                    "echo attempt $JQ_ATTEMPT; echo bad >&2; test $JQ_ATTEMPT = 2", queue: "q")
                let watched = try await plane.watch(id)
                #expect(watched.text() == "attempt 1\nattempt 2\n")
                #expect(watched.text(2, attempt: 1) == "bad\n")
                let story = watched.story
                let failed = try #require(story.firstIndex(of: "failed"))
                #expect((story.firstIndex(of: "attempt 1\n") ?? .max) < failed)
                #expect((story.firstIndex(of: "attempt 2\n") ?? 0) > failed)
                #expect(try await plane.watch(id, follow: false, attempt: 2).text() == "attempt 2\n")
                let attempts = try await plane.jobs.listJobAttempts(.with { $0.jobID = id }).attempts
                #expect(attempts.map(\.outcome) == ["FAILED", "DONE"])
                #expect(
                    attempts.map(\.exitCode) == [1, 0] && attempts[0].errorMessage == "exit status 1: bad")
                #expect(
                    attempts.allSatisfy {
                        $0.hasExitCode && $0.hasStartedAt && $0.hasEndedAt && $0.workerID.count == 36
                    })
            }
        }
    }

    @Test func aWatcherAtAnotherServerSeesTheSame() async throws {
        let gate = try Gate()
        let conninfo = try await TestDatabase.fresh()
        try await withPlane(conninfo: conninfo) { first in
            try await withPlane(conninfo: conninfo) { second in
                try await withWorker(servers: [first.port], handlers: HandlerRegistry()) { _ in
                    let id = try await first.submitScript("echo one; read x < \(gate.path); echo two")
                    let watched = try await second.watch(id) { seen in
                        if seen.story.last == "one\n" { gate.release() }
                    }
                    #expect(watched.text() == "one\ntwo\n" && watched.job?.status == .done)
                }
            }
        }
    }

    @Test func nothingIsLostOrDoubledWhenTheWorkerChangesItsServer() async throws {
        let gate = try Gate()
        let conninfo = try await TestDatabase.fresh()
        try await withPlane(conninfo: conninfo) { plane in
            let other = try await StoppableServer(conninfo: conninfo)
            try await withWorker(servers: [other.port, plane.port], handlers: HandlerRegistry()) { _ in
                let id = try await plane.submitScript("seq 1 3000; read x < \(gate.path); seq 3001 6000")
                let (firstSeen, sees) = AsyncStream<Void>.makeStream()
                async let watched = plane.watch(id) { seen in if !seen.pieces.isEmpty { sees.finish() } }
                for await _ in firstSeen {}
                try await other.end()
                gate.release()
                let all = try await watched
                #expect(all.text() == (1...6000).map { "\($0)\n" }.joined())
                #expect(all.job?.status == .done && all.job?.attempt == 1)
            }
        }
    }

    @Test func progressIsShownWhileTheAttemptRunsAndNotAfterwards() async throws {
        let gate = try Gate()
        try await withPlane { plane in
            try await withWorker(servers: [plane.port], handlers: HandlerRegistry()) { _ in
                let id = try await plane.submitScript(
                    "echo '42.5 copying' >&$JQ_PROGRESS; echo '{{{' >&3; read x < \(gate.path)")
                let watched = try await plane.watch(id) { seen in
                    if case .job(let job)? = seen.updates.last?.update, job.hasProgressPercent {
                        gate.release()
                    }
                }
                let told = watched.updates.compactMap {
                    if case .job(let job)? = $0.update, job.hasProgressPercent { job } else { nil }
                }
                #expect(told.map(\.progressPercent) == [42.5] && told.map(\.progressNote) == ["copying"])
                let job = try #require(watched.job)
                #expect(job.status == .done && !job.hasProgressPercent && job.progressNote.isEmpty)
            }
        }
    }

    @Test func aFloodIsStoredInBoundsAndTheJobEnds() async throws {
        try await withPlane { plane in
            try await withWorker(servers: [plane.port], handlers: HandlerRegistry()) { _ in
                let id = try await plane.submitScript("echo begin; head -c 104857600 /dev/zero; echo end")
                let watched = try await plane.watch(id)
                #expect(watched.job?.status == .done)
                let bytes = watched.pieces.reduce(0) { $0 + $1.data.count }
                #expect(bytes < (256 + 16 + 1) * 1024 && bytes > 256 * 1024)
                #expect(watched.text().hasPrefix("begin\n") && watched.text().hasSuffix("end\n"))
                #expect(watched.text(2).contains("bytes left out"))
            }
        }
    }

    @Test func aWatchEndsWithItsClientAndWithItsServer() async throws {
        let conninfo = try await TestDatabase.fresh()
        try await withPlane(conninfo: conninfo) { plane in
            let id = try await plane.submit("default")
            // The client leaves after the first message.
            try await plane.jobs.watchJob(
                .with {
                    $0.jobID = id
                    $0.follow = true
                }
            ) { response in for try await _ in response.messages { break } }
            let other = try await StoppableServer(conninfo: conninfo)
            let (begins, begun) = AsyncStream<Void>.makeStream()
            async let ending = withGRPCClient(
                transport: .http2NIOPosix(
                    target: .ipv4(address: "127.0.0.1", port: other.port), transportSecurity: .plaintext)
            ) { client in
                let jobs = Jq_V1_JobService.Client(wrapping: client)
                return try await code {
                    try await jobs.watchJob(
                        .with {
                            $0.jobID = id
                            $0.follow = true
                        }
                    ) { response in for try await _ in response.messages { begun.finish() } }
                }
            }
            for await _ in begins {}
            try await other.end()
            #expect(try await ending == .unavailable)
        }
    }

    @Test func whatDoesNotExistIsNotFound() async throws {
        try await withPlane { plane in
            let nobody = freshJobID().description
            let known = try await plane.submit()
            #expect(try await plane.watch(known, follow: false).story == ["pending"])
            #expect(try await code { try await plane.watch(nobody) } == .notFound)
            #expect(try await code { try await plane.watch("x") } == .invalidArgument)
            #expect(
                try await code { try await plane.jobs.listJobAttempts(.with { $0.jobID = nobody }) }
                    == .notFound)
        }
    }
}
