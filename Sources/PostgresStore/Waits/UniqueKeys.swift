public import Lifecycle
import Postgres

/// A queue's unique key: no two active jobs have the same.
struct UniqueKey: Hashable {
    var queue: String
    var key: String
}

extension NewJob {
    var heldKey: UniqueKey? { uniqueKey.map { UniqueKey(queue: queue, key: $0) } }
}

extension UniqueKeySQL {
    static func locks(_ keys: some Sequence<UniqueKey>) -> Parameters {
        let keys = Array(keys)
        var parameters = Parameters()
        parameters.append(keys.map(\.queue))
        parameters.append(keys.map(\.key))
        return parameters
    }

    static func acquisition(_ jobs: [NewJob]) -> Parameters {
        let keyed = jobs.filter { $0.uniqueKey != nil }
        var parameters = Parameters()
        parameters.append(keyed.map(\.id))
        parameters.append(keyed.map(\.queue))
        parameters.append(keyed.map(\.uniqueKey))
        parameters.append(keyed.map(\.uniquePeriodMilliseconds))
        return parameters
    }

    static func duplicates(_ rows: Rows) -> [JobID: JobID] {
        var duplicates: [JobID: JobID] = [:]
        for index in 0..<rows.count { duplicates[rows[index].jobID(0)] = rows[index].jobID(1) }
        return duplicates
    }
}

extension JobQueueStore {
    /// The job that has this key of the queue now; nil when the key is free.
    public func holder(ofKey key: String, queue: String) async throws(StoreError) -> JobID? {
        let rows = try await run(
            UniqueKeySQL.holders, UniqueKeySQL.locks([UniqueKey(queue: queue, key: key)]))
        return rows.count > 0 ? rows[0].jobID(2) : nil
    }

    /// Removes keys that nobody holds any more, a page at a time.
    ///
    /// - Parameter position: what the call before answered; nil begins anew.
    /// - Returns: where to go on; nil at the end.
    public func cleanUniqueKeys(
        after position: (queue: String, key: String)?, limit: Int
    ) async throws(StoreError) -> (queue: String, key: String)? {
        var parameters = Parameters()
        parameters.append(position?.queue ?? "")
        parameters.append(position?.key ?? "")
        parameters.append(Int64(limit))
        let rows = try await run(UniqueKeySQL.clean, parameters)
        guard rows.count > 0, rows[0].int64(2) == Int64(limit) else { return nil }
        return (rows[0].string(0), rows[0].string(1))
    }
}
