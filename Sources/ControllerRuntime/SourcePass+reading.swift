internal import Glibc
internal import Resources
internal import YAML

/// A file that changes under every one of so many readings is left for the next pass.
private let readAttempts = 3

extension SourcePass {
    /// Takes the file from the cache when it is untouched, else reads and decodes it.
    mutating func visit(file: inout CachedFile, in directory: borrowing OpenDirectory) {
        guard files.count < limits.files else {
            let problem = SourceProblem.tooManyFiles(path: file.path, limit: limits.files)
            if problems.last?.isTooManyFiles != true { problems.append(problem) }
            return
        }
        do throws(SystemFailure) {
            let identity = FileIdentity(try directory.status(of: file.name))
            note(identity)
            if file.identity != identity || file.decoded == nil {
                try read(&file, in: directory)
            }
        } catch {
            if error.isMissing {
                sawVanishing = true
                sawChange = true
                file.decoded = nil
                file.identity = nil
            } else {
                replace(&file, problem: .unreadableFile(path: file.path, error))
            }
        }
        if let decoded = file.decoded { files.append(decoded) }
    }

    private mutating func read(
        _ file: inout CachedFile, in directory: borrowing OpenDirectory
    ) throws(SystemFailure) {
        for _ in 0..<readAttempts {
            let opened = try directory.openFile(file.name)
            let status = try opened.status()
            let before = FileIdentity(status)
            guard status.fileType == S_IFREG else { throw SystemFailure(code: ENOENT) }
            guard before.size <= limits.fileBytes else {
                replace(&file, problem: .fileTooLarge(path: file.path, limit: limits.fileBytes))
                return
            }
            let bytes = try opened.read(expected: Int(before.size), limit: limits.fileBytes)
            let after = FileIdentity(try opened.status())
            if before == after, bytes.count == Int(after.size) {
                decode(bytes, of: &file, identity: after)
                return
            }
        }
        replace(&file, problem: .fileKeepsChanging(path: file.path))
    }

    private mutating func decode(_ bytes: [UInt8], of file: inout CachedFile, identity: FileIdentity) {
        note(identity)
        file.identity = clock.isSettled(changedAt: identity.changedAt) ? identity : nil
        let digest = ContentDigest(bytes)
        if file.decoded?.digest == digest { return }
        let manifests = decodeManifests([ManifestFile(path: file.path, bytes: bytes)])
        sawChange = true
        file.decoded = SourceFile(
            path: file.path, resources: manifests.resources, diagnostics: manifests.diagnostics,
            digest: digest)
    }

    private mutating func replace(_ file: inout CachedFile, problem: SourceProblem) {
        let diagnostics = [problem.diagnostic]
        file.identity = nil
        let isKnown = file.decoded.map { $0.digest == nil && $0.diagnostics == diagnostics } ?? false
        if isKnown { return }
        sawChange = true
        file.decoded = SourceFile(path: file.path, resources: [], diagnostics: diagnostics, digest: nil)
    }
}

extension SourceProblem {
    fileprivate var isTooManyFiles: Bool {
        if case .tooManyFiles = self { true } else { false }
    }
}
