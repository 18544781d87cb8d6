import Lifecycle
import PostgresStore
import Testing

@Suite struct RedriveStoreTests {
    /// Steps until nothing more can be moved at once; gives what was moved.
    private func drive(_ store: JobQueueStore, _ id: JobID, elapsed: Duration = .zero) async throws -> [JobID]
    {
        var moved: [JobID] = []
        var elapsed = elapsed
        while let step = try await store.stepRedrive(id, elapsed: elapsed) {
            moved += step.ready.map(\.id)
            elapsed = .zero
            if !step.hasMore { break }
        }
        return moved
    }

    @Test func deadLettersGoBackAndTheirEndsAreCounted() async throws {
        try await withStore { store in
            let jobs = try await store.bury(5)
            let (made, count) = try await store.createRedrive(DeadLetterSelector(), actor: "ada")
            #expect(made.matched == 5 && count.total == 5 && made.state == .running && made.actor == "ada")
            #expect(try await drive(store, made.id) == jobs.map(\.id))
            let again = try #require(try await store.job(jobs[0].id))
            #expect(
                again.state == .pending && again.retryCount == 0 && again.attempt == 1 && again.error == nil)
            #expect(try await store.events(of: jobs[0].id).last?.reason == "REDRIVE")
            try await store.run(jobs.prefix(3).map(\.id), ends: nil)
            try await store.run([jobs[3].id], ends: (.failedPermanently, "again"))
            var now = try #require(try await store.stepRedrive(made.id)).redrive
            #expect(now.state == .running && now.redriven == 5 && now.succeeded == 3 && now.failed == 1)
            try await store.run([jobs[4].id], ends: nil)
            now = try #require(try await store.stepRedrive(made.id)).redrive
            #expect(now.state == .finished && now.succeeded == 4 && now.failed == 1 && now.finishedAt != nil)
            #expect(try await store.stepRedrive(made.id) == nil)
            #expect(try await store.watchedRedrives().isEmpty)
            try await store.expectRightCounts()
        }
    }

    @Test func onlyWhatWasDeadWhenItBeganIsMovedAndThatOnce() async throws {
        try await withStore { store in
            let jobs = try await store.bury(3)
            let (made, _) = try await store.createRedrive(DeadLetterSelector(), rate: 1, actor: "ada")
            let later = try await store.bury(2)
            #expect(try await drive(store, made.id) == [jobs[0].id])
            try await store.run([jobs[0].id], ends: (.failedPermanently, "again"))
            #expect(try await drive(store, made.id, elapsed: .seconds(1)) == [jobs[1].id])
            #expect(try await drive(store, made.id, elapsed: .seconds(1)) == [jobs[2].id])
            #expect(try await drive(store, made.id, elapsed: .seconds(1)).isEmpty)
            for job in [later[0], later[1], jobs[0]] {
                #expect(try await store.job(job.id)?.state == .deadLettered)
            }
        }
    }

    @Test func theSelectorDecidesWhatIsMoved() async throws {
        try await withStore { store in
            let jobs = try await store.bury([
                DeadJob(error: "disk full", labels: ["team": "data"]), DeadJob(error: "disk full"),
                DeadJob(error: "net", labels: ["team": "data"]),
            ])
            let (made, _) = try await store.createRedrive(
                DeadLetterSelector(labels: [.equals("team", "data")], errorPattern: "full"), actor: "ada")
            #expect(try await drive(store, made.id) == [jobs[0].id])
            #expect(try await store.redrive(made.id)?.selector == made.selector)
        }
    }

    @Test func thePaceHoldsAcrossSteps() async throws {
        try await withStore { store in
            _ = try await store.bury(30)
            let (made, _) = try await store.createRedrive(DeadLetterSelector(), rate: 2.5, actor: "ada")
            var moved: [Int] = []
            for _ in 0..<8 {
                moved.append(try await drive(store, made.id, elapsed: .milliseconds(400)).count)
            }
            // One at once, then one for each 0.4 s.
            #expect(moved == [2, 1, 1, 1, 1, 1, 1, 1])
            #expect(try await drive(store, made.id, elapsed: .seconds(3600)).count == 3)
        }
    }

    @Test func theDatabasesClockSetsThePace() async throws {
        try await withStore { store in
            _ = try await store.bury(30)
            let (made, _) = try await store.createRedrive(DeadLetterSelector(), rate: 0.001, actor: "ada")
            #expect(try await store.stepRedrive(made.id)?.ready.count == 1)
            #expect(try await store.stepRedrive(made.id)?.ready.count == 0)
            try await store.backdate("UPDATE redrives SET paced_at = paced_at - interval '1000 seconds'")
            #expect(try await store.stepRedrive(made.id)?.ready.count == 1)
            #expect(try await store.stepRedrive(made.id)?.ready.count == 0)
        }
    }

    @Test func itStopsWhenTooManyFailAgain() async throws {
        try await withStore { store in
            let jobs = try await store.bury(40)
            let (made, _) = try await store.createRedrive(
                DeadLetterSelector(), stopAtFailureRate: 0.5, stopAfter: 10, actor: "ada")
            #expect(try await drive(store, made.id).count == 10)
            try await store.run(jobs.prefix(4).map(\.id), ends: nil)
            try await store.run(jobs[4..<9].map(\.id), ends: (.failedPermanently, "again"))
            // Nine have ended: too few to tell, and no reason to send more.
            #expect(try await store.stepRedrive(made.id)?.redrive.state == .running)
            try await store.run([jobs[9].id], ends: (.failedPermanently, "again"))
            let stopped = try #require(try await store.stepRedrive(made.id)).redrive
            #expect(stopped.state == .stopped && stopped.failed == 6 && stopped.redriven == 10)
            #expect(stopped.message.contains("6 of 10") && stopped.message.contains("50%"))
            #expect(try await store.stepRedrive(made.id) == nil)
            #expect(try await store.countDeadLetters(DeadLetterSelector()).total == 36)
            let error = await #expect(throws: StoreError.self) {
                try await store.controlRedrive(made.id, .resume)
            }
            #expect(error?.code == .failedPrecondition)
        }
    }

    @Test func pauseResumeAndCancel() async throws {
        try await withStore { store in
            let jobs = try await store.bury(6)
            let (made, _) = try await store.createRedrive(DeadLetterSelector(), rate: 1, actor: "ada")
            #expect(try await drive(store, made.id).count == 1)
            #expect(try await store.controlRedrive(made.id, .pause).state == .paused)
            #expect(try await store.controlRedrive(made.id, .pause).state == .paused)
            #expect(try await drive(store, made.id, elapsed: .seconds(9)).isEmpty)
            // Ends are counted all the same.
            try await store.run([jobs[0].id], ends: nil)
            #expect(try await store.stepRedrive(made.id)?.redrive.succeeded == 1)
            try await store.backdate("UPDATE redrives SET paced_at = paced_at - interval '1 hour'")
            #expect(try await store.controlRedrive(made.id, .resume).state == .running)
            // The pause earned nothing.
            #expect(try await store.stepRedrive(made.id)?.ready.count == 0)
            #expect(try await drive(store, made.id, elapsed: .seconds(1)).count == 1)
            #expect(try await store.controlRedrive(made.id, .cancel).state == .cancelled)
            #expect(try await drive(store, made.id, elapsed: .seconds(9)).isEmpty)
            for command in [RedriveCommand.pause, .resume] {
                let error = await #expect(throws: StoreError.self) {
                    try await store.controlRedrive(made.id, command)
                }
                #expect(error?.code == .failedPrecondition)
            }
            // What is under way is still counted.
            try await store.run([jobs[1].id], ends: nil)
            #expect(try await store.stepRedrive(made.id)?.redrive.succeeded == 2)
            #expect(try await store.watchedRedrives().isEmpty)
            let error = await #expect(throws: StoreError.self) {
                try await store.controlRedrive(freshJobID(), .pause)
            }
            #expect(error?.code == .notFound)
        }
    }

    @Test func manyLeadersAtOnceMoveNothingTwice() async throws {
        try await withStore { store in
            let jobs = try await store.bury(400)
            let (made, _) = try await store.createRedrive(DeadLetterSelector(), actor: "ada")
            let others = (0..<3).map { _ in
                JobQueueStore(conninfo: store.conninfo, queueConnections: 1, generalConnections: 2)
            }
            let moved = try await withThrowingTaskGroup(of: [JobID].self) { group in
                for leader in others + [store] {
                    group.addTask {
                        var moved: [JobID] = []
                        for _ in 0..<40 {
                            moved += try await leader.stepRedrive(made.id, batch: 7)?.ready.map(\.id) ?? []
                        }
                        return moved
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            for other in others { await other.shutdown() }
            let rest = try await drive(store, made.id)
            #expect((moved + rest).sorted() == jobs.map(\.id))
            #expect(moved.count > 7)
            #expect(try await store.redrive(made.id)?.redriven == 400)
            for job in jobs {
                #expect(try await store.events(of: job.id).count { $0.reason == "REDRIVE" } == 1)
            }
            try await store.expectRightCounts()
        }
    }

    @Test func redrivesOfTheSameJobsShareThem() async throws {
        try await withStore { store in
            let jobs = try await store.bury(10)
            let (first, _) = try await store.createRedrive(DeadLetterSelector(), rate: 1, actor: "ada")
            let (second, _) = try await store.createRedrive(DeadLetterSelector(), actor: "bob")
            let moved = try await drive(store, first.id)
            #expect(moved.count == 1)
            #expect(Set(try await drive(store, second.id)) == Set(jobs.map(\.id)).subtracting(moved))
            #expect(try await drive(store, first.id, elapsed: .seconds(1)).isEmpty)
            try await store.expectRightCounts()
        }
    }

    @Test func jobsOfAQueueThatIsGoneAreLeftWithAReason() async throws {
        try await withStore { store in
            for queue in ["gone", "draining"] {
                _ = try await store.createQueue(queue, maxRetries: nil, ttlSeconds: nil)
            }
            let jobs = try await store.bury([DeadJob(queue: "gone"), DeadJob(), DeadJob(queue: "draining")])
            try await store.backdate(
                "DELETE FROM queues WHERE name = 'gone'; UPDATE queues SET draining = true WHERE name = 'draining'"
            )
            let (made, _) = try await store.createRedrive(DeadLetterSelector(), actor: "ada")
            #expect(try await drive(store, made.id) == [jobs[1].id])
            let redrive = try #require(try await store.redrive(made.id))
            #expect(redrive.matched == 3 && redrive.redriven == 1 && redrive.leftBehind == 2)
            #expect(
                redrive.message.contains("2 dead letters were left") && redrive.message.contains("draining"))
            #expect(try await store.job(jobs[0].id)?.state == .deadLettered)
            try await store.run([jobs[1].id], ends: nil)
            #expect(try await store.stepRedrive(made.id)?.redrive.state == .finished)
        }
    }

    @Test func aStepThatDiesIsAsIfItHadNotBeen() async throws {
        try await withStore { store in
            let jobs = try await store.bury(20)
            let (made, _) = try await store.createRedrive(DeadLetterSelector(), actor: "ada")
            #expect(try await store.stepRedrive(made.id, batch: 5)?.ready.count == 5)
            // The last write of the step fails, as when its server dies there.
            try await store.backdate("ALTER TABLE redrives ADD CONSTRAINT broken CHECK (redriven <= 5)")
            await #expect(throws: StoreError.self) { try await store.stepRedrive(made.id, batch: 5) }
            #expect(try await store.countDeadLetters(DeadLetterSelector()).total == 15)
            try await store.backdate("ALTER TABLE redrives DROP CONSTRAINT broken")
            // Another server, that knows nothing of the first, goes on.
            let other = JobQueueStore(conninfo: store.conninfo, queueConnections: 1, generalConnections: 1)
            let rest = try await drive(other, made.id)
            await other.shutdown()
            #expect(rest == jobs.dropFirst(5).map(\.id))
            #expect(try await store.redrive(made.id)?.redriven == 20)
            try await store.expectRightCounts()
        }
    }

    @Test func ofTwinsOnlyOneComesBack() async throws {
        try await withStore { store in
            var twins: [NewJob] = []
            for _ in 0..<3 {
                let twin = try await store.enqueue(1) { $0.uniqueKey = "order-1" }[0]
                try await store.run([twin.id], ends: (.failedPermanently, "no"))
                twins.append(twin)
            }
            let (made, _) = try await store.createRedrive(DeadLetterSelector(), actor: "ada")
            #expect(try await drive(store, made.id) == [twins[0].id])
            #expect(try await store.holder(ofKey: "order-1", queue: "default") == twins[0].id)
            let redrive = try #require(try await store.redrive(made.id))
            #expect(redrive.redriven == 1 && redrive.leftBehind == 2)
            try await store.expectRightCounts()
        }
    }

    @Test func aSweepOfTheHistoryPutsItOff() async throws {
        try await withStore { store in
            let jobs = try await store.bury(2)
            let (made, _) = try await store.createRedrive(DeadLetterSelector(), actor: "ada")
            try await store.whileTheHistoryIsSwept {
                let step = try #require(try await store.stepRedrive(made.id))
                #expect(step.redrive.state == .running && step.ready.isEmpty && !step.hasMore)
            }
            #expect(try await drive(store, made.id) == jobs.map(\.id))
        }
    }

    /// It may be the database that was slow, so it is not over.
    @Test func aStepThatTakesTooLongPausesIt() async throws {
        try await withStore { store in
            let jobs = try await store.bury(1)
            let (made, _) = try await store.createRedrive(DeadLetterSelector(), actor: "ada")
            try await store.backdate(
                """
                CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql
                    AS 'BEGIN PERFORM pg_sleep(60); RETURN OLD; END';
                CREATE TRIGGER slow BEFORE DELETE ON job_done
                    FOR EACH ROW EXECUTE FUNCTION slow();
                """)
            let error = await #expect(throws: StoreError.self) {
                try await store.stepRedrive(made.id, within: .milliseconds(50))
            }
            #expect(error?.code == .failedPrecondition)
            let paused = try #require(try await store.redrive(made.id))
            #expect(paused.state == .paused && paused.finishedAt == nil && paused.redriven == 0)
            #expect(paused.message.hasPrefix("paused: looking through the dead letters took longer"))
            try await store.backdate("DROP TRIGGER slow ON job_done")
            _ = try await store.controlRedrive(made.id, .resume)
            #expect(try await drive(store, made.id) == jobs.map(\.id))
        }
    }

    @Test func nothingToMoveIsFinishedAtOnce() async throws {
        try await withStore { store in
            let (made, _) = try await store.createRedrive(DeadLetterSelector(), actor: "ada")
            #expect(
                made.state == .finished && made.message == "no dead letter fits" && made.finishedAt != nil)
            #expect(try await store.watchedRedrives().isEmpty)
        }
    }

    @Test func oldRedrivesLeave() async throws {
        try await withStore { store in
            let jobs = try await store.bury(1)
            let (made, _) = try await store.createRedrive(DeadLetterSelector(), actor: "ada")
            _ = try await drive(store, made.id)
            try await store.run([jobs[0].id], ends: nil)
            _ = try await store.stepRedrive(made.id)
            try await store.removeOldRedrives()
            try await store.removeOldRedrives()
            #expect(try await store.redrives().count == 1)
            try await store.backdate("UPDATE redrives SET finished_at = now() - interval '31 days'")
            try await store.removeOldRedrives()
            try await store.removeOldRedrives()
            #expect(try await store.redrives().isEmpty)
        }
    }
}
