import Controllers
import Foundation
import LinuxReactor
import Logging
import Processes
import Resources
import Testing

/// With real children: shells that write what happens to them into a file of their own.
@Suite(.serialized, .timeLimit(.minutes(5))) struct ProcessPoolSupervisorTests {
    let reports: ReportFolder

    init() throws { reports = try ReportFolder() }

    @Test func startsWorkersAndStopsThemOnShutdown() async throws {
        let supervisor = supervisor("trap 'exit 0' TERM; echo $$ > $0/$$; while :; do sleep 0.01; done")
        async let done: Void = supervisor.run()
        supervisor.update([pool("p", replicas: 2)])
        let pids = await files(count: 2)
        #expect(supervisor.status["p"]?.replicas == 2)
        await supervisor.shutdown()
        await done
        for pid in pids { #expect(kill(pid, 0) != 0) }
        #expect(supervisor.status.isEmpty)
    }

    @Test func replacesAWorkerThatDies() async throws {
        let supervisor = supervisor("echo $$ > $0/$$; exec sleep 1000")
        async let done: Void = supervisor.run()
        supervisor.update([pool("p", replicas: 1)])
        let first = await files(count: 1)
        for pid in first { kill(pid, SIGKILL) }
        let both = await files(count: 2)
        #expect(both.count == 2)
        #expect(supervisor.status["p"]?.failures == 1)
        #expect(supervisor.status["p"]?.lastFailure == "killed by signal 9 (SIGKILL)")
        await supervisor.shutdown()
        await done
    }

    @Test func killsAWorkerThatDoesNotListen() async throws {
        let supervisor = supervisor("trap '' TERM; echo $$ > $0/$$; while :; do sleep 0.01; done")
        async let done: Void = supervisor.run()
        supervisor.update([pool("p", replicas: 1, grace: "1s")])
        let pids = await files(count: 1)
        supervisor.update([])
        await supervisor.shutdown()
        await done
        for pid in pids { #expect(kill(pid, 0) != 0) }
    }

    @Test func cancellingTheRunStopsTheWorkers() async throws {
        let supervisor = supervisor("echo $$ > $0/$$; exec sleep 1000")
        let pids = await withTaskGroup(of: Void.self) { group in
            group.addTask { await supervisor.run() }
            supervisor.update([pool("p", replicas: 3)])
            let pids = await files(count: 3)
            group.cancelAll()
            await group.waitForAll()
            return pids
        }
        for pid in pids { #expect(kill(pid, 0) != 0) }
    }

    @Test func ignoresPoolsOfOtherRuntimesAndSaysWhatCannotBeStarted() async throws {
        let command = ProcessPoolCommand { _ in
            ProcessRequest(executable: "/nonexistent/worker", environment: [:])
        }
        let supervisor = ProcessPoolSupervisor(command: command, logger: quiet)
        async let done: Void = supervisor.run()
        supervisor.update([pool("p", replicas: 1), pool("e", replicas: 1, runtime: "External")])
        while supervisor.status["p"]?.lastFailure == nil { await briefly() }
        #expect(supervisor.status["p"]?.lastFailure?.contains("/nonexistent/worker") == true)
        #expect(supervisor.status["e"] == nil)
        await supervisor.shutdown()
        await done
    }

    @Test func shutdownWithoutPoolsReturns() async {
        let supervisor = supervisor("exit 0")
        await supervisor.shutdown()
        await supervisor.run()
        supervisor.update([pool("late", replicas: 1)])
        #expect(supervisor.status.isEmpty)
    }

    @Test func queuesAndNamesCarryTheirNamespace() throws {
        var resource = pool("p", replicas: 3)
        resource.key.namespace = "team-a"
        let target = try #require(ProcessPoolTarget(resource))
        #expect(target.template.pool == "team-a/p")
        #expect(target.template.queues == ["team-a/emails"])
        #expect(target.replicas == 3)
    }

    private var quiet: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }

    private func supervisor(_ script: String) -> ProcessPoolSupervisor {
        let folder = reports.path
        let command = ProcessPoolCommand { _ in
            ProcessRequest(
                executable: "/bin/sh", arguments: ["-c", script, folder],
                environment: ["PATH": "/usr/bin:/bin"],
                output: .null, parentDeathSignal: SIGKILL)
        }
        return ProcessPoolSupervisor(command: command, killMargin: .zero, logger: quiet)
    }

    private func pool(_ name: String, replicas: Int, grace: String = "30s", runtime: String = "Process")
        -> Resource
    {
        Resource(
            key: ResourceKey(kind: .workerPool, name: name),
            spec: .object([
                "queues": .array([.string("emails")]), "replicas": .int(Int64(replicas)),
                "gracePeriod": .string(grace), "runtime": .string(runtime),
            ]))
    }

    /// Waits until so many children have reported their pid.
    private func files(count: Int) async -> Set<pid_t> {
        while true {
            let pids = reports.pids
            if pids.count >= count { return pids }
            await briefly()
        }
    }

    /// Between two looks at something that comes about by itself.
    private func briefly() async { try? await Task.sleep(for: .milliseconds(5)) }
}

/// Where each child leaves a file that is named after its pid; removed with the value.
final class ReportFolder: Sendable {
    let path = FileManager.default.temporaryDirectory.path + "/jq-pool-\(UInt32.random(in: 0 ... .max))"

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var pids: Set<pid_t> {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return Set(names.compactMap { pid_t($0) })
    }
}
