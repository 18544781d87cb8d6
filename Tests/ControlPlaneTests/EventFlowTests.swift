import GRPCCore
import JobQueueProto
import Lifecycle
import Postgres
import SwiftProtobuf
import Synchronization
import Testing

@testable import ControlPlane
@testable import PostgresStore

@Suite(.timeLimit(.minutes(2))) struct EventFlowTests {
    /// Reads until `count` events came, or to the end.
    private func watch(
        _ plane: Plane, count: Int = .max, _ change: (inout Jq_V1_WatchEventsRequest) -> Void = { _ in }
    ) async throws -> (events: [Jq_V1_JobEvent], position: Int64) {
        var request = Jq_V1_WatchEventsRequest()
        change(&request)
        return try await plane.events.watchEvents(request) { response in
            var events: [Jq_V1_JobEvent] = []
            var position: Int64 = 0
            for try await batch in response.messages {
                events += batch.events
                position = batch.position
                if events.count >= count { break }
            }
            return (events, position)
        }
    }

    @Test func whatIsKeptIsToldInOrderAndByQueue() async throws {
        try await withPlane { plane in
            _ = try await plane.apply(
                """
                apiVersion: jq.dev/v1alpha1
                kind: Queue
                metadata: {name: other}
                """)
            var ids: [String] = []
            for _ in 0..<5 { ids.append(try await plane.submit()) }
            let elsewhere = try await plane.submit("other")
            let all = try await watch(plane) { $0.afterID = -1 }.events
            #expect(all.map(\.jobID) == ids + [elsewhere] && all.map(\.id) == all.map(\.id).sorted())
            let one = try await watch(plane) {
                $0.afterID = -1; $0.queueName = "other"
            }.events
            #expect(one.map(\.jobID) == [elsewhere] && one[0].queueName == "other")
            let later = try await watch(plane) { $0.afterID = all[3].id }.events
            #expect(later.map(\.jobID) == [ids[4], elsewhere])
            #expect(
                try await code { try await watch(plane) { $0.queueName = "nowhere" } } == .notFound)
        }
    }

    /// Events of later transactions are held back while one is open; an answer without them would look like all.
    @Test func whoReadsOnceWaitsForWhatIsUnderWay() async throws {
        let conninfo = try await TestDatabase.fresh()
        try await withPlane(conninfo: conninfo) { plane in
            let job = try await plane.submit()
            let store = JobQueueStore(conninfo: conninfo, queueConnections: 1, generalConnections: 2)
            let open = Task {
                try await store.general.simple(
                    """
                    BEGIN;
                    INSERT INTO leases (name, holder, expires_at) VALUES ('open', gen_random_uuid(), now());
                    SELECT pg_sleep(2);
                    COMMIT
                    """)
            }
            let isOpen = Statement(
                "is_open",
                """
                SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
                               AND backend_xid IS NOT NULL AND wait_event = 'PgSleep')
                """)
            while try await store.read(isOpen)[0].bool(0) == false { try Task.checkCancellation() }
            #expect(try await watch(plane) { $0.afterID = -1 }.events.map(\.jobID) == [job])
            try await open.value
            await store.shutdown()
        }
    }

    @Test func whatHappensIsToldAsItHappensAndGoesOnAfterAPosition() async throws {
        try await withPlane { plane in
            let (starts, started) = AsyncStream<Void>.makeStream()
            async let watched = plane.events.watchEvents(.with { $0.follow = true }) { response in
                var events: [Jq_V1_JobEvent] = []
                var position: Int64 = 0
                for try await batch in response.messages {
                    started.yield()
                    events += batch.events
                    position = batch.position
                    if events.count >= 3 { break }
                }
                return (events, position)
            }
            for await _ in starts { break }
            var ids: [String] = []
            for _ in 0..<3 { ids.append(try await plane.submit()) }
            let (events, position) = try await watched
            #expect(events.map(\.jobID) == ids)
            for _ in 0..<3 { ids.append(try await plane.submit()) }
            let rest = try await watch(plane, count: 3) {
                $0.afterID = position; $0.follow = true
            }
            #expect(rest.events.map(\.jobID) == Array(ids.suffix(3)))
        }
    }

    @Test func manyWatchersSeeEveryEventOnce() async throws {
        try await withPlane { plane in
            let first = try await plane.submit()
            try await withThrowingTaskGroup(of: [Int64].self) { group in
                for _ in 0..<5 {
                    group.addTask {
                        try await watch(plane, count: 201) {
                            $0.afterID = -1; $0.follow = true
                        }.events.map(\.id)
                    }
                }
                for _ in 0..<200 { _ = try await plane.submit() }
                for try await ids in group {
                    #expect(ids.count == 201 && ids == ids.sorted() && Set(ids).count == 201)
                }
            }
            #expect(!first.isEmpty)
        }
    }

    @Test func whoReadsTooSlowlyIsCutOff() async {
        let subscription = EventSubscription()
        for number in 1...30 { subscription.offer(bigPage(Int64(number))) }
        #expect(subscription.isTooSlow)
        #expect(await !subscription.next().isEmpty)
        #expect(await subscription.next().isEmpty)
        let quick = EventSubscription()
        for number in 1...30 {
            quick.offer(bigPage(Int64(number)))
            #expect(await quick.next().count == 1)
        }
        #expect(!quick.isTooSlow)
    }

    private func bigPage(_ number: Int64) -> EventPage {
        let event = JobEventRecord(
            id: number, job: freshJobID(), from: nil, to: .pending, worker: nil, attempt: 0, reason: nil,
            occurredAt: 0, error: nil, exitCode: nil)
        return EventPage(
            events: Array(repeating: FeedEvent(event: event, queue: ""), count: 1000), position: number,
            isLast: true)
    }
}
