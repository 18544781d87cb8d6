import KubernetesRuntime
import Testing

@Suite("Liveness board")
struct LivenessBoardTests {
    let clock = VirtualClock()

    @Test("Nothing to check is healthy; so is a check that was heard of in time")
    func healthy() {
        let board = LivenessBoard(clock: clock)
        #expect(board.report.httpStatus == 200 && board.report.body == "ok")
        let watch = board.check("watch/queues.jq.dev", limit: .seconds(150))
        clock.advance(to: .seconds(100))
        watch.beat()
        clock.advance(to: .seconds(250))
        #expect(board.report.body == "ok")
        #expect(board.report.verboseBody == "[+]watch/queues.jq.dev ok, 150 s ago\nok\n")
    }

    // Bug 14, kopf 585, 614, 957: the watch died, the process lived on.
    @Test("Bug 14: one watch that went silent makes the process unhealthy, by name and reason")
    func silent() {
        let board = LivenessBoard(clock: clock)
        let dead = board.check("watch/jobs.jq.dev", limit: .seconds(150))
        let alive = board.check("watch/queues.jq.dev", limit: .seconds(150))
        dead.beat()
        clock.advance(to: .seconds(151))
        alive.beat()
        #expect(board.report.httpStatus == 503)
        #expect(board.report.body == "[-]watch/jobs.jq.dev: silent for 151 s, limit 150 s\n")
        #expect(board.report.verboseBody.hasSuffix("[+]watch/queues.jq.dev ok, 0 s ago\nnot ok\n"))
        dead.beat()
        #expect(board.report.isHealthy)
    }

    @Test("What never starts is unhealthy after its limit")
    func neverStarted() {
        let board = LivenessBoard(clock: clock)
        _ = board.check("lease", limit: .seconds(15))
        #expect(board.report.isHealthy)
        clock.advance(to: .seconds(16))
        #expect(board.report.body == "[-]lease: not heard of since its start 16 s, limit 15 s\n")
    }

    @Test("A failure counts at once and until the next beat; a pause is no fault")
    func failsAndPauses() {
        let board = LivenessBoard(clock: clock)
        let database = board.check("database", limit: .seconds(30))
        database.beat()
        database.fail("connection refused")
        #expect(board.report.body == "[-]database: connection refused\n")
        database.beat()
        #expect(board.report.isHealthy)
        database.pause("not the leader")
        clock.advance(to: .seconds(3600))
        #expect(board.report.isHealthy)
        #expect(board.report.verboseBody == "[+]database paused: not the leader\nok\n")
    }

    @Test("A check without a limit is never too silent; a removed one is gone; a replaced one has no say")
    func lifetime() {
        let board = LivenessBoard(clock: clock)
        let first = board.check("watch x\ny")
        clock.advance(to: .seconds(100_000))
        #expect(board.report.isHealthy)
        #expect(board.report.lines.map(\.name) == ["watch-x-y"])
        let second = board.check("watch x\ny")
        first.fail("stale")
        first.remove()
        #expect(board.report.lines.count == 1 && board.report.isHealthy)
        second.remove()
        #expect(board.report.lines.isEmpty)
    }
}
