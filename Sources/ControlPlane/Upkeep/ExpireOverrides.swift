import Logging
import PostgresStore

extension Monitors {
    /// Overrides end by the clock alone. This makes their end known: to the log, and to dispatchers and controllers,
    /// which follow the version that the deletion moves.
    func expireOverrides() async throws {
        for (queue, field) in try await store.expireOverrides() {
            logger.info("override ended", metadata: ["queue": "\(queue)", "field": "\(field)"])
        }
    }
}
