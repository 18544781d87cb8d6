/// Why there is no private database server.
public enum PrivateClusterError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No PostgreSQL server of a supported version is installed.
    case notInstalled(oldestMajor: Int, found: [String])
    /// PostgreSQL refuses to run as root, and no account exists that it could run as.
    case noAccount(tried: [String])
    /// The account that the server runs as may not enter a folder on the way to its data.
    case closedFolder(folder: String, account: String)
    /// The data was written by a version that is not installed.
    case otherVersion(folder: String, major: Int, installed: [String])
    /// Another process works on the same data.
    case inUse(folder: String)
    /// The folder holds files, but they are no cluster that was made here.
    case foreignData(folder: String)
    /// No folder for the socket has a path that is short enough.
    case socketPathTooLong(path: String)
    /// A new cluster could not be made.
    case cannotInitialize(command: String, output: String)
    /// The server ended instead of getting ready.
    case cannotStart(exit: String, logTail: String, log: String)
    /// The server that a killed process left behind does not end.
    case oldServerStays(pid: Int32, folder: String)

    /// What happened, where, and what to do.
    public var description: String {
        switch self {
        case .notInstalled(let oldest, let found):
            let seen = found.isEmpty ? "" : " (found only \(found.joined(separator: ", ")))"
            return "PostgreSQL \(oldest) or newer is not installed\(seen); "
                + "install it (Debian: apt-get install postgresql), or put its bin folder into PATH"
        case .noAccount(let tried):
            let accounts = tried.joined(separator: " or ")
            return "PostgreSQL does not run as root, and there is no account \(accounts); "
                + "start as another user, or create one of these accounts"
        case .closedFolder(let folder, let account):
            return "the account \(account), as which PostgreSQL runs, may not enter \(folder); "
                + "choose another data folder (--data), or let others pass: chmod o+x \(folder)"
        case .otherVersion(let folder, let major, let installed):
            let versions = installed.joined(separator: ", ")
            return "the data in \(folder) was written by PostgreSQL \(major), and only \(versions) is "
                + "installed; install PostgreSQL \(major), or move the data over with pg_upgrade"
        case .inUse(let folder):
            return
                "another process uses the data folder \(folder); stop it, or choose another folder (--data)"
        case .foreignData(let folder):
            return "\(folder) is not empty and holds no PostgreSQL data; choose another folder (--data)"
        case .socketPathTooLong(let path):
            return "the socket's path would be too long: \(path); choose a shorter data folder (--data)"
        case .cannotInitialize(let command, let output):
            return "\(command) failed: \(output)"
        case .cannotStart(let exit, let logTail, let log):
            return "PostgreSQL ended before it was ready (\(exit)); the end of \(log) says:\n\(logTail)"
        case .oldServerStays(let pid, let folder):
            return "process \(pid), an older PostgreSQL on \(folder), does not end; end it by hand"
        }
    }
}
