import Lifecycle
import Logging
import PostgresStore

/// Work that one server does for all: it runs while this process holds the lease.
struct LeasedDuty: Sendable {
    private static let term = Duration.seconds(6)
    private static let renewal = Duration.seconds(1)

    let store: JobQueueStore
    let name: String
    let holder: JobID
    let logger: Logger

    /// Runs `work` in a task of its own each time the lease is won, and cancels it when the lease is lost. Returns when
    /// the task is cancelled, after `work` has ended and the lease was given up.
    func run(_ work: @escaping @Sendable () async -> Void) async {
        var running: Task<Void, Never>?
        var heldUntil = ContinuousClock.now
        while !Task.isCancelled {
            let asked = ContinuousClock.now
            let isHeld = await renew()
            if isHeld == true { heldUntil = asked + Self.term }
            if isHeld == true, running == nil {
                logger.info("holds the lease now", metadata: ["lease": "\(name)"])
                running = Task { await work() }
            } else if let task = running, isHeld == false || heldUntil < .now {
                logger.info("lost the lease", metadata: ["lease": "\(name)"])
                task.cancel()
                await task.value
                running = nil
            }
            do { try await ContinuousClock().sleep(for: Self.renewal) } catch { break }
        }
        running?.cancel()
        await running?.value
        // This task is cancelled, and a call of it would be too.
        await Task { try? await store.releaseLease(name, holder: holder) }.value
    }

    /// Nil when the database does not answer.
    private func renew() async -> Bool? {
        do {
            return try await store.acquireLease(name, holder: holder, duration: Self.term)?.holder == holder
        } catch {
            logger.debug("cannot renew a lease", metadata: ["lease": "\(name)", "error": "\(error)"])
            return nil
        }
    }
}
