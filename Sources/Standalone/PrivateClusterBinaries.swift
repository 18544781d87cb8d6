internal import ControllerRuntime
internal import LinuxReactor
internal import Processes

/// One installation of PostgreSQL's programs.
struct PrivateClusterBinaries: Sendable {
    /// The statements of the store are tested against this and newer versions.
    static let oldestMajor = 15
    private static let lookupTimeout = Duration.seconds(10)

    let folder: LocalPath
    let major: Int
    /// As the program says it: `15.20`, `17beta1`.
    let version: String

    var initdb: LocalPath { folder.appending("initdb") }
    var postgres: LocalPath { folder.appending("postgres") }

    /// The newest installation, or the one that can read existing data.
    static func find(
        for dataVersion: Int?, of layout: PrivateClusterLayout, reactor: Reactor
    ) async throws -> PrivateClusterBinaries {
        var installed: [PrivateClusterBinaries] = []
        for folder in await folders(reactor: reactor) {
            if let found = await inspect(folder, reactor: reactor) { installed.append(found) }
        }
        let usable = installed.filter { $0.major >= oldestMajor && $0.major == dataVersion ?? $0.major }
        if let newest = usable.max(by: { $0.order < $1.order }) { return newest }
        let versions = installed.map(\.version)
        guard let dataVersion, !installed.isEmpty else {
            throw PrivateClusterError.notInstalled(oldestMajor: oldestMajor, found: versions)
        }
        throw PrivateClusterError.otherVersion(
            folder: layout.cluster.text, major: dataVersion, installed: versions)
    }

    /// By major, then minor version; a beta comes before its release.
    private var order: (Int, Int) {
        let rest = version.drop { $0.isNumber }
        return (major, rest.hasPrefix(".") ? Int(rest.dropFirst()) ?? 0 : rest.isEmpty ? 0 : -1)
    }

    /// Every folder that may hold the programs, each once. Debian keeps them outside of PATH, and others put
    /// links to them into it.
    private static func folders(reactor: Reactor) async -> [LocalPath] {
        let packaged = LocalPath("/usr/lib/postgresql")
        var folders = packaged.children.map { packaged.appending($0).appending("bin") }
        folders += LocalPath("/usr").children.filter { $0.hasPrefix("pgsql-") }
            .map { LocalPath("/usr/\($0)/bin") }
        folders.append(LocalPath("/usr/local/pgsql/bin"))
        folders += ProcessEnvironment.searchPath
        if let told = await output(of: "pg_config", ["--bindir"], reactor: reactor) {
            folders.append(LocalPath(told))
        }
        var seen: Set<LocalPath> = []
        return folders.compactMap { try? $0.appending("postgres").resolved().parent }
            .filter { seen.insert($0).inserted }
    }

    private static func inspect(_ folder: LocalPath, reactor: Reactor) async -> PrivateClusterBinaries? {
        let postgres = folder.appending("postgres")
        guard postgres.isExecutable, folder.appending("initdb").isExecutable else { return nil }
        // "postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)"
        guard let line = await output(of: postgres.text, ["--version"], reactor: reactor) else { return nil }
        let words = line.split(separator: " ")
        guard let name = words.firstIndex(of: "(PostgreSQL)"), name + 1 < words.count else { return nil }
        let version = String(words[name + 1])
        guard let major = Int(version.prefix { $0.isNumber }) else { return nil }
        return PrivateClusterBinaries(folder: folder, major: major, version: version)
    }

    /// The first line that a program prints; nil when it fails or does not exist.
    private static func output(of program: String, _ arguments: [String], reactor: Reactor) async -> String? {
        let request = ProcessRequest(
            executable: program, arguments: arguments, environment: ProcessEnvironment.variables)
        let result = try? await runProcess(request, timeout: lookupTimeout, reactor: reactor)
        guard let result, result.isSuccess else { return nil }
        let line = result.standardOutput.prefix { $0 != UInt8(ascii: "\n") }
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }
}
