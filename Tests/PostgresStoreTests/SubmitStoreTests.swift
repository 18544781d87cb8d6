import Lifecycle
import PostgresStore
import Testing

@Suite struct SubmitStoreTests {
    @Test func aRepeatedSubmitIsTheSameJob() async throws {
        try await withStore { store in
            let job = NewJob(id: freshJobID(), queue: "default", payload: [1])
            let first = try await store.submit([job], allOrNone: true)
            let second = try await store.submit([job], allOrNone: true)
            #expect(first.created == 1 && second.created == 0 && second.existing == [job.id])
            #expect(try await store.events(of: job.id).count == 1)
        }
    }

    @Test func allOrNoneNamesTheMissingQueueAndEnqueuesNothing() async throws {
        try await withStore { store in
            let good = NewJob(id: freshJobID(), queue: "default", payload: [])
            let bad = NewJob(id: freshJobID(), queue: "emials", payload: [])
            let error = await #expect(throws: StoreError.self) {
                try await store.submit([good, bad], allOrNone: true)
            }
            #expect(error?.code == .notFound)
            #expect(error?.message.contains("\"emials\"") == true)
            #expect(try await store.job(good.id) == nil)
            let mixed = try await store.submit([good, bad], allOrNone: false)
            #expect(mixed.ready.map(\.id) == [good.id] && mixed.refused == [bad.id])
        }
    }

    @Test func queueSettingsFillInWhatTheSubmissionLeavesOpen() async throws {
        try await withStore { store in
            _ = try await store.createQueue("short", maxRetries: 7, ttlSeconds: 60)
            let job = try await store.enqueue(1, queue: "short")[0]
            #expect(try await store.job(job.id)?.maxRetries == 7)
        }
    }

    @Test func readyJobsComeInClaimOrder() async throws {
        try await withStore { store in
            var expected: [(Int16, JobID)] = []
            for priority in [Int16(0), 9, 4, 9] {
                let job = try await store.enqueue(1) { $0.priority = priority }[0]
                expected.append((9 - priority, job.id))
            }
            let order = expected.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.1)
            #expect(try await store.readyJobs(queue: "default", limit: 10).map(\.id) == order)
            let head = try await store.readyJobs(queue: "default", limit: 2)
            #expect(
                try await store.readyJobs(queue: "default", after: head[1], limit: 10).map(\.id)
                    == Array(order.dropFirst(2)))
        }
    }

    @Test func jobsListNewestFirstInPages() async throws {
        try await withStore { store in
            let jobs = try await store.enqueue(5)
            let newest = jobs.map(\.id).sorted(by: >)
            let page = try await store.jobs(queue: "default", state: .pending, before: nil, limit: 2)
            #expect(page.map(\.id) == Array(newest.prefix(2)))
            let rest = try await store.jobs(queue: nil, state: nil, before: page[1].id, limit: 10)
            #expect(rest.map(\.id) == Array(newest.dropFirst(2)))
            #expect(try await store.jobs(queue: "other", state: nil, before: nil, limit: 10).isEmpty)
            for state in JobState.allCases where state != .pending {
                #expect(try await store.jobs(queue: nil, state: state, before: nil, limit: 10).isEmpty)
            }
        }
    }
}
