import Logging
import PostgresStore

extension Monitors {
    /// Has the partitions of the next day ready before its first job.
    func prepareHistory() async throws {
        for table in try await store.prepareHistory() {
            logger.info("partition made", metadata: ["table": "\(table)"])
        }
    }

    /// Takes away what no queue keeps any more, overrides that ended long ago, and workers that have been gone for a
    /// day.
    func sweepHistory() async throws {
        let sweep = try await store.sweepHistory()
        for table in sweep.dropped {
            logger.info("history of a day dropped", metadata: ["table": "\(table)"])
        }
        if sweep.expired > 0 { logger.info("ended jobs removed", metadata: ["count": "\(sweep.expired)"]) }
        for table in sweep.busy {
            logger.notice(
                "history of a day is in use, it will be dropped later", metadata: ["table": "\(table)"])
        }
        let overrides = try await store.forgetOldOverrides()
        if overrides > 0 { logger.info("ended overrides forgotten", metadata: ["count": "\(overrides)"]) }
        let workers = try await store.forgetWorkers(silentFor: .seconds(86_400))
        if workers > 0 { logger.info("workers forgotten", metadata: ["count": "\(workers)"]) }
    }
}
