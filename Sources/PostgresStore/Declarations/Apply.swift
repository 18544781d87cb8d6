public import Planning
import Postgres
public import Resources

extension JobQueueStore {
    /// What applying these manifests would do now.
    public func plan(_ desired: [Resource], options: PlanOptions) async throws(StoreError) -> Plan {
        do {
            return try await general.transaction { transaction in
                _ = try await transaction.execute(
                    Statement("snapshot", "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"),
                    Parameters())
                let live = try await LiveLoader(transaction: transaction, desired: desired, options: options)
                    .load()
                return Planning.plan(desired, live: live, options: options)
            }
        } catch { throw StoreError.wrapping(error) }
    }

    /// Plans and applies in one transaction, so that what is done is what was planned.
    ///
    /// - Parameters:
    ///   - expectedHash: fails with `failedPrecondition` unless the plan still has this hash.
    ///   - fence: fails with an error that ``StoreError/isFenced`` unless it is current; nil: not a controller of
    ///     which there is only one.
    public func apply(
        _ desired: [Resource], options: PlanOptions, provenance: Provenance, expectedHash: String? = nil,
        fence: Fence? = nil
    ) async throws(StoreError) -> ApplyOutcome {
        do {
            return try await general.transaction { transaction in
                _ = try await transaction.execute(DeclarationSQL.lock, Parameters())
                // Only now: while it waits for its turn it need not hold up who takes control.
                try await transaction.check(fence)
                let live = try await LiveLoader(transaction: transaction, desired: desired, options: options)
                    .load()
                let plan = Planning.plan(desired, live: live, options: options)
                if let expectedHash, expectedHash != plan.hash {
                    throw StoreError(
                        .failedPrecondition,
                        "the live state has changed: it now yields plan \(plan.hash), not \(expectedHash); "
                            + "run diff again")
                }
                let applier = Applier(
                    transaction: transaction, plan: plan, desired: desired, live: live, options: options,
                    provenance: provenance)
                return try await applier.apply()
            }
        } catch { throw StoreError.wrapping(error) }
    }

    /// Changes with every change of declarations, queues and erased ledger entries, whoever makes it.
    public func declarationVersion() async throws(StoreError) -> Int64 {
        try await read(DeclarationSQL.version)[0].int64(0)
    }
}
