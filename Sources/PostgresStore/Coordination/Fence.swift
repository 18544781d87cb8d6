public import Lifecycle
import Postgres

/// The right to write as the one controller of a source. It is current until somebody else takes control; writes
/// that carry an older one are refused inside their transaction, so that a leader that was paused and comes back
/// changes nothing, whatever it believes (DESIGN §5, lease epoch).
public struct Fence: Hashable, Sendable {
    /// Name of the lease, `controller/<owner>`.
    public var name: String
    /// Names the process that took control.
    public var holder: JobID
    /// Grows by one each time somebody takes control.
    public var epoch: Int64

    /// A fence as ``JobQueueStore/takeControl(_:holder:)`` gave it.
    public init(name: String, holder: JobID, epoch: Int64) {
        self.name = name
        self.holder = holder
        self.epoch = epoch
    }

    /// Name of the lease of an owner's controller.
    public static func name(owner: String) -> String { "controller/\(owner)" }
}

extension JobQueueStore {
    /// Takes control at once and from whoever has it: who leads was decided elsewhere, by a Kubernetes Lease.
    ///
    /// Waits for a fenced write that is under way; when it returns, nobody with an older fence can write any more.
    /// Repeating it after a lost answer costs an epoch and does no harm.
    public func takeControl(_ name: String, holder: JobID) async throws(StoreError) -> Fence {
        var parameters = Parameters()
        parameters.append(name)
        parameters.append(holder)
        let rows = try await read(FenceSQL.take, parameters)
        return Fence(name: name, holder: holder, epoch: rows[0].int64(0))
    }

    /// Runs one statement in a transaction in which `fence` is current.
    func fenced(
        _ fence: Fence, _ statement: Statement, _ parameters: Parameters
    ) async throws(StoreError) -> Rows {
        do {
            return try await general.transaction { transaction in
                try await transaction.check(fence)
                return try await transaction.execute(statement, parameters)
            }
        } catch { throw StoreError.wrapping(error) }
    }
}

extension PostgresTransaction {
    /// Throws unless `fence` is nil or current, and keeps it current until this transaction has ended: who takes
    /// control meanwhile waits for that.
    func check(_ fence: Fence?) async throws {
        guard let fence else { return }
        var parameters = Parameters()
        parameters.append(fence.name)
        let rows = try await execute(FenceSQL.check, parameters)
        guard rows.count > 0 else { throw StoreError.fenced(fence, current: nil) }
        let epoch = rows[0].int64(0)
        if epoch != fence.epoch || rows[0].jobID(1) != fence.holder {
            throw StoreError.fenced(fence, current: epoch)
        }
    }
}

extension StoreError {
    /// - Parameter current: the epoch that the database knows; nil when it has forgotten the lease.
    static func fenced(_ fence: Fence, current: Int64?) -> StoreError {
        let what =
            current.map { "a newer controller (epoch \($0)) has taken over" }
            ?? "the database has no lease \"\(fence.name)\" any more"
        var error = StoreError(.failedPrecondition, "\(what); this one (epoch \(fence.epoch)) stops")
        error.isFenced = true
        return error
    }
}

private enum FenceSQL {
    static let take = Statement(
        "fence_take",
        """
        INSERT INTO leases AS l (name, holder, expires_at) VALUES ($1, $2::uuid, 'infinity')
        ON CONFLICT (name) DO UPDATE SET epoch = l.epoch + 1, holder = EXCLUDED.holder, expires_at = 'infinity'
        RETURNING epoch
        """)
    static let check = Statement(
        "fence_check", "SELECT epoch, holder FROM leases WHERE name = $1 FOR SHARE")
}
