import Lifecycle
import PostgresStore
import Testing

/// What SQL selects is what a plain filter over all dead letters selects.
@Suite struct DeadLetterPropertyTests {
    /// Patterns with the same question in Swift.
    private static let patterns: [(text: String, isIn: @Sendable (String) -> Bool)] = [
        ("^disk", { $0.hasPrefix("disk") }), ("full$", { $0.hasSuffix("full") }),
        ("[0-9]", { $0.contains(where: \.isNumber) }),
        ("disk|net", { $0.contains("disk") || $0.contains("net") }),
        ("", { _ in true }),
    ]
    private static let errors = ["disk full", "disk 7", "net full", "net 12", "", "other"]
    private static let keys = ["a", "b", "it's"]
    private static let values = ["x", "y", "\"q\"", ""]
    private static let queues = ["default", "mail", "gone"]

    @Test(arguments: [1, 2, 3] as [UInt64]) func sqlSelectsWhatAPlainFilterSelects(seed: UInt64) async throws
    {
        try await withStore { store in
            var random = PropertyRandom(seed: seed)
            for queue in ["mail", "gone"] {
                _ = try await store.createQueue(queue, maxRetries: nil, ttlSeconds: nil)
            }
            let jobs = try await makeJobs(store, &random)
            var sizes: Set<Int> = []
            for _ in 0..<120 {
                let (selector, pattern) = makeSelector(jobs, &random)
                let wanted = jobs.filter { fits($0, selector, pattern) }.map(\.id).reversed()
                let found = try await store.deadLetters(selector, limit: 1000).map(\.id)
                #expect(found == Array(wanted), "\(selector)")
                #expect(try await store.countDeadLetters(selector).total == Int64(wanted.count))
                sizes.insert(wanted.count)
            }
            // Selectors that select nothing, or everything, would show little.
            #expect(sizes.count > 10)
        }
    }

    private func makeJobs(_ store: JobQueueStore, _ random: inout PropertyRandom) async throws -> [JobRecord]
    {
        var jobs: [DeadJob] = []
        for _ in 0..<150 {
            var labels: [String: String] = [:]
            for key in Self.keys where random.chance(2) { labels[key] = random.pick(Self.values) }
            jobs.append(
                DeadJob(
                    queue: random.pick(Self.queues), end: random.chance(2) ? .failed : .failedPermanently,
                    error: random.pick(Self.errors), labels: labels))
        }
        let ids = try await store.bury(jobs).map(\.id)
        let moments = ids.map { "('\($0)'::uuid, \(random.upTo(5)))" }.joined(separator: ",")
        try await store.backdate(
            """
            UPDATE job_done SET completed_at = to_timestamp(1700000000 + m.second),
                error_message = NULLIF(error_message, ''), reason = CASE WHEN m.second = 3 THEN 'CANCELLED' ELSE reason END
            FROM (VALUES \(moments)) AS m(id, second) WHERE job_id = m.id;
            DELETE FROM queues WHERE name = 'gone'
            """)
        var records: [JobRecord] = []
        for id in ids { records.append(try #require(try await store.job(id))) }
        return records
    }

    private func makeSelector(
        _ jobs: [JobRecord], _ random: inout PropertyRandom
    ) -> (DeadLetterSelector, (@Sendable (String) -> Bool)?) {
        var selector = DeadLetterSelector()
        if random.chance(3) { selector.queue = random.pick(Self.queues + ["none"]) }
        if random.chance(3) {
            let reasons = ["CANCELLED", "RETRIES_EXHAUSTED", "PERMANENT_FAILURE", "TTL_EXPIRED"]
            selector.reasons = (0...random.upTo(2)).map { _ in random.pick(reasons) }
        }
        let second: Int64 = 1_000_000
        let start = 1_700_000_000 * second
        if random.chance(3) { selector.since = start + Int64(random.upTo(5)) * second }
        if random.chance(3) { selector.until = start + Int64(random.upTo(6)) * second }
        while random.chance(2), selector.labels.count < 4 {
            let key = random.pick(Self.keys)
            let value = random.pick(Self.values)
            selector.labels.append(
                random.pick([.equals(key, value), .differs(key, value), .exists(key), .lacks(key)]))
        }
        if random.chance(3) {
            selector.jobs = (0..<40).map { _ in random.pick(jobs).id } + [freshJobID()]
        }
        guard random.chance(3) else { return (selector, nil) }
        let pattern = random.pick(Self.patterns)
        selector.errorPattern = pattern.text
        return (selector, pattern.isIn)
    }

    private func fits(
        _ job: JobRecord, _ selector: DeadLetterSelector, _ pattern: (@Sendable (String) -> Bool)?
    ) -> Bool {
        let died = job.completedAt ?? 0
        return (selector.queue == nil || job.queue == selector.queue)
            && (selector.reasons.isEmpty || selector.reasons.contains(job.reason ?? ""))
            && (selector.since.map { died >= $0 } ?? true) && (selector.until.map { died < $0 } ?? true)
            && (selector.jobs.isEmpty || selector.jobs.contains(job.id))
            && selector.labels.allSatisfy { $0.isMet(by: job.labels) }
            && (pattern.map { pattern in job.error.map(pattern) ?? false } ?? true)
    }
}
