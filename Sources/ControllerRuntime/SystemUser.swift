internal import Glibc

/// An account of this machine.
package struct SystemUser: Hashable, Sendable {
    package let name: String
    package let uid: UInt32
    package let gid: UInt32

    package init(name: String, uid: UInt32, gid: UInt32) {
        self.name = name
        self.uid = uid
        self.gid = gid
    }

    /// The account with this name; nil when there is none.
    package static func named(_ name: String) -> SystemUser? {
        find { getpwnam_r(name, $0, $1, $2, $3) }
    }

    /// Who this process runs as. An account that is in no list (a container's arbitrary number) is named by
    /// it.
    package static var current: SystemUser {
        let uid = geteuid()
        return find { getpwuid_r(uid, $0, $1, $2, $3) }
            ?? SystemUser(name: "\(uid)", uid: uid, gid: getegid())
    }

    private typealias Lookup = (
        UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int,
        UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
    ) -> Int32

    private static func find(_ lookup: Lookup) -> SystemUser? {
        let capacity = 16 * 1024
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
            var entry = passwd()
            var found: UnsafeMutablePointer<passwd>?
            guard let base = buffer.baseAddress, lookup(&entry, base, capacity, &found) == 0, found != nil
            else {
                return nil
            }
            return SystemUser(name: String(cString: entry.pw_name), uid: entry.pw_uid, gid: entry.pw_gid)
        }
    }
}
