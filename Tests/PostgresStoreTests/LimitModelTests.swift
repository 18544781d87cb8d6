import Lifecycle
import PostgresStore
import Testing

/// Batches that fit and batches that do not take different ways through the statement: both admit exactly what a
/// model of the limits admits, in its order, and say the same about the others.
@Suite struct LimitModelTests {
    private struct Limits {
        var limit: Int
        var perKey: Int?
    }

    private struct Slot: Hashable {
        var queue: String
        var key: String
    }

    private let limits = ["q": Limits(limit: 14, perKey: 3), "p": Limits(limit: 6)]

    @Test func claimsAdmitWhatAModelAdmits() async throws {
        let settings = """
            concurrency_limit = 14, concurrency_per_key = 3, rate_limit = 1000000, rate_period_ms = 1000
            """
        try await withTwoStores(settings) { store, other, rows in
            _ = try await store.createQueue("p", maxRetries: nil, ttlSeconds: nil)
            try await rows.run("UPDATE queues SET concurrency_limit = 6 WHERE name = 'p'")
            var random = PropertyRandom(seed: 20_261_122)
            var waiting: [NewJob] = []
            for _ in 0..<200 {
                waiting += try await store.enqueue(1, queue: random.chance(2) ? "q" : "p") { job in
                    let key = random.upTo(5)
                    job.concurrencyKey = key == 0 ? nil : "k\(key)"
                }
            }
            var running: [(job: NewJob, claim: ClaimedJob)] = []
            var (whole, parts) = (0, 0)
            while !waiting.isEmpty || !running.isEmpty {
                let wanted = Array(waiting.shuffled(using: &random).prefix(1 + random.upTo(7)))
                let expected = model(wanted, running: running.map(\.job))
                let claim = try await (random.chance(2) ? store : other).claimGated(
                    wanted.map { ($0.id, freshJobID()) }, queues: ["p", "q"])
                #expect(Set(claim.claimed.map(\.id)) == expected.admitted)
                #expect(Set(claim.refused) == expected.refused)
                if expected.refused.isEmpty { whole += 1 } else { parts += 1 }
                for claimed in claim.claimed {
                    guard let index = waiting.firstIndex(where: { $0.id == claimed.id }) else { continue }
                    running.append((waiting.remove(at: index), claimed))
                }
                running.shuffle(using: &random)
                let count = min(random.upTo(8), running.count)
                _ = try await other.finish(running.prefix(count).map(\.claim))
                running.removeFirst(count)
            }
            #expect(whole > 10 && parts > 10)
        }
    }

    private func model(
        _ wanted: [NewJob], running: [NewJob]
    ) -> (admitted: Set<JobID>, refused: Set<GatedClaim.Refusal>) {
        var held = Dictionary(running.map { ($0.queue, 1) }, uniquingKeysWith: +)
        // Who is refused for want of room counts for its key as if it had been admitted: those behind it have no
        // room either.
        var slots = Dictionary(running.compactMap(slot(of:)).map { ($0, 1) }, uniquingKeysWith: +)
        var admitted: Set<JobID> = []
        var refused: Set<GatedClaim.Refusal> = []
        for job in wanted {
            guard let limits = limits[job.queue] else { continue }
            var isKeyFull = false
            if let slot = slot(of: job), let perKey = limits.perKey {
                slots[slot, default: 0] += 1
                isKeyFull = slots[slot, default: 0] > perKey
            }
            if !isKeyFull, held[job.queue, default: 0] < limits.limit {
                held[job.queue, default: 0] += 1
                admitted.insert(job.id)
            } else {
                refused.insert(GatedClaim.Refusal(job: job.id, isByKey: isKeyFull))
            }
        }
        return (admitted, refused)
    }

    private func slot(of job: NewJob) -> Slot? { job.concurrencyKey.map { Slot(queue: job.queue, key: $0) } }
}
