import ArgumentParser
import Foundation
import JobQueueProto
import Lifecycle
import PostgresStore
import SwiftProtobuf
import Synchronization
import Testing

@testable import jq_ctl

/// Streams of a server that comes and goes: nothing is lost, nothing comes twice.
@Suite(.timeLimit(.minutes(3))) struct StreamTests {
    private func connection(to server: CtlServer) async throws -> jq_ctl.Connection {
        try Connection(
            try ConnectionOptions.parse(["--server-addr", "127.0.0.1:\(await server.port)"]),
            timeout: .seconds(30))
    }

    private func restart(_ server: CtlServer) async throws {
        try await server.stop()
        try await server.start()
    }

    private func job(_ server: CtlServer) async throws -> JobID {
        let job = NewJob(id: freshJobID(), queue: "default", payload: [])
        _ = try await server.store.submit([job], allOrNone: true)
        return job.id
    }

    @Test func theEventsOfAJobComeOnceWhileTheServerIsRestarted() async throws {
        try await withServer { server in
            let connection = try await connection(to: server)
            let id = try await job(server)
            let seen = Mutex<[Jq_V1_JobStatus]>([])
            try await connection.jobEvents(id.description, after: 0) { event in
                seen.withLock { $0.append(event.toStatus) }
                guard event.toStatus == .pending else { return }
                try await restart(server)
                _ = try await server.store.cancel(id, force: false)
            }
            #expect(seen.withLock { $0 } == [.pending, .deadLettered])
        }
    }

    @Test func theStatesOfARedriveComeOnceWhileTheServerIsRestarted() async throws {
        try await withServer { server in
            let connection = try await connection(to: server)
            _ = try await server.store.cancel(try await job(server), force: false)
            let (redrive, _) = try await server.store.createRedrive(
                DeadLetterSelector(), rate: 0, stopAtFailureRate: 0, stopAfter: 20, actor: "ann")
            _ = try await server.store.controlRedrive(redrive.id, .pause)
            let states = Mutex<[String]>([])
            try await connection.redrive(redrive.id.description) { redrive in
                states.withLock { $0.append(redrive.state) }
                guard redrive.state == "PAUSED" else { return }
                try await restart(server)
                let id = try #require(JobID(redrive.redriveID))
                _ = try await server.store.controlRedrive(id, .cancel)
            }
            #expect(states.withLock { $0 } == ["PAUSED", "CANCELLED"])
        }
    }

    @Test func eventsOfAllJobsGoOnBehindTheLastOne() async throws {
        struct Enough: Error {}
        try await withServer { server in
            let connection = try await connection(to: server)
            let first = try await job(server)
            let ids = Mutex<[Int64]>([])
            let request = Jq_V1_WatchEventsRequest.with {
                $0.afterID = -1
                $0.follow = true
            }
            await #expect(throws: Enough.self) {
                try await connection.events(request) { batch in
                    let before = ids.withLock { $0.count }
                    ids.withLock { $0 += batch.events.map(\.id) }
                    let after = ids.withLock { $0.count }
                    if before == 0, after == 1 {
                        _ = try await server.store.cancel(first, force: false)
                        try await restart(server)
                    }
                    if after >= 2 { throw Enough() }
                }
            }
            let seen = ids.withLock { $0 }
            #expect(seen.count == 2 && Set(seen).count == 2)
        }
    }

    @Test func aServerThatNeverAnsweredIsNotWaitedFor() async throws {
        let result = try await jqctl("job events -f \(freshJobID()) --server-addr 127.0.0.1:1 --timeout 2s")
        #expect(result.status == 1 && result.error.contains("cannot reach jq-server at 127.0.0.1:1"))
        try await withServer { server in
            let unknown = try await server.ctl("dlq watch \(freshJobID())")
            #expect(unknown.status == 1 && unknown.error.contains("does not exist"))
            let nothing = try await server.ctl("job events -f \(freshJobID())")
            #expect(nothing.status == 1 && nothing.error.contains("does not exist"))
        }
    }

    @Test func commandsThatFollowEndWithWhatTheyFollow() async throws {
        try await withServer { server in
            let id = try await job(server)
            async let events = server.ctl("job events -f \(id) -o name")
            _ = try await server.store.cancel(id, force: false)
            let words = try await events
            #expect(words.status == 0 && words.output == "PENDING\nDEAD_LETTERED\n")
            let table = try await server.ctl("job events -f \(id)")
            #expect(table.status == 0 && table.output.split(separator: "\n").count == 3)
            let (redrive, _) = try await server.store.createRedrive(
                DeadLetterSelector(), rate: 0, stopAtFailureRate: 0, stopAfter: 20, actor: "ann")
            async let watch = server.ctl("dlq watch \(redrive.id)")
            _ = try await server.store.controlRedrive(redrive.id, .cancel)
            let watched = try await watch
            #expect(watched.status == 1 && watched.output.contains("CANCELLED"))
            #expect(watched.error.contains("redrive \(redrive.id) is CANCELLED"))
        }
    }
}
