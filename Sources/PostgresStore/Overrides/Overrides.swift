public import Planning
import Postgres
public import Resources

extension JobQueueStore {
    /// Changes settings of a queue for a while, all or none. One that is overridden already gets the new value and
    /// end, and the old one goes to the log. Fails with `notFound`, and with `failedPrecondition` when a period of a
    /// rate is set and the queue would have no rate.
    ///
    /// - Parameters:
    ///   - values: as ``OverridableField/checked(_:)`` gives them.
    ///   - duration: from now on, by the database's clock.
    /// - Returns: everything that is overridden in the queue now.
    public func override(
        queue name: String, _ values: [OverridableField: Value], for duration: Duration, actor: String,
        reason: String
    ) async throws(StoreError) -> [OverrideRecord] {
        do {
            return try await general.transaction { transaction in
                let before = try await transaction.lockedQueue(name)
                try checkRate(values, of: before)
                let fields = values.keys.sorted { $0.rawValue < $1.rawValue }
                var replaced = Parameters()
                replaced.append(name)
                replaced.append(fields.map(\.rawValue))
                replaced.append(actor)
                var set = Parameters()
                set.append(name)
                set.append(fields.map(\.rawValue))
                set.append(fields.map { text(values[$0] ?? .null) })
                set.append(fields.map { field in values[field].flatMap { field.amount($0) } })
                set.append(actor)
                set.append(reason)
                set.append(duration.milliseconds)
                _ = try await transaction.batch([(OverrideSQL.replace, replaced), (OverrideSQL.set, set)])
                return try await transaction.lockedQueue(name).overrideRecords
            }
        } catch { throw StoreError.wrapping(error) }
    }

    /// Ends overrides before their time: those of these fields, or all when there are none. Fails with `notFound`
    /// when there is no such queue.
    ///
    /// - Returns: what was in force and is no longer.
    public func clearOverrides(
        queue name: String, fields: Set<OverridableField>, actor: String
    ) async throws(StoreError) -> [OverrideRecord] {
        do {
            return try await general.transaction { transaction in
                let before = try await transaction.lockedQueue(name).overrideRecords
                let cleared = before.filter { fields.isEmpty || fields.contains($0.override.field) }
                if cleared.isEmpty { return [] }
                var parameters = Parameters()
                parameters.append(name)
                parameters.append(fields.map(\.rawValue))
                parameters.append(actor)
                _ = try await transaction.execute(OverrideSQL.clear, parameters)
                return cleared
            }
        } catch { throw StoreError.wrapping(error) }
    }

    /// What is overridden now, by queue and field; of one queue, or of all. Fails with `notFound` when there is no
    /// such queue.
    public func overrides(queue name: String? = nil) async throws(StoreError) -> [OverrideRecord] {
        guard let name else { return try await queues().flatMap(\.overrideRecords) }
        guard let queue = try await queue(named: name) else {
            throw StoreError(.notFound, queueNotFound(name))
        }
        return queue.overrideRecords
    }

    /// Takes away what has ended by itself, and writes it to the log. What counts is the end alone: this only lets
    /// the others know. Safe from several servers at once; at most 1,000 in a call.
    public func expireOverrides() async throws(StoreError) -> [(queue: String, field: String)] {
        // Even a DELETE that meets no row counts as a change of the declarations.
        guard try await read(OverrideSQL.due)[0].bool(0) else { return [] }
        let rows = try await read(OverrideSQL.expire)
        return (0..<rows.count).map { (rows[$0].string(0), rows[$0].string(1)) }
    }
}

extension PostgresTransaction {
    /// A queue that stays until the end of the transaction. Takes its turn among the writers of declarations first,
    /// so that nobody waits for the other in a circle.
    fileprivate func lockedQueue(_ name: String) async throws -> QueueRecord {
        var parameters = Parameters()
        parameters.append(name)
        let rows = try await batch([(DeclarationSQL.lock, Parameters()), (OverrideSQL.queue, parameters)])[1]
        guard rows.count > 0 else { throw StoreError(.notFound, queueNotFound(name)) }
        return QueueRecord(rows[0])
    }
}

extension QueueRecord {
    /// What is overridden in this queue, beside what its row says.
    public var overrideRecords: [OverrideRecord] {
        overrides.map { override in
            OverrideRecord(queue: name, override: override, declared: settings.value(of: override.field))
        }
    }
}

/// A period alone would say nothing.
private func checkRate(_ values: [OverridableField: Value], of queue: QueueRecord) throws(StoreError) {
    guard values[.ratePeriod] != nil else { return }
    var rate = queue.effective.rateLimit.map { Value.int(Int64($0)) } ?? .null
    if let value = values[.rateLimit] { rate = value }
    guard rate == .null else { return }
    throw StoreError(
        .failedPrecondition, "queue \"\(queue.name)\" has no rate limit; override rateLimit.limit, too")
}
