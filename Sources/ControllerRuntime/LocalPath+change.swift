internal import Glibc

extension LocalPath {
    /// Makes the directory and those above it that are missing.
    package func makeDirectories(mode: UInt32 = 0o755) throws(Failure) {
        if isDirectory { return }
        if !parent.exists { try parent.makeDirectories(mode: mode) }
        if mkdir(text, mode_t(mode)) != 0, errno != EEXIST { throw failure("make the directory") }
    }

    /// Makes a directory that only `owner` may enter, or sees to it that the existing one is such.
    ///
    /// In a folder that everybody may write to, somebody else could have made it first: then this fails.
    package func makePrivateDirectory(owner: SystemUser) throws(Failure) {
        let isNew = mkdir(text, 0o700) == 0
        if !isNew, errno != EEXIST { throw failure("make the directory") }
        var status = stat()
        guard lstat(text, &status) == 0 else { throw failure("find") }
        let isOurs = status.st_uid == owner.uid || status.st_uid == geteuid()
        guard status.fileType == S_IFDIR, isOurs else {
            throw Failure(path: text, action: "use as a private directory", code: EPERM)
        }
        if status.st_uid != owner.uid, chown(text, owner.uid, owner.gid) != 0 { throw failure("give away") }
        if status.st_mode & 0o7777 != 0o700, chmod(text, 0o700) != 0 { throw failure("close to others") }
    }

    /// Renames, replacing a file that is there.
    package func move(to other: LocalPath) throws(Failure) {
        guard rename(text, other.text) == 0 else { throw failure("rename to \(other)") }
    }

    /// Removes a file or an empty directory; what is gone already is no failure.
    package func remove() throws(Failure) {
        if Glibc.remove(text) != 0, errno != ENOENT { throw failure("remove") }
    }

    /// Lets others pass through the directory, without letting them list it.
    package func letOthersPass() throws(Failure) {
        let mode = try status().st_mode & 0o7777
        if mode & 0o011 != 0o011, chmod(text, mode | 0o011) != 0 { throw failure("open to others") }
    }

    /// Returns when the names in the directory are on the disk, so that a rename outlives a power failure.
    package func synchronizeDirectory() throws(Failure) {
        let descriptor = open(text, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open") }
        defer { close(descriptor) }
        if fsync(descriptor) != 0 { throw failure("synchronize") }
    }
}
