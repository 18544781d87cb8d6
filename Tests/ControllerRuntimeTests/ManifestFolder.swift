import ControllerRuntime
import Foundation
import Resources

/// A folder of manifests for one test; removed with the value.
final class ManifestFolder: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "jq-source-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        // Without symbolic links, as /tmp is one on some systems.
        path = url.resolvingSymlinksInPath().path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: true)
    }

    /// Writes in place, as an editor that does not care or `echo >` does.
    func write(_ name: String, _ text: String) throws {
        let slash = name.lastIndex(of: "/")
        if let slash, access(file(String(name[..<slash])), F_OK) != 0 {
            try makeFolder(String(name[..<slash]))
        }
        let descriptor = open(file(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Foundation.write(descriptor, bytes, bytes.count) == bytes.count else { throw POSIXError(.EIO) }
    }

    /// Writes beside and renames over, as careful programs do.
    func replace(_ name: String, _ text: String) throws {
        try write(".\(name).new", text)
        try rename(".\(name).new", to: name)
    }

    func rename(_ name: String, to other: String) throws {
        guard Foundation.rename(file(name), file(other)) == 0 else {
            throw POSIXError(.init(rawValue: errno) ?? .EIO)
        }
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: file(name))
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: file(name), withDestinationPath: target)
    }

    /// Replaces a symbolic link in one step, as git-sync and the kubelet do.
    func swapLink(_ name: String, to target: String) throws {
        try link(".\(name).new", to: target)
        try rename(".\(name).new", to: name)
    }
}

func queue(_ name: String, retries: Int = 3) -> String {
    """
    apiVersion: jq.dev/v1alpha1
    kind: Queue
    metadata: {name: \(name)}
    spec: {maxRetries: \(retries)}

    """
}

/// A queue with a field that does not exist; its name can still be told.
func misspelledQueue(_ name: String) -> String {
    """
    apiVersion: jq.dev/v1alpha1
    kind: Queue
    metadata: {name: \(name)}
    spec: {maxRetrys: 3}

    """
}

/// Cut off in the middle: no resource can be told from it.
let brokenManifest = "[\n"

extension SourceSnapshot {
    var names: [String] { resources.map(\.key.name) }
}

/// A source whose files count as settled at once.
func settledSource(_ path: String, limits: SourceLimits = SourceLimits()) -> DirectorySource {
    DirectorySource(path: path, limits: limits, settleTime: .zero)
}
