/// Why a snapshot must not lead to deletions: what it lacks may be declared after all.
public enum PruneObstacle: Hashable, Sendable, CustomStringConvertible {
    /// Nothing is declared at all. An empty source never deletes everything.
    case empty(path: String)
    /// Some files may declare resources whose names could not be found out.
    case incomplete(files: [String])
    /// Something changed a moment ago and may still be being written; look again after `wait`.
    case settling(wait: Duration)

    /// One sentence for logs and status conditions.
    public var description: String {
        switch self {
        case .empty(let path):
            return "nothing is deleted because \(path) declares nothing at all"
        case .incomplete(let files):
            let rest = files.count > 1 ? " and \(files.count - 1) more" : ""
            return "nothing is deleted while \(files.first ?? "a manifest") cannot be understood\(rest)"
        case .settling(let wait):
            return "nothing is deleted while the source is being written; next look in \(wait)"
        }
    }
}
