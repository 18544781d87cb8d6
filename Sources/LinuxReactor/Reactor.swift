internal import CLinux
internal import Glibc
internal import Synchronization

/// One thread that polls descriptors, fires timers and runs Swift's jobs.
///
/// It is a serial executor, so an actor that runs on it can own a C handle without a lock: readiness
/// callbacks and the actor's jobs share the thread. It is a task executor too: a task with
/// `withTaskExecutorPreference(reactor)` talks to such actors without changing threads.
/// Work that blocks, or computes for long, delays everything else here; see `BlockingThread`.
///
/// Unchecked, because `loop` belongs to the reactor's thread alone; every way in checks that.
public final class Reactor: SerialExecutor, TaskExecutor, @unchecked Sendable {
    /// The process's default reactor. It is never shut down.
    public static let shared = Reactor(name: "reactor")

    private let inbox = Inbox()
    private let loop: EventLoop
    private let owner = Atomic<UInt>(0)
    private let thread = Mutex<Thread?>(nil)

    /// Starts the reactor's thread at once. It ends only with `shutdown()`.
    /// - Parameter name: shown by tools such as `top -H`; the system keeps the first 15 bytes.
    public init(name: String) {
        loop = EventLoop(wakeUp: inbox.descriptor)
        let started = Thread(name: name) { [self] in
            owner.store(UInt(pthread_self()), ordering: .relaxed)
            loop.run(inbox, as: self)
        }
        thread.withLock { $0 = started }
    }

    /// Whether the caller runs on the reactor's thread.
    public var isCurrent: Bool { owner.load(ordering: .relaxed) == UInt(pthread_self()) }

    /// Runs `body` on the reactor's thread, soon, after what was handed in before. From any thread.
    public func run(_ body: @escaping @Sendable () -> Void) {
        inbox.add(.body(body))
    }

    /// Ends the thread after the turn it is in, and waits for that unless called on it. What is handed in
    /// later never runs, so this is for tests and for the very end of a process.
    public func shutdown() {
        inbox.close()
        let ended = thread.withLock { $0.take() }
        if !isCurrent { ended?.join() }
    }
}

// MARK: Only on the reactor's thread

extension Reactor {
    /// Calls `ready` whenever `fd` is ready for some of `interest`, until `unwatch(fd)`.
    ///
    /// Readiness is level-triggered: a handler that does not read is called again.
    /// - Precondition: on the reactor's thread; `fd` is open, pollable and not watched yet.
    public func watch(_ fd: Int32, _ interest: Interest, _ ready: @escaping @Sendable (Interest) -> Void) {
        checkIsolated()
        loop.watch(fd, interest, ready)
    }

    /// Replaces what `fd` is watched for.
    /// - Precondition: on the reactor's thread; `fd` is watched.
    public func update(_ fd: Int32, _ interest: Interest) {
        checkIsolated()
        loop.update(fd, interest)
    }

    /// Stops watching `fd`; its handler is not called again. Call it before the descriptor is closed.
    /// - Precondition: on the reactor's thread. A descriptor that is not watched is left alone.
    public func unwatch(_ fd: Int32) {
        checkIsolated()
        loop.unwatch(fd)
    }

    /// Runs `body` on the reactor's thread once `delay` has passed, at most a millisecond or so later.
    /// - Returns: the timer, for cancelling. Nobody needs to keep it.
    /// - Precondition: on the reactor's thread.
    @discardableResult
    public func schedule(after delay: Duration, _ body: @escaping @Sendable () -> Void) -> Timer {
        checkIsolated()
        let timer = Timer(deadline: MonotonicClock.now() + delay.nanoseconds, reactor: self, body: body)
        loop.timers.insert(timer)
        return timer
    }

    /// Runs `body` once, when this turn's callbacks and jobs are done and before the thread waits again.
    /// - Precondition: on the reactor's thread.
    public func atEndOfTurn(_ body: @escaping @Sendable () -> Void) {
        checkIsolated()
        loop.endOfTurn.append(body)
    }

    func forget(_ timer: Timer) {
        loop.timers.remove(timer)
    }
}

// MARK: Executor

extension Reactor {
    /// Takes a job of an actor or a task. Called by Swift's runtime.
    public func enqueue(_ job: consuming ExecutorJob) {
        inbox.add(.job(UnownedJob(job)))
    }

    /// The reactor as an actor's `unownedExecutor`.
    public func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }

    /// Traps unless called on the reactor's thread. `assumeIsolated` in a callback relies on it.
    public func checkIsolated() {
        precondition(isCurrent, "this belongs on the reactor's thread: use Reactor.run")
    }

    /// Whether the caller is isolated to the actors of this reactor.
    public func isIsolatingCurrentContext() -> Bool? { isCurrent }
}
