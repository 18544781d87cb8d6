import Lifecycle
import PostgresStore
import Testing

@Suite struct DeadLetterQueryTests {
    /// Five dead letters that differ in everything that a selector asks for, oldest first.
    private func five(_ store: JobQueueStore) async throws -> [JobRecord] {
        _ = try await store.createQueue("mail", maxRetries: nil, ttlSeconds: nil)
        return try await store.bury([
            DeadJob(error: "disk full", labels: ["team": "data", "tier": "gold"]),
            DeadJob(queue: "mail", error: "timeout after 30s", labels: ["team": "web"]),
            DeadJob(queue: "mail", end: .failed, error: "disk full on sda1", labels: ["team": "data"]),
            DeadJob(end: .failed, error: "HTTP 503"), DeadJob(error: "HTTP 404", labels: ["tier": "iron"]),
        ])
    }

    private func found(_ store: JobQueueStore, _ selector: DeadLetterSelector) async throws -> [JobID] {
        try await store.deadLetters(selector, limit: 100).map(\.id)
    }

    @Test func eachConditionAloneAndAllTogether() async throws {
        try await withStore { store in
            let jobs = try await five(store)
            _ = try await store.enqueue(1)
            func expect(_ selector: DeadLetterSelector, _ wanted: [Int]) async throws {
                #expect(try await found(store, selector) == wanted.reversed().map { jobs[$0].id })
                #expect(try await store.countDeadLetters(selector).total == Int64(wanted.count))
            }
            try await expect(DeadLetterSelector(), [0, 1, 2, 3, 4])
            try await expect(DeadLetterSelector(queue: "mail"), [1, 2])
            try await expect(DeadLetterSelector(reasons: ["RETRIES_EXHAUSTED"]), [2, 3])
            try await expect(
                DeadLetterSelector(reasons: ["RETRIES_EXHAUSTED", "PERMANENT_FAILURE", "X"]), [0, 1, 2, 3, 4])
            try await expect(DeadLetterSelector(labels: [.equals("team", "data")]), [0, 2])
            try await expect(DeadLetterSelector(labels: [.differs("team", "data")]), [1, 3, 4])
            try await expect(DeadLetterSelector(labels: [.exists("tier")]), [0, 4])
            try await expect(DeadLetterSelector(labels: [.lacks("team")]), [3, 4])
            try await expect(
                DeadLetterSelector(labels: [.equals("team", "data"), .equals("team", "web")]), [])
            try await expect(DeadLetterSelector(errorPattern: "^disk full"), [0, 2])
            try await expect(DeadLetterSelector(errorPattern: "HTTP [45]\\d\\d$"), [3, 4])
            try await expect(DeadLetterSelector(jobs: [jobs[4].id, jobs[1].id, freshJobID()]), [1, 4])
            let second = try #require(jobs[2].completedAt)
            try await store.backdate(
                "UPDATE job_done SET completed_at = completed_at - interval '1 hour' WHERE job_id IN ('\(jobs[0].id)', '\(jobs[1].id)')"
            )
            try await expect(DeadLetterSelector(since: second), [2, 3, 4])
            try await expect(DeadLetterSelector(until: second), [0, 1])
            try await expect(
                DeadLetterSelector(
                    queue: "mail", reasons: ["RETRIES_EXHAUSTED"], since: second, until: second + 1,
                    labels: [.equals("team", "data"), .lacks("tier")], errorPattern: "sda\\d",
                    jobs: jobs.map(\.id)),
                [2])
        }
    }

    @Test func pagesAreNewestFirstAndMeetNoneTwice() async throws {
        try await withStore { store in
            let jobs = try await store.bury(7)
            var seen: [JobID] = []
            while true {
                let page = try await store.deadLetters(DeadLetterSelector(), before: seen.last, limit: 3)
                seen += page.map(\.id)
                if page.count < 3 { break }
            }
            #expect(seen == jobs.reversed().map(\.id))
        }
    }

    @Test func groupsAreByQueueAndReasonWithASample() async throws {
        try await withStore { store in
            let jobs = try await five(store)
            let count = try await store.countDeadLetters(DeadLetterSelector())
            #expect(
                count.groups.map { "\($0.queue) \($0.reason) \($0.count) \($0.sampleError)" } == [
                    "default PERMANENT_FAILURE 2 HTTP 404", "default RETRIES_EXHAUSTED 1 HTTP 503",
                    "mail PERMANENT_FAILURE 1 timeout after 30s",
                    "mail RETRIES_EXHAUSTED 1 disk full on sda1",
                ])
            #expect(count.groups[0].oldest == jobs[0].completedAt)
        }
    }

    @Test func aBadPatternIsRefusedInPostgresWordsAlsoWhenNothingIsDead() async throws {
        try await withStore { store in
            for pattern in ["((", "a{2,1}"] {
                let selector = DeadLetterSelector(errorPattern: pattern)
                let error = await #expect(throws: StoreError.self) {
                    try await store.deadLetters(selector, limit: 1)
                }
                #expect(error?.code == .invalidArgument)
                #expect(error?.message.contains("invalid regular expression") == true)
                await #expect(throws: StoreError.self) {
                    _ = try await store.createRedrive(selector, actor: "me")
                }
            }
            #expect(try await store.redrives().isEmpty)
            // A quote is a quote: nothing that is written gets into the statement.
            for selector in [
                DeadLetterSelector(errorPattern: "'; DROP TABLE jobs; --"),
                DeadLetterSelector(queue: "' OR true --"),
                DeadLetterSelector(labels: [.equals("a'b", "\"}")]),
            ] {
                let ids = try await found(store, selector)
                #expect(ids.isEmpty)
            }
        }
    }

    @Test func aPatternThatRunsAwayIsStopped() async throws {
        try await withStore { store in
            try await store.bury([DeadJob(error: String(repeating: "a", count: 2000) + "b")])
            let selector = DeadLetterSelector(errorPattern: "^(a*)(a*)(a*)(a*)(a*)\\5\\4\\3\\2\\1c?b$")
            let error = await #expect(throws: StoreError.self) {
                try await store.deadLetters(selector, limit: 100, within: .milliseconds(200))
            }
            #expect(error?.code == .failedPrecondition)
            #expect(error?.message.contains("simpler error pattern") == true)
        }
    }
}
