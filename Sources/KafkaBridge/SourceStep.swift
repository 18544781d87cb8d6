/// The places at which a test stops a source.
enum SourceStep: String, CaseIterable, Sendable {
    case betweenPolls
    case beforeInsert
    case afterCommit
}
