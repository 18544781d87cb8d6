import Kafka
import Lifecycle
import PostgresStore
import Resources
import Synchronization
import TestKafka
import Testing

@testable import KafkaBridge

@Suite(.timeLimit(.minutes(2))) struct RelayTests {
    @Test func everyTransitionReachesItsTopic() async throws {
        try await BridgeFixture.run { fixture in
            let jobs = try await fixture.runJobs(10)
            try await fixture.relaying {
                // 10 submitted, 10 started, 5 completed, 5 failed, 5 dead-lettered; assignments go nowhere.
                let read = try await fixture.read(35)
                #expect(
                    read.mapValues(\.count) == [
                        "job.submitted": 10, "job.started": 10, "job.completed": 5, "job.failed": 5,
                        "job.dead-lettered": 5,
                    ])
                #expect(Set(read["job.submitted", default: []].map(\.job)) == Set(jobs.map(\.description)))
            }
            let after = try await fixture.store.eventLag(EventRelay.name)
            #expect(after.events == 0 && after.seconds == 0)
        }
    }

    @Test func aMessageSaysWhatItsSchemaSays() async throws {
        try await BridgeFixture.run { fixture in
            let jobs = try await fixture.runJobs(2)
            var feed = EventFeed(fixture.store)
            var events: [FeedEvent] = []
            while events.isEmpty { events = try await feed.page(after: 0, limit: 100).events }
            let failed = try #require(events.first { $0.event.to == .failed })
            let message = try #require(KafkaMessage(failed, prefix: "test."))
            #expect(message.topic == "test.job.failed")
            #expect(message.key == Array(jobs[1].description.utf8))
            #expect(message.timestamp == failed.event.occurredAt / 1000)
            let value = try Value(json: message.value ?? [])
            guard case .object(let members) = value else {
                Issue.record("no object: \(value)")
                return
            }
            #expect(members["version"] == .int(1) && members["eventId"] == .int(failed.event.id))
            #expect(members["type"] == "job.failed" && members["queue"] == "default")
            #expect(members["fromStatus"] == "RUNNING" && members["toStatus"] == "FAILED")
            #expect(members["attempt"] == .int(1) && members["jobId"] == .string(jobs[1].description))
            #expect(
                message.headers.map(\.name) == ["event-id", "event-type", "event-version", "content-type"])
        }
    }

    /// What was sent before the crash and noted after it comes twice; nothing is missing.
    @Test(arguments: RelayStep.allCases, [1, 2, 3])
    func aRelayThatDiesAtAnyStepLosesNothing(step: RelayStep, turn: Int) async throws {
        struct Crash: Error {}
        try await BridgeFixture.run { fixture in
            let turns = Mutex(0)
            let isDead = Mutex(false)
            let doomed = fixture.relay { now in
                guard now == step else { return }
                let isDue = turns.withLock { turns in
                    turns += 1
                    return turns == turn
                }
                if isDue { throw Crash() }
            }
            let first = Task {
                defer { isDead.withLock { $0 = true } }
                try await doomed.relayOnce()
            }
            var events = 0
            while !isDead.withLock({ $0 }) {
                _ = try await fixture.runJobs(4)
                events += 14
            }
            await #expect(throws: Crash.self) { try await first.value }
            try await fixture.relaying {
                let read = try await fixture.read(events)
                #expect(read.values.allSatisfy(isInOrder))
            }
        }
    }

    @Test func brokersThatAreAwayUnderLoadGetEveryEventAfterwards() async throws {
        try await BridgeFixture.run { fixture in
            try await fixture.relaying {
                _ = try await fixture.runJobs(20)
                _ = try await fixture.read(70)
                try await fixture.brokers.setAway(true)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<4 {
                        group.addTask { for _ in 0..<5 { _ = try await fixture.runJobs(50) } }
                    }
                    try await group.waitForAll()
                }
                let lag = try await fixture.store.eventLag(EventRelay.name)
                #expect(lag.events >= 1000 && lag.seconds > 0)
                try await fixture.brokers.setAway(false)
                let read = try await fixture.read(70 + 20 * 175)
                #expect(read.values.allSatisfy(isInOrder))
                #expect(read["job.submitted"].map { Set($0.map(\.job)).count } == 1020)
            }
        }
    }

    @Test func requestsThatFailAreRepeatedAndARefusalIsTriedAnew() async throws {
        try await BridgeFixture.run { fixture in
            try await fixture.brokers.failProduce([.notLeader, .timedOut, .notAllowed, .notEnoughReplicas])
            _ = try await fixture.runJobs(50)
            try await fixture.relaying {
                let read = try await fixture.read(175)
                #expect(read.values.allSatisfy(isInOrder))
            }
        }
    }

    @Test func twoRelaysByMistakeRepeatButLoseNothing() async throws {
        try await BridgeFixture.run { fixture in
            try await fixture.relaying {
                try await fixture.relaying {
                    for _ in 0..<10 { _ = try await fixture.runJobs(10) }
                    let read = try await fixture.read(350)
                    #expect(read.values.allSatisfy(isInOrder))
                }
            }
            #expect(try await fixture.store.eventLag(EventRelay.name).events == 0)
        }
    }

    @Test func theLeaseLetsOneRelayWorkAndPassesOn() async throws {
        try await BridgeFixture.run { fixture in
            let first = fixture.relay()
            let one = Task { await first.run() }
            _ = try await fixture.runJobs(2)
            _ = try await fixture.read(7)
            #expect(try await fixture.store.leaseHolder(EventRelay.name) == first.holder)
            let second = fixture.relay()
            let two = Task { await second.run() }
            one.cancel()
            await one.value
            _ = try await fixture.runJobs(2)
            _ = try await fixture.read(14)
            #expect(try await fixture.store.leaseHolder(EventRelay.name) == second.holder)
            two.cancel()
            await two.value
            #expect(try await fixture.store.leaseHolder(EventRelay.name) == nil)
        }
    }
}
