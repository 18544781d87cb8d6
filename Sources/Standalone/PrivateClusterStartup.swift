internal import ControllerRuntime
internal import Glibc
internal import LinuxReactor
internal import Logging
internal import Processes

/// The steps from a data folder, which may be empty or left behind by a crash, to a server that answers.
struct PrivateClusterStartup: Sendable {
    private static let initializeTimeout = Duration.seconds(600)
    private static let pollInterval = Duration.milliseconds(5)
    /// How long a server that was left behind may take for its clean shutdown, and then for a hard one.
    private static let oldServerPatience = Duration.seconds(60)
    private static let oldServerLastPatience = Duration.seconds(10)
    /// How long children of a killed server may keep its memory in use.
    private static let leftoverPatience = Duration.seconds(10)
    private static let logTailBytes = 2000
    private static let logSizeLimit = 8 * 1024 * 1024

    let layout: PrivateClusterLayout
    let command: PrivateClusterCommand
    let reactor: Reactor
    let logger: Logger

    /// Makes the cluster under another name first: what has the final name is complete.
    func initialize() async throws {
        logger.info("making a database cluster", metadata: ["folder": "\(layout.cluster)"])
        try await run(command.removeUnfinished)
        try layout.unfinishedCluster.makePrivateDirectory(owner: layout.owner)
        try await run(command.initialize)
        try await run(command.createDatabase)
        try layout.unfinishedCluster.move(to: layout.cluster)
        try layout.home.synchronizeDirectory()
    }

    /// Ends the server of a process that was killed. Nobody else can own it: we hold the folder's lock.
    /// - Returns: whether something was left behind.
    func endOldServer() async throws -> Bool {
        guard let old = PrivateClusterPidFile(layout) else { return false }
        let isGone = { !old.isRunning(on: layout) }
        for (signal, patience) in [(SIGINT, Self.oldServerPatience), (SIGQUIT, Self.oldServerLastPatience)] {
            if isGone() { break }
            logger.info("ending the database server of a killed process", metadata: ["pid": "\(old.pid)"])
            kill(old.pid, signal)
            try await wait(atMost: patience, until: isGone)
        }
        if !isGone() { throw PrivateClusterError.oldServerStays(pid: old.pid, folder: layout.cluster.text) }
        // PostgreSQL takes any living process of the same user for the server, were the file to stay.
        if old.isTaken { try layout.pidFile.remove() }
        return true
    }

    /// Starts the server and waits until it answers. Recovery after a crash may take its time.
    func serve(afterCrash: Bool) async throws -> ChildProcess {
        if layout.log.size > Self.logSizeLimit {
            try layout.log.move(to: layout.home.appending("postgres.log.1"))
        }
        let deadline = ContinuousClock.now + (afterCrash ? Self.leftoverPatience : .zero)
        while true {
            let child = try await ChildProcess.spawn(command.serve, reactor: reactor)
            if try await isReady(child) { return child }
            let exit = await child.wait()
            if ContinuousClock.now >= deadline {
                let tail = layout.log.tail(limit: Self.logTailBytes)
                throw PrivateClusterError.cannotStart(exit: "\(exit)", logTail: tail, log: layout.log.text)
            }
            await reactor.pause(Self.pollInterval * 40)
        }
    }

    /// False when the child has ended.
    private func isReady(_ child: ChildProcess) async throws -> Bool {
        // Reaped as soon as it ends, the child is gone then; no other process gets its number that soon.
        while kill(child.pid, 0) == 0 {
            if let file = PrivateClusterPidFile(layout), file.pid == child.pid, file.status == "ready" {
                return true
            }
            await reactor.pause(Self.pollInterval)
            if Task.isCancelled {
                child.signalGroup(SIGINT)
                _ = await child.wait()
                throw CancellationError()
            }
        }
        return false
    }

    private func wait(atMost patience: Duration, until condition: () -> Bool) async throws {
        let deadline = ContinuousClock.now + patience
        while !condition(), ContinuousClock.now < deadline {
            try Task.checkCancellation()
            await reactor.pause(Self.pollInterval)
        }
    }

    private func run(_ request: ProcessRequest) async throws {
        let result = try await runProcess(request, timeout: Self.initializeTimeout, reactor: reactor)
        if result.isSuccess { return }
        try Task.checkCancellation()
        let words = String(decoding: result.standardError + result.standardOutput, as: UTF8.self)
        throw PrivateClusterError.cannotInitialize(
            command: request.executable, output: "\(result.exit), \(result.reason.rawValue): \(words)")
    }
}

extension Reactor {
    fileprivate func pause(_ duration: Duration) async {
        await withCheckedContinuation { continuation in
            run { self.schedule(after: duration) { continuation.resume() } }
        }
    }
}
