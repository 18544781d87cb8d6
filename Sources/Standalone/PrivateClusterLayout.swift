internal import ControllerRuntime

/// Where a private cluster keeps what, and who owns it.
struct PrivateClusterLayout: Sendable {
    /// What the kernel can store of a socket's path, without the zero at its end.
    private static let socketPathLimit = 107
    private static let socketName = ".s.PGSQL.\(port)"
    /// No port is opened; the number only is a part of the socket's name.
    static let port = 5432
    private static let accounts = ["postgres", "nobody"]

    /// The data folder that the user named, without symbolic links.
    let home: LocalPath
    /// Whom the server runs as: this process's user, or an unprivileged one when that is root.
    let owner: SystemUser
    /// The folder of the socket; nobody but the owner may enter it.
    let sockets: LocalPath

    var cluster: LocalPath { home.appending("postgres") }
    /// A cluster in the making. A crash leaves it behind, and it is made anew.
    var unfinishedCluster: LocalPath { home.appending("postgres.new") }
    var log: LocalPath { home.appending("postgres.log") }
    var lock: LocalPath { home.appending("lock") }
    var pidFile: LocalPath { cluster.appending("postmaster.pid") }

    /// Makes the folders that are missing.
    init(dataDirectory: String) throws {
        let owner = try Self.chooseOwner()
        let given = LocalPath(dataDirectory)
        try given.makeDirectories(mode: SystemUser.current.uid == owner.uid ? 0o700 : 0o711)
        home = try given.resolved()
        self.owner = owner
        if owner != .current { try Self.letPass(owner, to: home) }
        sockets = try Self.makeSocketFolder(home: home, owner: owner)
    }

    /// The major version that wrote the cluster; nil when there is no cluster yet.
    func dataVersion() throws -> Int? {
        if let text = cluster.appending("PG_VERSION").contents() {
            return Int(text.prefix { $0.isNumber })
        }
        if cluster.exists { throw PrivateClusterError.foreignData(folder: cluster.text) }
        return nil
    }

    /// Leaves nothing behind outside of the data folder. A folder that is not empty stays.
    func removeSocketFolder() {
        if sockets.parent != home { try? sockets.remove() }
    }

    private static func chooseOwner() throws -> SystemUser {
        let current = SystemUser.current
        if current.uid != 0 { return current }
        for name in accounts {
            if let account = SystemUser.named(name), account.uid != 0 { return account }
        }
        throw PrivateClusterError.noAccount(tried: accounts)
    }

    /// The last folder is ours to open a little; those above it are not.
    private static func letPass(_ owner: SystemUser, to home: LocalPath) throws {
        if try !home.maySearch(owner) { try home.letOthersPass() }
        var folder = home
        while folder.text != "/" {
            folder = folder.parent
            if try !folder.maySearch(owner) {
                throw PrivateClusterError.closedFolder(folder: folder.text, account: owner.name)
            }
        }
    }

    /// Inside the data folder, or in a folder of the system with a name made from the data folder's path.
    private static func makeSocketFolder(home: LocalPath, owner: SystemUser) throws -> LocalPath {
        let inside = home.appending("sockets")
        let name = "jq-\(ContentDigest(Array(home.text.utf8)).description.prefix(12))"
        let outside = ProcessEnvironment.temporaryFolders.filter { (try? $0.maySearch(owner)) == true }
        let candidates = [inside] + outside.map { $0.appending(name) }
        let fitting = candidates.first { $0.appending(socketName).text.utf8.count <= socketPathLimit }
        guard let fitting else {
            throw PrivateClusterError.socketPathTooLong(path: inside.appending(socketName).text)
        }
        try fitting.makePrivateDirectory(owner: owner)
        return fitting
    }
}
