internal import Resources

/// Something in a source that cannot be read as a manifest, and what to do about it.
enum SourceProblem: Hashable {
    case unreadableFile(path: String, SystemFailure)
    case unreadableFolder(path: String, SystemFailure)
    case fileTooLarge(path: String, limit: Int)
    case fileKeepsChanging(path: String)
    case nameNotUTF8(path: String)
    case linkNotFollowed(path: String)
    case tooDeep(path: String, limit: Int)
    case tooManyFiles(path: String, limit: Int)

    var diagnostic: Diagnostic {
        let (severity, path, message, hint) = words
        return Diagnostic(severity, message, mark: Mark(file: path, line: 1, column: 1), hint: hint)
    }

    private var words: (Diagnostic.Severity, path: String, message: String, hint: String) {
        switch self {
        case .unreadableFile(let path, let failure):
            (.error, path, "the file cannot be read: \(failure)", "give this user the right to read it")
        case .unreadableFolder(let path, let failure):
            (
                .error, path, "the folder cannot be read: \(failure)",
                "give this user the right to read and search it"
            )
        case .fileTooLarge(let path, let limit):
            (.error, path, "the file is larger than \(limit) bytes", "split it into several files")
        case .fileKeepsChanging(let path):
            (.error, path, "the file changes while it is read", "it is read again in the next pass")
        case .nameNotUTF8(let path):
            (.error, path, "the name is not UTF-8", "rename the file or folder")
        case .linkNotFollowed(let path):
            (.warning, path, "a symbolic link is not followed", "put the file itself into the source")
        case .tooDeep(let path, let limit):
            (.error, path, "folders are nested more than \(limit) deep", "move the manifests further up")
        case .tooManyFiles(let path, let limit):
            (.error, path, "the source holds more than \(limit) manifests", "split it into several sources")
        }
    }
}
