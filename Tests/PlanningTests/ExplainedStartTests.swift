import Lifecycle
import Planning
import Resources
import Testing

/// When a job is said to start.
@Suite struct ExplainedStartTests {
    /// The limit lets one start in ten seconds, however fast it went without one; what there is room for is free.
    @Test(arguments: [(1, 5, 0), (3, 5, 20), (3, 0, 0), (9, 0, 30)] as [(Int64, Int64, Int64)])
    func noSoonerThanTheRateLimitLets(ahead: Int64, handedOut: Int64, seconds: Int64) {
        let settings = QueueSettings(
            manifest(.queue, "q", ["rateLimit": ["limit": 6, "period": "1m"]]))
        let live = LiveQueue(settings: settings, counts: QueueCounts(finishRate: 1_000_000_000))
        let facts = JobFacts(
            now: declaredAt, job: JobSituation(id: JobID(high: 0, low: 7), queue: "q", state: .pending),
            queue: QueueSituation(
                live: live, rate: [RateShare(count: handedOut, leavesAt: declaredAt + 60_000_000)]),
            workers: WorkerSituation(online: 1, slots: 4), line: LinePlace(ahead: ahead))
        #expect(explain(facts).estimatedStart == declaredAt + seconds * 1_000_000)
    }
}
