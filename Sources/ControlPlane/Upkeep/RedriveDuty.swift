import Logging
import PostgresStore

/// Moves the redrives on. It stands in one line with the other monitors, so it stops after a quarter of a second and
/// goes on at the next turn.
struct RedriveDuty: Sendable {
    private static let turn = Duration.milliseconds(250)

    let store: JobQueueStore
    let wakeUps: WakeUps
    let logger: Logger

    /// Every redrive gets a step; those that could do more share what is left of the turn.
    func run() async throws {
        let end = ContinuousClock.now + RedriveDuty.turn
        var eager = try await store.watchedRedrives()
        repeat {
            var next = eager
            next.removeAll()
            for id in eager {
                do {
                    guard let step = try await store.stepRedrive(id) else { continue }
                    await wakeUps.ready(step.ready)
                    if step.hasMore { next.append(id) }
                    if step.redrive.state.hasEnded, step.redrive.updatedAt == step.redrive.finishedAt {
                        report(step.redrive)
                    }
                } catch {
                    logger.warning("redrive failed", metadata: ["redrive": "\(id)", "error": "\(error)"])
                }
            }
            eager = next
        } while !eager.isEmpty && ContinuousClock.now < end
    }

    private func report(_ redrive: Redrive) {
        logger.info(
            "redrive ended",
            metadata: [
                "redrive": "\(redrive.id)", "state": "\(redrive.state.rawValue)", "actor": "\(redrive.actor)",
                "redriven": "\(redrive.redriven)", "succeeded": "\(redrive.succeeded)",
                "failed": "\(redrive.failed)", "message": "\(redrive.message)",
            ])
    }
}
