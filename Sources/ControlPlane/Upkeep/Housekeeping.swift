import Lifecycle
import LinuxReactor
import Logging
import Planning
import PostgresStore
import ServiceLifecycle

/// What every server does for itself: writes its workers' heartbeats, polls for ready jobs (the truth behind every
/// wake-up), follows hints of other servers and changed declarations.
struct Housekeeping: Service {
    let store: JobQueueStore
    let identity: ServerIdentity
    let dispatcher: Dispatcher
    let desk: WorkerDesk
    let wakeUps: WakeUps
    let tick: Duration
    let logger: Logger

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.followHints() }
            await beat()
            group.cancelAll()
        }
        do { try await store.retire(server: identity.id) } catch {
            logger.debug("cannot retire from the list of servers", metadata: ["error": "\(error)"])
        }
    }

    private func beat() async {
        var known: Int64?
        var announceAt = ContinuousClock.now
        for await now in Ticker(every: tick).cancelOnGracefulShutdown() {
            await desk.dismissSilent()
            await attempt("heartbeats") { try await desk.writeBeats() }
            await dispatcher.poll()
            await attempt("gates") { try await dispatcher.followGates() }
            await attempt("declarations") {
                let version = try await store.declarationVersion()
                if version != known { try await followDeclarations() }
                known = version
            }
            guard now >= announceAt else { continue }
            announceAt = now + .seconds(2)
            await attempt("announce") {
                let servers = try await store.announce(
                    server: identity.id, hostname: identity.hostname, version: identity.version)
                await wakeUps.setOthers(servers > 1)
            }
        }
    }

    private func followHints() async {
        do {
            for try await hint in store.hints().cancelOnGracefulShutdown() {
                switch hint {
                case .ready(let queue): await dispatcher.lookAgain(queue)
                case .slots(let queue): await attempt("gates") { try await dispatcher.slotsFreed(queue) }
                case .worker(let worker):
                    await attempt("word for a worker") { try await desk.wordFor(worker) }
                case .declarations: await attempt("declarations") { try await followDeclarations() }
                case .everything:
                    await attempt("declarations") { try await followDeclarations() }
                    await dispatcher.lookAtAll()
                }
            }
        } catch {
            logger.error("cannot listen for hints; the poll goes on", metadata: ["error": "\(error)"])
        }
    }

    private func followDeclarations() async throws {
        try await dispatcher.followGates()
        try await desk.poolsChanged()
    }

    private func attempt(_ what: String, _ body: () async throws -> Void) async {
        do { try await body() } catch {
            logger.warning("housekeeping failed", metadata: ["what": "\(what)", "error": "\(error)"])
        }
    }
}
