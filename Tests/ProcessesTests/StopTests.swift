import Glibc
import Processes
import Testing

@Suite(.timeLimit(.minutes(2))) struct StopTests {
    @Test func timeoutEndsTheChild() async throws {
        let sleep = ProcessRequest(executable: "sleep", arguments: ["1000"], environment: searchPath)
        let result = try await run(sleep, timeout: .milliseconds(20))
        #expect(result.reason == .timedOut && result.exit == .signalled(SIGTERM))
    }

    @Test func childMayTidyUpInTheGrace() async throws {
        let folder = try TemporaryFolder()
        let script =
            "trap 'echo tidied; exit 7' TERM; echo ready > \(folder.path)/ready; "
            + "while :; do sleep 0.01; done"
        let task = Task { try await run(shell(script)) }
        _ = await folder.lines(1, of: "ready")
        task.cancel()
        let result = try await task.value
        #expect(result.reason == .terminated && result.exit == .exited(7))
        #expect(result.outputText == "tidied\n")
    }

    @Test func deafChildIsKilledAfterTheGrace() async throws {
        let folder = try TemporaryFolder()
        let script = "trap '' TERM; echo ready > \(folder.path)/ready; while :; do sleep 0.01; done"
        let task = Task { try await run(shell(script), killGrace: .milliseconds(20)) }
        _ = await folder.lines(1, of: "ready")
        task.cancel()
        let result = try await task.value
        #expect(result.reason == .terminated && result.exit == .signalled(SIGKILL))
    }

    /// Starts a shell with three sleeps, cancels, and returns the pids of the sleeps.
    private func cancelThreeSleeps(ignoringTerm: Bool, grace: Duration) async throws -> [Int32] {
        let folder = try TemporaryFolder()
        let trap = ignoringTerm ? "trap '' TERM;" : ""
        let one = "(\(trap) exec sleep 1000) & echo $! >> \(folder.path)/pids;"
        let task = Task { try await run(shell("\(one) \(one) \(one) wait"), killGrace: grace) }
        let pids = await folder.lines(3, of: "pids").compactMap { Int32($0) }
        #expect(pids.allSatisfy(isAlive))
        task.cancel()
        #expect(try await task.value.reason == .terminated)
        return pids
    }

    @Test func cancelEndsTheWholeGroup() async throws {
        let pids = try await cancelThreeSleeps(ignoringTerm: false, grace: .seconds(60))
        #expect(pids.count == 3 && !pids.contains(where: isAlive))
    }

    @Test func deafGrandchildrenAreKilledToo() async throws {
        let pids = try await cancelThreeSleeps(ignoringTerm: true, grace: .milliseconds(50))
        #expect(pids.count == 3 && !pids.contains(where: isAlive))
    }

    /// The shell dies of SIGTERM at once; what it started still gets its grace.
    @Test func grandchildMayTidyUpAfterTheChildIsGone() async throws {
        let folder = try TemporaryFolder()
        let inner =
            "trap 'sleep 0.05; echo tidied >> \(folder.path)/log; exit' TERM; "
            + "echo ready >> \(folder.path)/log; while :; do sleep 0.01; done"
        let script = try folder.file("inner.sh", inner)
        let task = Task { try await run(shell("sh \(script) & wait")) }
        _ = await folder.lines(1, of: "log")
        task.cancel()
        #expect(try await task.value.exit == .signalled(SIGTERM))
        #expect(folder.text(of: "log") == "ready\ntidied\n")
    }

    @Test func grandchildThatHoldsTheOutputDoesNotDelayTheResult() async throws {
        let result = try await run(shell("sleep 1000 & echo $!"))
        #expect(result.reason == .finished && result.isSuccess)
        let pid = try #require(Int32(result.outputText.dropLast()))
        #expect(!isAlive(pid))
    }

    @Test func leftoversMayBeLeft() async throws {
        var request = shell("sleep 1000 >/dev/null 2>&1 & echo $!")
        request.leftovers = .leave
        let pid = try #require(Int32(try await run(request).outputText.dropLast()))
        #expect(isAlive(pid))
        kill(pid, SIGKILL)
    }

    @Test func cancelBeforeTheStartStartsNothing() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path
        let task = Task { () async throws(SpawnError) -> ProcessResult in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await run(shell("echo started > \(path)/log"))
        }
        await #expect { try await task.value } throws: { ($0 as? SpawnError)?.step == .cancelled }
        #expect(folder.text(of: "log") == "")
    }
}
