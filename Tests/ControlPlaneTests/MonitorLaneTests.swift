import JobQueueProto
import Lifecycle
import Planning
import Postgres
import PostgresStore
import Resources
import SwiftProtobuf
import Testing
import WorkerRuntime
import YAML

@testable import ControlPlane

/// What may have thousands of things to do at once holds up no other duty of the monitors.
@Suite(.timeLimit(.minutes(2))) struct MonitorLaneTests {
    private let often = """
        ---
        apiVersion: jq.dev/v1alpha1
        kind: Schedule
        metadata: {name: often}
        spec: {every: 1s, overlap: Allow, jobTemplate: {spec: {queue: work, command: ["true"]}}}

        """

    /// Has another transaction take a lock, waits until the monitors wait for it, and runs `body` meanwhile.
    private func whileHeld(
        by lock: String, in store: JobQueueStore, after cause: () async throws -> Void = {},
        _ body: () async throws -> Void
    ) async throws {
        let pool = PostgresPool(
            PostgresConfiguration(conninfo: store.conninfo, poolSize: 2, applicationName: "test"),
            reactor: store.reactor)
        let waiting = Statement(
            "waiting",
            """
            SELECT count(*) FROM pg_locks WHERE NOT granted
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """)
        do {
            try await pool.transaction { transaction in
                _ = try await transaction.execute(Statement("hold", lock), Parameters())
                try await cause()
                while try await pool.execute(waiting, Parameters())[0].int64(0) == 0 {
                    try Task.checkCancellation()
                }
                try await body()
            }
        } catch {
            await pool.shutdown()
            throw error
        }
        await pool.shutdown()
    }

    private func ticks(_ store: JobQueueStore) async throws -> Int {
        try await store.ticks(of: ResourceKey(kind: .schedule, name: "often"), limit: 1000).count
    }

    /// The work of three lanes: a job whose time comes, one that waits for it, and one that expires.
    private func othersGoOn(_ plane: Plane) async throws {
        let expiring = try await plane.submit("paused") { $0.ttlSeconds = 1 }
        let first = try await submitSoon(plane)
        let second = try await plane.submit { $0.dependsOn = [first] }
        try await plane.wait(second, for: .done)
        try await plane.wait(expiring, for: .deadLettered)
    }

    /// Submits a job that has to be promoted.
    private func submitSoon(_ plane: Plane) async throws -> String {
        let now = try await plane.store.scheduleClock().now
        return try await plane.submit { $0.notBefore = .init(micros: now + 50_000) }
    }

    @Test func firingThatIsHeldUpHoldsUpNoOtherDuty() async throws {
        try await withPlane { plane in
            _ = try await plane.apply(
                queue("work", "maxRetries: 1") + "---\n" + queue("paused", "paused: true") + often)
            try await withWorker(servers: [plane.port], handlers: handlers { _ in [] }) { _ in
                while try await ticks(plane.store) == 0 { try Task.checkCancellation() }
                var before = 0
                try await whileHeld(
                    by: "LOCK TABLE schedules IN ACCESS EXCLUSIVE MODE", in: plane.store
                ) {
                    before = try await ticks(plane.store)
                    try await othersGoOn(plane)
                    #expect(try await ticks(plane.store) == before)
                }
                while try await ticks(plane.store) == before { try Task.checkCancellation() }
            }
        }
    }

    @Test func aReleaseThatIsHeldUpHoldsUpNoOtherDuty() async throws {
        try await withPlane { plane in
            _ = try await plane.apply(queue("work", "maxRetries: 1") + often)
            try await withWorker(servers: [plane.port], handlers: handlers { _ in [] }) { _ in
                let first = try await plane.submit { $0.notBefore = .with { $0.seconds = 4_102_444_800 } }
                let second = try await plane.submit { $0.dependsOn = [first] }
                try await whileHeld(
                    by: "SELECT pg_advisory_xact_lock(7105000003)", in: plane.store,
                    after: { _ = try await plane.jobs.cancelJob(.with { $0.jobID = first }) }
                ) {
                    let before = try await ticks(plane.store)
                    while try await ticks(plane.store) == before { try Task.checkCancellation() }
                    try await plane.wait(try await submitSoon(plane), for: .done)
                    let held = try await plane.jobs.getJobStatus(.with { $0.jobID = second }).job
                    #expect(held.status == .pending)
                }
                try await plane.wait(second, for: .deadLettered)
            }
        }
    }

    @Test func aTurnLooksAtNoMoreThanAHundredSchedules() async throws {
        let store = JobQueueStore(
            conninfo: try await TestDatabase.fresh(), queueConnections: 2, generalConnections: 2,
            applicationName: "test")
        try await store.migrate()
        let yaml =
            queue("work", "maxRetries: 1")
            + (0..<150).map { often.replacing("often", with: "s\($0)") }.joined()
        let manifests = decodeManifests([ManifestFile(path: "test.yaml", bytes: Array(yaml.utf8))])
        _ = try await store.apply(
            manifests.resources, options: PlanOptions(owner: "test"), provenance: Provenance(actor: "test"))
        let dispatcher = Dispatcher(store: store, batchSize: 10, logger: quietLogger())
        let firing = ScheduleFiring(
            store: store, wakeUps: WakeUps(store: store, dispatcher: dispatcher, logger: quietLogger()),
            logger: quietLogger())
        let isPartial = try await firing.look()
        #expect(isPartial)
        #expect(try await store.scheduleMarks().count == ScheduleFiring.mostPerTurn)
        // Those that were looked at may be due again by now, and still come after those that were not.
        _ = try await firing.look()
        #expect(try await store.scheduleMarks().count == 150)
        await store.shutdown()
    }
}
