internal import Glibc

/// Finds what a bare program name means in the child's own PATH, as a shell would.
///
/// - Parameters:
///   - name: A name, or a path with a slash, which is taken as it is.
///   - searchPath: The value of PATH; nil is the C library's default.
///   - directory: What relative entries of PATH are relative to.
func findExecutable(
    _ name: String, searchPath: String?, directory: String?
) throws(SpawnError) -> String {
    if name.contains("/") { return name }
    if name.isEmpty { throw SpawnError(.request, 0, "the name of the executable is empty") }
    let searched = searchPath ?? "/bin:/usr/bin"
    var refused: String?
    for entry in searched.split(separator: ":", omittingEmptySubsequences: false) {
        let folder = entry.hasPrefix("/") ? String(entry) : (directory ?? ".") + "/" + entry
        let candidate = folder.hasSuffix("/") ? folder + name : folder + "/" + name
        if access(candidate, X_OK) == 0, !isDirectory(candidate) {
            // The child executes after it has changed its directory.
            return entry.hasPrefix("/") ? candidate : entry.isEmpty ? "./" + name : "\(entry)/\(name)"
        }
        if refused == nil, access(candidate, F_OK) == 0, !isDirectory(candidate) { refused = candidate }
    }
    let place = searchPath == nil ? "\(searched) (PATH is not set)" : "PATH=\(searched)"
    if let refused {
        throw SpawnError(
            .lookup, EACCES,
            "permission denied: \(refused) is not executable, and there is no other "
                + "\(name) in \(place)")
    }
    throw SpawnError(.lookup, ENOENT, "no such file or directory: \(name), looked in \(place)")
}

/// Whether there is a directory at `path`.
func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// What the first line of a script names after `#!`; nil for anything else.
func scriptInterpreter(of path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 { return nil }
    defer { close(descriptor) }
    let longestLine = 256  // the kernel reads no further either
    let line = [UInt8](unsafeUninitializedCapacity: longestLine) { buffer, count in
        count = max(0, read(descriptor, buffer.baseAddress, longestLine))
    }
    if !line.starts(with: "#!".utf8) { return nil }
    let words = line.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }
        .split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    return words.first.map { String(decoding: $0, as: UTF8.self) }
}
