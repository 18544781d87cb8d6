public import Lifecycle
public import Logging
import Planning
public import PostgresStore
import Resources
public import ServiceLifecycle

/// Runs the worker processes of all pools with `runtime: Process`, whoever declared them. Of several controllers one
/// does it, by a lease; the others stand by.
public struct ProcessPoolKeeper: Service {
    static let leaseName = "process-pools"

    private let store: JobQueueStore
    private let supervisor: ProcessPoolSupervisor
    private let holder: JobID
    private let logger: Logger

    /// - Parameter holder: names this controller for the lease.
    public init(store: JobQueueStore, supervisor: ProcessPoolSupervisor, holder: JobID, logger: Logger) {
        self.store = store
        self.supervisor = supervisor
        self.holder = holder
        self.logger = logger
    }

    /// Runs until a graceful shutdown; then drains the workers and gives the lease up.
    public func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await supervisor.run() }
            await follow()
            await supervisor.shutdown()
            do { try await store.releaseLease(Self.leaseName, holder: holder) } catch {
                logger.debug("cannot release the lease of the pools", metadata: ["error": "\(error)"])
            }
            group.cancelAll()
        }
    }

    private func follow() async {
        var isKeeper = false
        let ticks = AsyncStream<Void> {
            do { try await ContinuousClock().sleep(for: .milliseconds(500)) } catch { return nil }
            return ()
        }
        for await _ in ticks.cancelOnGracefulShutdown() {
            do {
                let term = try await store.acquireLease(Self.leaseName, holder: holder, duration: .seconds(5))
                let wasKeeper = isKeeper
                isKeeper = term?.holder == holder
                if isKeeper {
                    supervisor.update(try await store.declared(kind: .workerPool).map(\.live.resource))
                } else if wasKeeper {
                    logger.warning(
                        "another controller runs the worker pools now; stopping this one's workers")
                    supervisor.update([])
                }
            } catch {
                // The workers go on: they need the server, not this controller.
                logger.warning("cannot read the worker pools", metadata: ["error": "\(error)"])
            }
        }
    }
}
