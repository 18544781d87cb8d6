internal import Glibc

/// The environment that this process was started with.
package enum ProcessEnvironment {
    private static let sizeLimit = 4 * 1024 * 1024

    /// All variables; those that are not UTF-8 are left out.
    package static let variables: [String: String] = {
        guard let file = try? OpenFile(path: "/proc/self/environ") else { return [:] }
        guard let bytes = try? file.read(expected: sizeLimit, limit: sizeLimit) else { return [:] }
        var variables: [String: String] = [:]
        for entry in bytes.split(separator: 0) {
            guard let equals = entry.firstIndex(of: UInt8(ascii: "=")) else { continue }
            guard let name = String(validating: entry[..<equals], as: UTF8.self) else { continue }
            variables[name] = String(validating: entry[(equals + 1)...], as: UTF8.self)
        }
        return variables
    }()

    /// The folders in which programs are looked for.
    package static var searchPath: [LocalPath] {
        let path = variables["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        return path.split(separator: ":").map { LocalPath(String($0)) }
    }

    /// The folders for temporary files, the preferred one first.
    package static var temporaryFolders: [LocalPath] {
        let preferred = variables["TMPDIR"].map { [LocalPath($0)] } ?? []
        return preferred + [LocalPath("/tmp")]
    }
}
