import Lifecycle
import Planning
import Postgres
import PostgresStore
import Resources
import TestCluster
import Testing

/// A leader that was paused and comes back cannot write (controller-bugs §6.2, pattern 5).
@Suite struct FenceTests {
    private let options = PlanOptions(owner: "kubernetes")
    private let provenance = Provenance(actor: "tester")
    private let name = Fence.name(owner: "kubernetes")

    private func expectFenced(
        _ message: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
    ) async {
        let error = await #expect(throws: StoreError.self, sourceLocation: sourceLocation) {
            try await body()
        }
        #expect(error?.isFenced == true, sourceLocation: sourceLocation)
        #expect(error?.message == message, sourceLocation: sourceLocation)
        #expect(error?.code == .failedPrecondition, sourceLocation: sourceLocation)
    }

    @Test func eachTakeoverHasTheNextEpoch() async throws {
        try await withStore { store in
            let me = freshJobID()
            var epochs: [Int64] = []
            for holder in [me, me, freshJobID()] {
                epochs.append(try await store.takeControl(name, holder: holder).epoch)
            }
            #expect(epochs == [1, 2, 3])
            let other = try await store.takeControl("controller/other", holder: me)
            #expect(other.epoch == 1 && other.holder == me && other.name == "controller/other")
        }
    }

    @Test func theOldLeaderWritesNothing() async throws {
        try await withStore { store in
            let worker = try await store.register(
                WorkerRegistration(
                    id: freshJobID(), hostname: "h", concurrency: 1, queues: [], pool: "", version: ""))
            let old = try await store.takeControl(name, holder: freshJobID())
            let first = try await store.apply(
                [queue("q")], options: options, provenance: provenance, fence: old)
            #expect(first.applied)
            try await store.recordPass(
                owner: "kubernetes", revision: nil, problems: [], message: "old", fence: old)
            #expect(try await store.setDraining(worker.id, true, fence: old)?.state == .draining)

            let new = try await store.takeControl(name, holder: freshJobID())
            let message = "a newer controller (epoch 2) has taken over; this one (epoch 1) stops"
            await expectFenced(message) {
                _ = try await store.apply(
                    [queue("q", ["maxRetries": 9]), job("j")], options: options, provenance: provenance,
                    fence: old)
            }
            await expectFenced(message) {
                try await store.recordPass(
                    owner: "kubernetes", revision: nil, problems: [], message: "late", fence: old)
            }
            await expectFenced(message) { _ = try await store.setDraining(worker.id, false, fence: old) }
            #expect(try await store.queue(named: "q")?.settings.maxRetries == 3)
            #expect(try await store.runs(of: "j").isEmpty)
            #expect(try await store.sources().map(\.message) == ["old"])
            #expect(try await store.workers().map(\.state) == [.draining])

            let later = try await store.apply(
                [job("j")], options: options, provenance: provenance, fence: new)
            #expect(later.applied && later.ready.count == 1)
            #expect(try await store.setDraining(worker.id, false, fence: new)?.state == .online)
        }
    }

    /// As after a restore of an older state: the epoch comes again, and its holder is somebody else.
    @Test func theSameEpochOfAnotherHolderIsNoFence() async throws {
        try await withStore { store in
            let mine = try await store.takeControl(name, holder: freshJobID())
            try await store.backdate("DELETE FROM leases")
            await expectFenced(
                "the database has no lease \"\(name)\" any more; this one (epoch 1) stops"
            ) {
                _ = try await store.apply([], options: options, provenance: provenance, fence: mine)
            }
            #expect(try await store.takeControl(name, holder: freshJobID()).epoch == 1)
            await expectFenced("a newer controller (epoch 1) has taken over; this one (epoch 1) stops") {
                _ = try await store.apply([], options: options, provenance: provenance, fence: mine)
            }
        }
    }

    /// The leader changes while the old one waits for its turn to declare.
    @Test func aWriteThatWaitedIsRefusedToo() async throws {
        try await withStore { store in
            let old = try await store.takeControl(name, holder: freshJobID())
            let pool = PostgresPool(
                PostgresConfiguration(conninfo: store.conninfo, poolSize: 1, applicationName: "test"),
                reactor: store.reactor)
            let (waiting, release) = AsyncStream.makeStream(of: Void.self)
            let (held, hold) = AsyncStream.makeStream(of: Void.self)
            let blocker = Task {
                try await pool.transaction { transaction in
                    _ = try await transaction.execute(
                        Statement("lock", "SELECT pg_advisory_xact_lock(7105000002)"))
                    hold.finish()
                    for await _ in waiting {}
                }
            }
            for await _ in held {}
            let late = Task {
                try await store.apply([queue("q")], options: options, provenance: provenance, fence: old)
            }
            // Not held up by the write that waits.
            #expect(try await store.takeControl(name, holder: freshJobID()).epoch == 2)
            release.finish()
            try await blocker.value
            await expectFenced("a newer controller (epoch 2) has taken over; this one (epoch 1) stops") {
                _ = try await late.value
            }
            #expect(try await store.queue(named: "q") == nil)
            await pool.shutdown()
        }
    }
}
