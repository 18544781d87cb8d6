import Glibc
import LinuxReactor
import Processes
import Testing

@Suite(.timeLimit(.minutes(2))) struct ChildProcessTests {
    @Test func everyWaiterHearsOfTheEnd() async throws {
        let child = try await ChildProcess.spawn(shell("read line; exit 5"), reactor: reactor)
        async let first = child.wait()
        async let second = child.wait()
        #expect(await [first, second] == [.exited(5), .exited(5)])
        #expect(await child.wait() == .exited(5))
        child.signalGroup(SIGKILL)
    }

    @Test func signalReachesTheGroup() async throws {
        let folder = try TemporaryFolder()
        let script = "sleep 1000 & echo $! > \(folder.path)/pid; wait"
        let child = try await ChildProcess.spawn(shell(script, output: .null), reactor: reactor)
        let pid = try #require(Int32(await folder.lines(1, of: "pid")[0]))
        child.signalGroup(SIGKILL)
        #expect(await child.wait() == .signalled(SIGKILL))
        while isAlive(pid) { await Task.yield() }
    }

    @Test func groupOutlivesItsLeader() async throws {
        let folder = try TemporaryFolder()
        let script = "sleep 1000 & echo $! > \(folder.path)/pid"
        let child = try await ChildProcess.spawn(shell(script, output: .null), reactor: reactor)
        #expect(await child.wait() == .exited(0))
        let pid = try #require(Int32(folder.text(of: "pid").dropLast()))
        #expect(isAlive(pid))
        child.signalGroup(SIGKILL)
        while isAlive(pid) { await Task.yield() }
    }

    @Test func outputCanBeReadWhileItRuns() async throws {
        let child = try await ChildProcess.spawn(shell("echo ready; exec sleep 1000"), reactor: reactor)
        while child.captured.standardOutput != Array("ready\n".utf8) { await Task.yield() }
        child.signalGroup(SIGTERM)
        #expect(await child.wait() == .signalled(SIGTERM))
    }

    @Test func childThatNobodyWaitsForIsReaped() async throws {
        let pid = try await ChildProcess.spawn(shell("exit 0"), reactor: reactor).pid
        while isInProcessTable(pid) { await Task.yield() }
    }

    @Test func noZombieStaysBehind() async throws {
        for _ in 0..<20 {
            let child = try await ChildProcess.spawn(shell("exit 0"), reactor: reactor)
            _ = await child.wait()
            #expect(!isInProcessTable(child.pid))
        }
    }

    @Test func parentDeathSignalFollowsTheReactorsThread() async throws {
        let own = Reactor(name: "short-lived")
        var request = ProcessRequest(executable: "/bin/sleep", arguments: ["1000"], environment: [:])
        request.parentDeathSignal = SIGKILL
        let pid = try await ChildProcess.spawn(request, reactor: own).pid
        #expect(isAlive(pid))
        own.shutdown()
        while isAlive(pid) { await Task.yield() }
        waitpid(pid, nil, 0)
    }
}
