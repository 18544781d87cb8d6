internal import Glibc

/// An exclusive lock on a file. It ends with the object or with the process, however that ends.
package final class FileLock: Sendable {
    private let descriptor: Int32

    /// Locks the file, which is created when it is missing. Does not wait.
    ///
    /// - Throws: a failure with code `EWOULDBLOCK` when another process, or this one, holds the lock.
    package init(_ path: LocalPath) throws(LocalPath.Failure) {
        let opened = open(path.text, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard opened >= 0 else { throw path.failure("open") }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let failure = path.failure("lock")
            close(opened)
            throw failure
        }
        descriptor = opened
    }

    deinit {
        // Explicitly: a child that is just being started may still have a copy of the descriptor.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}

extension LocalPath.Failure {
    /// The lock belongs to somebody else.
    package var isLocked: Bool { code == EWOULDBLOCK }
}
