internal import CLinux
internal import Glibc

/// What a system call answered instead of doing its work.
struct SystemFailure: Error, Hashable, CustomStringConvertible {
    let code: Int32

    /// The failure that the last system call of this thread left behind.
    static var last: SystemFailure { SystemFailure(code: errno) }

    /// What was open has been removed since.
    static var removed: SystemFailure { SystemFailure(code: ESTALE) }

    /// The file or one of the folders above it does not exist (any more).
    var isMissing: Bool { code == ENOENT || code == ENOTDIR }

    var description: String { String(cString: cspawn_error_text(code)) }
}
