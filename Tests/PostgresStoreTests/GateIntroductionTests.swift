import Lifecycle
import Postgres
import PostgresStore
import Testing

/// Limits that come, change and go while jobs run.
@Suite struct GateIntroductionTests {
    @Test func whatRunsWhenALimitComesIsCounted() async throws {
        try await withTwoStores("") { store, other, rows in
            let jobs = try await store.enqueue(8, queue: "q") { $0.concurrencyKey = "same" }
            let early = try await store.claim(jobs.prefix(4).map { ($0.id, freshJobID()) }, queues: ["q"])
            #expect(early.count == 4)
            try await rows.run("UPDATE queues SET concurrency_limit = 5 WHERE name = 'q'")
            #expect(try await other.claim([(jobs[4].id, freshJobID())], queues: ["q"]).isEmpty)
            let claim = try await other.pass(Array(jobs.suffix(4)))
            #expect(claim.claimed.count == 1 && claim.gates.first?.held == 5)
            #expect(try await rows.number("SELECT count(*) FROM job_running WHERE NOT gated") == 0)
            // Those of before give their slots back like the others.
            #expect(try await store.finish(early.prefix(2)).count == 2)
            #expect(try await store.pass(Array(jobs.suffix(3))).claimed.count == 2)
        }
    }

    /// A claim that saw no limit and has not committed when the limit comes: the limit waits for it.
    @Test func aClaimUnderWayIsWaitedFor() async throws {
        try await withTwoStores("") { store, other, rows in
            let jobs = try await store.enqueue(4, queue: "q")
            // A rival holds the row of the last job, so that the claim cannot end.
            let blocker = PostgresPool(
                PostgresConfiguration(conninfo: store.conninfo, poolSize: 1, applicationName: "rival"),
                reactor: store.reactor)
            let worker = freshJobID()
            try await blocker.transaction { transaction in
                _ = try await transaction.execute(
                    Statement(
                        "rival", "SELECT 1 FROM job_ready WHERE job_id = '\(jobs[3].id)' FOR UPDATE"))
                async let early = store.claim(jobs.map { ($0.id, worker) }, queues: ["q"])
                while try await rows.number(
                    "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'") == 0
                {}
                try await rows.run("UPDATE queues SET concurrency_limit = 2 WHERE name = 'q'")
                // Not in force while that claim is under way: nothing passes.
                let refused = try await other.pass(Array(jobs.prefix(1)))
                #expect(refused.claimed.isEmpty && refused.gates.first?.isInForce == false)
                _ = try await transaction.execute(Statement("rollback", "ROLLBACK"))
                #expect(try await early.count == 4)
            }
            await blocker.shutdown()
            let more = try await store.enqueue(1, queue: "q")
            let claim = try await other.pass(more)
            #expect(claim.claimed.isEmpty && claim.gates.first?.held == 4)
            #expect(claim.gates.first?.isInForce == true)
        }
    }

    @Test func aLowerLimitLetsWhatRunsFinish() async throws {
        try await withTwoStores("concurrency_limit = 5") { store, other, rows in
            let jobs = try await store.enqueue(9, queue: "q")
            let claim = try await store.pass(Array(jobs.prefix(5)))
            #expect(claim.claimed.count == 5)
            try await rows.run("UPDATE queues SET concurrency_limit = 2 WHERE name = 'q'")
            for ended in claim.claimed.prefix(3) {
                #expect(try await other.pass(Array(jobs.suffix(4))).claimed.isEmpty)
                _ = try await store.finish([ended])
            }
            #expect(try await other.pass(Array(jobs.suffix(4))).claimed.isEmpty)
            _ = try await store.finish([claim.claimed[3]])
            #expect(try await other.pass(Array(jobs.suffix(4))).claimed.count == 1)
            #expect(try await rows.held("q") == 2)
        }
    }

    /// A limit that goes and comes back counts what ran without it between.
    @Test func aLimitThatGoesAndComesBackCountsEverything() async throws {
        try await withTwoStores("concurrency_limit = 1") { store, other, rows in
            let jobs = try await store.enqueue(6, queue: "q")
            #expect(try await store.pass(Array(jobs.prefix(2))).claimed.count == 1)
            try await rows.run("UPDATE queues SET concurrency_limit = NULL WHERE name = 'q'")
            // Still through the gate until it is retired, and without a limit.
            #expect(try await other.claim([(jobs[1].id, freshJobID())], queues: ["q"]).isEmpty)
            #expect(try await other.pass([jobs[1]]).claimed.count == 1)
            try await store.retireGates(of: ["q"])
            #expect(try await store.gates(of: ["q"]).first?.isInForce == false)
            #expect(try await other.claim([(jobs[2].id, freshJobID())], queues: ["q"]).count == 1)
            try await rows.run("UPDATE queues SET concurrency_limit = 4 WHERE name = 'q'")
            try await store.retireGates(of: ["q"])
            #expect(try await store.pass(Array(jobs.suffix(3))).claimed.count == 1)
            #expect(try await rows.held("q") == 4)
        }
    }

    /// Whatever each side knows, and in whatever order limits come and go, no claim leaves more running than the
    /// limit of that moment allows.
    @Test func anyOrderOfClaimsAndChangesKeepsTheLimit() async throws {
        try await withTwoStores("") { store, other, rows in
            var waiting = try await store.enqueue(120, queue: "q")
            var running: [ClaimedJob] = []
            var limit: Int?
            for step in 0..<120 {
                switch step % 12 {
                case 3:
                    limit = Int.random(in: 1...6)
                    try await rows.run("UPDATE queues SET concurrency_limit = \(limit ?? 1) WHERE name = 'q'")
                case 10:
                    limit = nil
                    try await rows.run("UPDATE queues SET concurrency_limit = NULL WHERE name = 'q'")
                case 11: try await store.retireGates(of: ["q"])
                default: break
                }
                let wanted = Array(waiting.prefix(3))
                let before = running.count
                async let blind = other.claim(wanted.map { ($0.id, freshJobID()) }, queues: ["q"])
                async let passing = store.pass(wanted.reversed())
                let claimed = try await blind + passing.claimed
                running += claimed
                let taken = Set(claimed.map(\.id))
                waiting.removeAll { taken.contains($0.id) }
                if let limit { #expect(running.count <= max(limit, before), "step \(step)") }
                #expect(try await rows.held("q") == Int64(running.count))
                if running.count > 2 {
                    let ended = Int.random(in: 0...3)
                    _ = try await store.finish(running.prefix(ended))
                    running.removeFirst(min(ended, running.count))
                }
            }
        }
    }

    @Test func oneKeyDoesNotHideTheOthers() async throws {
        try await withTwoStores("") { store, _, _ in
            _ = try await store.enqueue(500, queue: "q") { $0.concurrencyKey = "a" }
            let late = try await store.enqueue(3, queue: "q") { $0.concurrencyKey = "b" }
            _ = try await store.enqueue(2, queue: "q") { $0.concurrencyKey = "c" }
            let jobs = try await store.readyJobsByKey(queue: "q", keys: 10, each: 2)
            #expect(jobs.map(\.key) == ["a", "a", "b", "b", "c", "c"])
            #expect(jobs[2].id == late[0].id)
            #expect(
                try await store.readyJobsByKey(queue: "q", after: "a", keys: 1, each: 9).map(\.key)
                    == ["b", "b", "b"])
        }
    }
}
