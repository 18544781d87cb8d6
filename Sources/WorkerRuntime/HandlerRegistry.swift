/// Does the work of one attempt and returns the job's result, at most ``Worker/maximumResultBytes`` of it.
///
/// Throwing fails the attempt, and the queue's retry rule decides what follows; throwing ``PermanentFailure``
/// allows no retry. The task is cancelled when the attempt's time is over, when somebody cancels the job,
/// when its lease has passed to another attempt and when the worker must go; a handler that returns a result
/// all the same has finished its job.
public typealias JobHandler = @Sendable (JobContext) async throws -> [UInt8]

/// Which code runs the jobs of which queue.
///
/// ```swift
/// var handlers = HandlerRegistry(fallback: nil)
/// handlers.register("emails") { job in
///     try await send(job.payload, idempotencyKey: job.runKey)
///     return []
/// }
/// ```
public struct HandlerRegistry: Sendable {
    /// Where a handler runs.
    public enum Placement: Sendable, Hashable {
        /// In a task of its own on the global pool. Right for everything that computes.
        case pool
        /// On the worker's own event loop, at once: about a microsecond cheaper for each job. Such a handler
        /// must never block and never compute for more than some ten microseconds between two awaits, since
        /// heartbeats and all other jobs of the worker wait for it.
        case inline
    }

    struct Entry: Sendable {
        let placement: Placement
        let handler: JobHandler
    }

    private var entries: [String: Entry] = [:]
    private var fallback: Entry?

    /// A registry whose queues without a handler of their own run commands.
    ///
    /// - Parameter fallback: Runs the jobs of every queue that has no handler; nil fails them.
    public init(fallback: CommandExecutor? = CommandExecutor()) {
        self.fallback = fallback.map { executor in
            // All that a command needs from the event loop is the decoding of its payload.
            Entry(placement: .inline) { try await executor.run($0) }
        }
    }

    /// Gives the jobs of `queue` to `handler`; a handler that was registered for it before is replaced.
    ///
    /// - Parameters:
    ///   - queue: The queue's stored name, such as `emails` or `team-a/emails`.
    ///   - placement: Where the handler runs.
    ///   - handler: What runs the jobs.
    public mutating func register(
        _ queue: String, placement: Placement = .pool, handler: @escaping JobHandler
    ) {
        entries[queue] = Entry(placement: placement, handler: handler)
    }

    /// Gives the jobs of all queues without a handler of their own to `handler`.
    public mutating func registerFallback(placement: Placement = .pool, handler: @escaping JobHandler) {
        fallback = Entry(placement: placement, handler: handler)
    }

    /// The handler of a queue; nil when there is none.
    func entry(for queue: String) -> Entry? { entries[queue] ?? fallback }
}
