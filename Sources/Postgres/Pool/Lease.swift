/// A connection that somebody has to themselves, and how far their transaction is.
///
/// Unchecked, because `stage` belongs to the reactor's thread: calls of one body may come from many
/// threads, and only there it is certain which of them is the first.
final class Lease: @unchecked Sendable {
    enum Stage {
        /// BEGIN has not been sent: it travels with the first call.
        case unused
        case begun
        case ended
    }

    let member: PoolMember
    var stage = Stage.unused

    init(_ member: PoolMember) {
        self.member = member
    }
}
