import Lifecycle
import Planning
import Resources
import Testing

/// What is reported on a live worker.
@Suite struct WorkerStatusTests {
    private func status(_ state: WorkerState, heartbeat: Int64 = declaredAt, busy: Int64 = 2)
        -> ResourceStatus
    {
        workerStatus(
            WorkerFacts(
                state: state, hostname: "h1", pool: "p", version: "0.3", queues: ["a", "b"], concurrency: 8,
                busy: busy, lastHeartbeat: heartbeat), observedGeneration: 3)
    }

    private func conditions(_ status: ResourceStatus) -> [String] {
        status.conditions.map { "\($0.type)=\($0.status.rawValue)/\($0.reason)" }
    }

    @Test func everyState() {
        #expect(conditions(status(.online)) == ["Ready=True/Online"])
        #expect(conditions(status(.draining)) == ["Ready=True/Draining", "Draining=True/Drain"])
        let offline = status(.offline)
        #expect(conditions(offline) == ["Ready=False/Offline"])
        #expect(offline.conditions.first?.since == declaredAt && offline.observedGeneration == 3)
    }

    @Test func facts() {
        #expect(
            status(.online).facts == [
                "phase": "ONLINE", "hostname": "h1", "pool": "p", "version": "0.3", "queues": ["a", "b"],
                "concurrency": 8, "busy": 2, "lastSeen": "2026-11-02T14:03:00Z",
            ])
    }

    @Test func whatIsNotKnownIsLeftOut() {
        let facts = workerStatus(
            WorkerFacts(
                state: .online, hostname: "h1", pool: "", version: "", queues: [], concurrency: 1, busy: 0,
                lastHeartbeat: declaredAt)
        ).facts
        #expect(facts["pool"] == nil && facts["version"] == nil && facts["queues"] == [])
    }

    /// A heartbeat alone is no news.
    @Test func lastSeenIsCoarseWhileTheWorkerLives() {
        let second: Int64 = 1_000_000
        #expect(status(.online) == status(.online, heartbeat: declaredAt + 59 * second + 7))
        #expect(status(.online) != status(.online, heartbeat: declaredAt + 60 * second))
        #expect(
            status(.offline, heartbeat: declaredAt + 90 * second + 7).facts["lastSeen"]
                == "2026-11-02T14:04:30Z")
    }
}
