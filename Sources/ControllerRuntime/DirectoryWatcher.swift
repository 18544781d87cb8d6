internal import Glibc
public import LinuxReactor
internal import Synchronization

/// Says when it is time to read a directory again: after a change, and at an interval in any case.
///
/// Changes are only hints, and any number of them between two looks are one: the interval is what makes
/// sure that nothing is missed (a network file system reports no changes at all). A swapped link on the way
/// to the directory, the directory's own removal and return, and folders inside it that come and go are all
/// noticed.
///
/// Watching a tree lists its folders, a few milliseconds for ten thousand files, on the reactor's
/// thread: give it a reactor of its own where others are in a hurry. Call ``stop()`` when done.
public final class DirectoryWatcher: Sendable {
    /// The next look that is due. For one reader; what comes while it is busy arrives as one.
    public let wakeUps: AsyncStream<WakeUp>

    private let path: String
    private let interval: Duration
    private let jitter: Double
    private let depth: Int
    private let reactor: Reactor
    private let continuation: AsyncStream<WakeUp>.Continuation
    private let state: Mutex<State>

    private struct State: ~Copyable {
        var tree: WatchedTree?
        var debouncer: Debouncer
        var isOutdated = false
        var isStopped = false
        var trouble: String?
        var intervalTimer: Reactor.Timer?
    }

    /// Starts watching at once; the first wake-up is ``WakeUp/started``.
    ///
    /// - Parameters:
    ///   - path: the directory, as given to its ``DirectorySource``. It need not exist yet.
    ///   - interval: time between two looks without a change.
    ///   - jitter: how far an interval may differ, as a part of it (0…1), so that many controllers do not
    ///     all look at the same moment.
    ///   - quiet: how long it must be quiet after a change before it is reported; a burst that
    ///     does not end is reported after ten times as long.
    ///   - depth: how deep nested folders are watched.
    public init(
        path: String, interval: Duration, jitter: Double = 0.1, quiet: Duration = .milliseconds(100),
        depth: Int = SourceLimits().depth, reactor: Reactor = .shared
    ) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        self.interval = interval
        self.jitter = min(max(jitter, 0), 1)
        self.depth = depth
        self.reactor = reactor
        state = Mutex(State(debouncer: Debouncer(quiet: quiet, longest: quiet * 10)))
        (wakeUps, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        continuation.onTermination = { [weak self] _ in self?.stop() }
        reactor.run {
            self.watchTree()
            self.continuation.yield(.started)
            self.startInterval()
        }
    }

    /// Why some changes are noticed only at the next interval; nil when all are noticed at once.
    public var trouble: String? { state.withLock { $0.trouble } }

    /// Asks for one more wake-up, for instance when a snapshot has settled.
    public func wakeUp(after delay: Duration) {
        reactor.run {
            self.reactor.schedule(after: delay) { self.continuation.yield(.requested) }
        }
    }

    /// Ends the watching and ``wakeUps``. Safe to call twice.
    public func stop() {
        continuation.finish()
        reactor.run { self.tearDown() }
    }
}

// MARK: On the reactor's thread

extension DirectoryWatcher {
    /// Replaces all watches by those that fit the directory as it is now.
    private func watchTree() {
        unwatchTree()
        let descriptor: Int32? = state.withLock { state in
            state.isOutdated = false
            do throws(SystemFailure) {
                state.tree = try WatchedTree(path: path, depth: depth)
                state.trouble = state.tree?.gap.map(Self.trouble)
            } catch {
                state.trouble = Self.trouble(error)
            }
            return state.tree?.inotify.descriptor
        }
        guard let descriptor else { return }
        reactor.watch(descriptor, .readable) { _ in self.readEvents() }
    }

    private func unwatchTree() {
        guard let descriptor = state.withLock({ $0.tree?.inotify.descriptor }) else { return }
        reactor.unwatch(descriptor)
        state.withLock { $0.tree = nil }
    }

    private func readEvents() {
        let delay: Duration? = state.withLock { state in
            guard let events = state.tree?.inotify.drain() else { return nil }
            var isRelevant = false
            for event in events {
                switch state.tree?.meaning(of: event) {
                case .content: isRelevant = true
                case .structure: (isRelevant, state.isOutdated) = (true, true)
                case .nothing, nil: break
                }
            }
            return isRelevant ? state.debouncer.record(at: .now) : nil
        }
        if let delay { scheduleDelivery(after: delay) }
    }

    private func scheduleDelivery(after delay: Duration) {
        reactor.schedule(after: delay) {
            switch self.state.withLock({ $0.debouncer.timerFired(at: .now) }) {
            case .wait(let rest): self.scheduleDelivery(after: rest)
            case .deliver: self.deliver()
            }
        }
    }

    private func deliver() {
        let (isStopped, isOutdated) = state.withLock { ($0.isStopped, $0.isOutdated) }
        if isStopped { return }
        // Before the wake-up: what changes after the look that it leads to must be noticed.
        if isOutdated { watchTree() }
        continuation.yield(.changed)
    }

    private func startInterval() {
        if state.withLock({ $0.isStopped }) { return }
        let factor = 1 + Double.random(in: -jitter...jitter)
        let timer = reactor.schedule(after: interval * factor) {
            self.repairWatches()
            self.continuation.yield(.interval)
            self.startInterval()
        }
        state.withLock { $0.intervalTimer = timer }
    }

    /// A rename further up goes unnoticed, and watches that could not be had may be free by now.
    private func repairWatches() {
        let now = currentRoot()
        let fits = state.withLock { state in
            guard let watched = state.tree?.root, let now else { return false }
            return watched.isSameFile(as: now) && state.trouble == nil
        }
        if !fits { watchTree() }
    }

    private func currentRoot() -> FileIdentity? {
        guard let directory = try? OpenDirectory(path: path), let status = try? directory.status() else {
            return nil
        }
        return FileIdentity(status)
    }

    private func tearDown() {
        unwatchTree()
        let timer = state.withLock { state in
            state.isStopped = true
            return state.intervalTimer.take()
        }
        timer?.cancel()
    }

    private static func trouble(_ failure: SystemFailure) -> String {
        let remedy =
            switch failure.code {
            case ENOSPC: "raise fs.inotify.max_user_watches"
            case EMFILE: "raise fs.inotify.max_user_instances"
            default: "give this user the right to read the folders"
            }
        return "some changes are noticed only at the next interval: \(failure); \(remedy)"
    }
}
