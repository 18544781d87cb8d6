import ControllerRuntime
public import LinuxReactor
public import Logging
import Planning
public import PostgresStore
import Resources
public import ServiceLifecycle

/// Keeps the database at what a directory declares: a pass at every change of the files, and at every interval to
/// repair what drifted.
public struct DirectoryController: Service {
    private let pass: DirectoryPass
    private let store: JobQueueStore
    private let path: String
    private let owner: String
    private let interval: Duration
    private let reactor: Reactor
    private let logger: Logger
    private let afterPass: @Sendable (PassOutcome) async -> Void

    /// - Parameters:
    ///   - interval: time between two passes without a change.
    ///   - afterPass: called with the outcome of every pass, for whoever follows the declarations.
    public init(
        path: String, store: JobQueueStore, owner: String, maxPrune: Int? = nil,
        interval: Duration = .seconds(30),
        reactor: Reactor = .shared, logger: Logger,
        afterPass: @escaping @Sendable (PassOutcome) async -> Void = { _ in }
    ) {
        pass = DirectoryPass(
            source: DirectorySource(path: path), store: store, owner: owner, maxPrune: maxPrune)
        self.path = path
        self.store = store
        self.owner = owner
        self.interval = interval
        self.reactor = reactor
        self.logger = logger
        self.afterPass = afterPass
    }

    /// Runs until a graceful shutdown.
    public func run() async throws {
        let watcher = DirectoryWatcher(path: path, interval: interval, reactor: reactor)
        var report = PassReport()
        var failures = 0
        for await _ in watcher.wakeUps.cancelOnGracefulShutdown() {
            do {
                let outcome = try await pass.perform()
                failures = 0
                await note(outcome, &report)
                await afterPass(outcome)
                if case .settling(let wait)? = outcome.pruneObstacle { watcher.wakeUp(after: wait) }
            } catch {
                failures += 1
                logger.error(
                    "pass failed; nothing was changed", metadata: ["error": "\(error)", "path": "\(path)"])
                await record(&report, message: "\(error)", problems: [], revision: nil)
                watcher.wakeUp(after: .milliseconds(min(30_000, 250 << min(failures, 7))))
            }
        }
        watcher.stop()
    }

    /// One pass, for `--once`.
    public func runOnce() async throws -> PassOutcome {
        var report = PassReport()
        var outcome = try await pass.perform()
        // Files that were written a moment ago: look again when they have settled, for only then is pruned.
        for _ in 0..<10 {
            guard case .settling(let wait)? = outcome.pruneObstacle else { break }
            try await ContinuousClock().sleep(for: wait)
            outcome = try await pass.perform()
        }
        await note(outcome, &report)
        return outcome
    }

    private func note(_ outcome: PassOutcome, _ report: inout PassReport) async {
        for line in report.news(outcome) {
            logger.log(level: line.level, "\(line.text)", metadata: line.metadata)
        }
        let problems = outcome.problems + blockedProblems(outcome)
        await record(
            &report, message: outcome.pruneObstacle?.description ?? "", problems: problems,
            revision: outcome.revision)
    }

    private func blockedProblems(_ outcome: PassOutcome) -> [Diagnostic] {
        (outcome.plan?.entries ?? []).compactMap { entry in
            entry.blocked.map {
                Diagnostic(.error, "\(entry.key) is blocked: \($0)", mark: entry.origin, resource: entry.key)
            }
        }
    }

    /// Writes what `jq-ctl sources` shows, when it changed or is half a minute old.
    private func record(
        _ report: inout PassReport, message: String, problems: [Diagnostic], revision: String?
    ) async {
        guard report.isNews(message: message, problems: problems, revision: revision) else { return }
        do {
            try await store.recordPass(owner: owner, revision: revision, problems: problems, message: message)
        } catch {
            logger.warning("cannot record the pass", metadata: ["error": "\(error)"])
            report.forget()
        }
    }
}
