/// Whom a child runs as. It gets this group only; the parent's supplementary groups are dropped.
public struct ProcessUser: Sendable, Hashable {
    /// The user's number.
    public var uid: UInt32
    /// The group's number.
    public var gid: UInt32

    /// The user and group with these numbers.
    public init(uid: UInt32, gid: UInt32) {
        self.uid = uid
        self.gid = gid
    }
}
